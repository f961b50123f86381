/// The log of changes to buses, rules and quotas, and the one thread that writes it.
@NullMarked
package dev.signalbox.console.change;

import org.jspecify.annotations.NullMarked;

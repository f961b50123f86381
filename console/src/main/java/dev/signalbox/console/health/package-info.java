/// The health of targets, and the enabling of those that were disabled.
@NullMarked
package dev.signalbox.console.health;

import org.jspecify.annotations.NullMarked;

/// The state of targets, and enabling those that were disabled.
@NullMarked
package dev.signalbox.console.health;

import org.jspecify.annotations.NullMarked;

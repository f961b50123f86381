/// What became of deliveries: the latest outcomes, dead letters, and those sent again.
@NullMarked
package dev.signalbox.console.delivery;

import org.jspecify.annotations.NullMarked;

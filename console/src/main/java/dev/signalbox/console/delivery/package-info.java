/// The latest outcomes of deliveries, dead letters, and their redrive.
@NullMarked
package dev.signalbox.console.delivery;

import org.jspecify.annotations.NullMarked;

/// Tests of the deliveries in hand.
@NullMarked
package dev.signalbox.notifier.task;

import org.jspecify.annotations.NullMarked;

/// Deliveries in hand: the task of each, the offsets that they hold back, and those handled lately.
@NullMarked
package dev.signalbox.notifier.task;

import org.jspecify.annotations.NullMarked;

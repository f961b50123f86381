/// Deliveries that wait for their time.
@NullMarked
package dev.signalbox.notifier.retry;

import org.jspecify.annotations.NullMarked;

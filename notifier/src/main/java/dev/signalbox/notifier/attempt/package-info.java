/// Attempts at deliveries, and the outcomes, retries and health records that follow from them.
@NullMarked
package dev.signalbox.notifier.attempt;

import org.jspecify.annotations.NullMarked;

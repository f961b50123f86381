package dev.signalbox.console.delivery;

import dev.signalbox.contract.delivery.Delivery;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A delivery that was given up.
///
/// @param died when it was given up
/// @param redriven when it was sent again; null for never
record DeadLetter(Delivery delivery, Instant died, @Nullable Instant redriven) {}

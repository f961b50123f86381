/// Kept events, read again: those of a period in the order of time, the choice of an order among
/// them, the ids already met, and the forecast of what they would send.
@NullMarked
package dev.signalbox.history;

import org.jspecify.annotations.NullMarked;

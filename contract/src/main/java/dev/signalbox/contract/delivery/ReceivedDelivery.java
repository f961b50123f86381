package dev.signalbox.contract.delivery;

import org.jspecify.annotations.Nullable;

/// A delivery that was read from a record.
///
/// @param identity the name that the delivery shares with its repetitions, other than those with
///   more attempts or deferrals: its id, and where it comes straight out of the dead letters, the
///   letter. Null where a redrive does not say which letter it was.
/// @param deferrals how often it was made to wait since its last attempt
/// @param deferredSinceMillis when it was made to wait for the first time, in milliseconds since
///   the epoch; 0 for never
public record ReceivedDelivery(
        Delivery delivery, @Nullable String identity, int deferrals, long deferredSinceMillis) {
    /// Whether it has been here before: it was made to wait, or tried.
    public boolean returned() {
        return deferrals > 0 || !delivery.attempts().isEmpty();
    }
}

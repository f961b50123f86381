package dev.signalbox.contract.delivery;

import org.jspecify.annotations.Nullable;

/// A delivery as a record brought it.
///
/// @param identity by what the delivery and its repetitions are known, other than those with more
///   attempts or deferrals: its id, and where it comes straight out of the dead letters, the
///   letter. Null where a redrive does not say which letter it was.
/// @param deferrals how often it was put off since its last attempt
/// @param putOffSince when it was put off for the first time, in milliseconds since the epoch; 0
///   for never
public record Arrival(
        Delivery delivery, @Nullable String identity, int deferrals, long putOffSince) {
    /// Whether it has been here before: it was put off, or tried.
    public boolean returned() {
        return deferrals > 0 || !delivery.attempts().isEmpty();
    }
}

package dev.signalbox.notifier.lane;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.rule.Target;
import org.jspecify.annotations.Nullable;

/// A delivery in hand, with the books it stands in.
///
/// @param delivery what is delivered
/// @param deferrals how often it was put off since its last attempt
/// @param putOffSince when it was put off for the first time, in milliseconds since the epoch; 0
///   for never
/// @param target where it goes, as it was when the delivery was taken in hand; null where it was
///   gone
/// @param robot the robot that the target tells, whose lane it shares with others; null for none
/// @param slot its record's place in the partition
/// @param entry its place in the recent memory
record DeliveryTask(
        Delivery delivery,
        int deferrals,
        long putOffSince,
        @Nullable Target target,
        @Nullable String robot,
        OffsetTracker.Slot slot,
        RecentDeliveries.Entry entry) {
    /// Bytes of memory that it holds, roughly.
    int bytes() {
        return delivery.body().length + 512;
    }

    /// Whether it has been here before: it was put off, or tried.
    boolean returned() {
        return deferrals > 0 || !delivery.attempts().isEmpty();
    }
}

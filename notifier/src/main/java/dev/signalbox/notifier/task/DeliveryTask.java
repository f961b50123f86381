package dev.signalbox.notifier.task;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.ReceivedDelivery;
import dev.signalbox.contract.health.Destination;
import dev.signalbox.contract.rule.Target;
import org.jspecify.annotations.Nullable;

/// A delivery in hand, with its entries in offset tracker and recent memory.
///
/// @param arrival the delivery, and how often it was here before
/// @param destination where it went when it was taken in hand
/// @param asOf the `TargetLookup.changes` of that time, or of a moment before
/// @param robot the robot of the target, whose lane it shares with others; null for none
/// @param slot its record's place in the partition
/// @param entry its place in the recent memory
public record DeliveryTask(
        ReceivedDelivery arrival,
        Destination destination,
        long asOf,
        @Nullable String robot,
        OffsetTracker.Slot slot,
        RecentDeliveries.Entry entry) {
    /// What is delivered.
    public Delivery delivery() {
        return arrival.delivery();
    }

    /// The target, as it was when the delivery was taken in hand; null where nothing is sent to it.
    public @Nullable Target target() {
        return destination instanceof Destination.Here here ? here.target() : null;
    }

    /// Bytes of memory that it holds, roughly.
    public int bytes() {
        return delivery().body().length + 512 * (1 + delivery().attempts().size());
    }
}

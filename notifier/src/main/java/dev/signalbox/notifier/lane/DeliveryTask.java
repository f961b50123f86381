package dev.signalbox.notifier.lane;

import dev.signalbox.contract.delivery.Delivery;

/// A delivery in hand, with the books it stands in.
///
/// @param delivery what is delivered
/// @param deferrals how often it was put off since its last attempt
/// @param concurrency how many deliveries its target may have under way
/// @param slot its record's place in the partition
/// @param entry its place in the recent memory
record DeliveryTask(
        Delivery delivery,
        int deferrals,
        int concurrency,
        OffsetTracker.Slot slot,
        RecentDeliveries.Entry entry) {
    /// Bytes of memory that it holds, roughly.
    int bytes() {
        return delivery.body().length + 512;
    }
}

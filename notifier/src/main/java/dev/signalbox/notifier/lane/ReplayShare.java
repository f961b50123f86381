package dev.signalbox.notifier.lane;

import dev.signalbox.notifier.task.DeliveryTask;

/// The half of the places of all lanes that deliveries of replays may take, so that live ones never
/// wait for them: of what is under way, of what is queued, and of the bytes of both. In a lane they
/// may have half of its places under way, one at least.
///
/// Not for several threads: [Lanes] has the lock.
final class ReplayShare {
    private final int maxUnderWay;
    private final int maxQueued;
    private final long maxBytes;
    private int underWay;
    private int queued;
    private long bytes;

    /// What a lane has of it.
    static final class OfLane {
        private int underWay;
        private long bytes;

        /// Bytes that it holds for replays.
        long bytes() {
            return bytes;
        }
    }

    /// @param maxUnderWay what may be under way in all lanes, live ones included
    /// @param maxQueued what may be queued
    /// @param maxBytes of both
    ReplayShare(int maxUnderWay, int maxQueued, long maxBytes) {
        this.maxUnderWay = half(maxUnderWay);
        this.maxQueued = half(maxQueued);
        this.maxBytes = maxBytes / 2;
    }

    private static int half(int places) {
        return Math.max(1, places / 2);
    }

    /// Whether one of a replay may begin in a lane that has a place.
    boolean hasPlace(Lane lane) {
        return lane.replays.underWay < half(lane.concurrency)
                && lane.replays.underWay < maxUnderWay - underWay;
    }

    /// Whether one may be queued in a lane where none is.
    boolean hasRoom() {
        return queued < maxQueued;
    }

    /// Whether one more may be queued in a lane.
    ///
    /// @param longest the most that a lane may have queued
    boolean hasRoom(Lane lane, int longest) {
        int there = lane.queue.size(true);
        return lane.replays.bytes <= (maxBytes - bytes) / 2
                && (there == 0 || there < Math.min(longest, (maxQueued - queued) / 2));
    }

    /// A delivery came to a lane; those of replays count here.
    void enter(Lane lane, DeliveryTask task) {
        hold(lane, task, task.bytes());
    }

    /// A delivery has left its lane.
    void leave(Lane lane, DeliveryTask task) {
        hold(lane, task, -task.bytes());
    }

    private void hold(Lane lane, DeliveryTask task, int more) {
        if (task.delivery().replayed()) {
            lane.replays.bytes += more;
            bytes += more;
        }
    }

    /// A delivery was queued, or, with -1, is queued no longer.
    void queue(DeliveryTask task, int more) {
        if (task.delivery().replayed()) {
            queued += more;
        }
    }

    /// An attempt begins, or, with -1, is over.
    ///
    /// @param first the first of the deliveries that it makes
    void attempt(Lane lane, DeliveryTask first, int more) {
        if (first.delivery().replayed()) {
            lane.replays.underWay += more;
            underWay += more;
        }
    }
}

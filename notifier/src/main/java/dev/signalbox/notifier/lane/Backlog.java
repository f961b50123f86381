package dev.signalbox.notifier.lane;

import dev.signalbox.notifier.task.DeliveryTask;
import java.util.ArrayDeque;
import java.util.function.BiConsumer;

/// The lanes that have something queued, so that not all of them are searched for what has waited
/// too long.
///
/// Not for several threads: [Lanes] has the lock. Times are milliseconds.
final class Backlog {
    private static final long LONGEST_WAIT = 1_000;
    private static final long EVERY = 50;

    private final ArrayDeque<Lane> lanes = new ArrayDeque<>();
    private long last;

    /// Something was queued in a lane.
    void add(Lane lane) {
        if (!lane.inBacklog) {
            lane.inBacklog = true;
            lanes.add(lane);
        }
    }

    /// Takes out of the queues what has waited too long, or would; looks for it at times only.
    void shed(long nowMillis, BiConsumer<Lane, DeliveryTask> taken) {
        if (lanes.isEmpty() || (nowMillis >= last && nowMillis - last < EVERY)) {
            return;
        }
        last = nowMillis;
        for (int left = lanes.size(); left > 0; left--) {
            shed(lanes.remove(), nowMillis, taken);
        }
    }

    /// What has been queued before that time leaves.
    private static long leave(Lane lane, long nowMillis) {
        if (lane.starved(nowMillis)) {
            return Long.MIN_VALUE;
        }
        boolean closed = lane.opens(nowMillis) > nowMillis + LONGEST_WAIT;
        return closed ? Long.MAX_VALUE : nowMillis - LONGEST_WAIT;
    }

    private void shed(Lane lane, long nowMillis, BiConsumer<Lane, DeliveryTask> taken) {
        long before = leave(lane, nowMillis);
        for (DeliveryTask task = lane.queue.removeBefore(before);
                task != null;
                task = lane.queue.removeBefore(before)) {
            taken.accept(lane, task);
        }
        lane.inBacklog = false;
        if (!lane.queue.isEmpty()) {
            add(lane);
        }
    }

    /// Takes out of the queues what is of revoked partitions.
    void removeRevoked(BiConsumer<Lane, DeliveryTask> taken) {
        for (Lane lane : lanes) {
            lane.queue.removeRevoked(task -> taken.accept(lane, task));
        }
    }
}

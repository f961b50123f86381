package dev.signalbox.notifier.lane;

import dev.signalbox.contract.rule.TargetKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The lanes: for each target a queue and the deliveries under way to it.
///
/// ```
///  room?  ─▶ add ─▶ queue of the lane ─▶ under way ─▶ finished
///   │                  │
///   │                  └─▶ shed: waited too long, leaves for the retries
///   ├─▶ soon: the lane is full, the partition waits for it
///   └─▶ not now: the lane is full and stuck, the delivery leaves for the retries
/// ```
///
/// Room is shared as in a network switch: a lane may have as many deliveries under way as there are
/// free places for all, and queue half as many as there is free room, so that lanes which hang,
/// however many, always leave something to the others. Lanes that could run but for lack of free
/// places take turns.
///
/// A full lane that empties within half a second makes its partition wait, since its target is
/// healthy and merely has much to take. One that does not is stuck after a quarter of a second, and
/// from then on, until it moves again, is passed by: what comes for it is put off, and so is what
/// has stood in its queue for a second. A delivery that is put off is given a time at which the
/// lane, at its present speed, will come to it.
///
/// One lock guards everything and is never held while anything blocks. A virtual thread begins with
/// a delivery and goes on with the next until there is none. Rate limits and breakers will stand
/// where [#startable] stands.
final class Lanes {
    /// Whether a lane can take one more delivery.
    enum Room {
        /// It can.
        NOW,
        /// It is full at this moment; ask again.
        SOON,
        /// It is full and stuck.
        NOT_NOW
    }

    private static final int LONGEST_QUEUE = 512;
    private static final long MOVING_MILLIS = 250;
    private static final long EMPTIES_WITHIN_MILLIS = 500;
    private static final long STUCK_AFTER_MILLIS = 250;
    private static final long LONGEST_WAIT_MILLIS = 1_000;
    private static final long SHORTEST_DEFERRAL_MILLIS = 1_000;
    private static final long LONGEST_DEFERRAL_MILLIS = 60_000;
    private static final int LANES_KEPT = 10_000;

    private final int maxUnderWay;
    private final int maxQueued;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final ThreadFactory threads;
    private final Consumer<DeliveryTask> worker;
    private final Consumer<DeliveryTask> dropped;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<TargetKey, Lane> lanes = new HashMap<>();
    private final ArrayDeque<Lane> waiting = new ArrayDeque<>();
    private int underWay;
    private int queued;
    private boolean stopped;

    private static final class Lane {
        private final TargetKey key;
        private final ArrayDeque<Queued> queue = new ArrayDeque<>();
        private int concurrency;
        private int underWay;
        private boolean waiting;
        private double attemptMillis;
        private double nextDeferral;
        private long lastFinish;
        private long fullSince = -1;
        private boolean stuck;

        Lane(TargetKey key) {
            this.key = key;
        }
    }

    private record Queued(DeliveryTask task, long since) {}

    private record Started(Lane lane, DeliveryTask task, long since) {}

    /// @param maxUnderWay deliveries under way at one time, in all lanes
    /// @param maxQueued deliveries queued at one time, in all lanes
    /// @param threads makes the (virtual) threads that deliver
    /// @param worker delivers; returns when the attempt is over
    /// @param dropped is told of deliveries that leave because their partition was revoked
    Lanes(
            int maxUnderWay,
            int maxQueued,
            InstantSource clock,
            RandomGenerator random,
            ThreadFactory threads,
            Consumer<DeliveryTask> worker,
            Consumer<DeliveryTask> dropped) {
        this.maxUnderWay = maxUnderWay;
        this.maxQueued = maxQueued;
        this.clock = clock;
        this.random = random;
        this.threads = threads;
        this.worker = worker;
        this.dropped = dropped;
    }

    /// Whether there is room for one more. Only the thread that adds asks, and so the room is still
    /// there when it does.
    Room room(TargetKey target) {
        lock.lock();
        try {
            Lane lane = lanes.get(target);
            if (lane == null || lane.queue.isEmpty()) {
                return queued < maxQueued ? Room.NOW : Room.SOON;
            }
            if (lane.queue.size() < Math.min(LONGEST_QUEUE, (maxQueued - queued) / 2)) {
                lane.fullSince = -1;
                return Room.NOW;
            }
            return roomOfFull(lane, clock.millis());
        } finally {
            lock.unlock();
        }
    }

    private static Room roomOfFull(Lane lane, long now) {
        double empties = lane.queue.size() * lane.attemptMillis / lane.concurrency;
        if (now - lane.lastFinish < MOVING_MILLIS && empties < EMPTIES_WITHIN_MILLIS) {
            lane.fullSince = -1;
            lane.stuck = false;
            return Room.SOON;
        }
        if (lane.fullSince < 0) {
            lane.fullSince = now;
        }
        lane.stuck |= now - lane.fullSince >= STUCK_AFTER_MILLIS;
        return lane.stuck ? Room.NOT_NOW : Room.SOON;
    }

    /// Adds a delivery to its lane.
    void add(DeliveryTask task) {
        long now = clock.millis();
        @Nullable Started started = null;
        lock.lock();
        try {
            Lane lane = lanes.computeIfAbsent(task.delivery().target(), Lane::new);
            lane.concurrency = task.concurrency();
            if (lane.queue.isEmpty() && startable(lane)) {
                started = start(lane, task, now);
            } else {
                lane.queue.add(new Queued(task, now));
                queued++;
                list(lane);
            }
        } finally {
            lock.unlock();
        }
        if (started != null) {
            launch(started);
        }
    }

    private boolean startable(Lane lane) {
        return !stopped
                && lane.underWay < lane.concurrency
                && lane.underWay < maxUnderWay - underWay;
    }

    /// Null when the delivery's partition is no longer ours.
    private @Nullable Started start(Lane lane, DeliveryTask task, long now) {
        if (!task.slot().enter()) {
            drop(task);
            return null;
        }
        lane.underWay++;
        underWay++;
        return new Started(lane, task, now);
    }

    private void list(Lane lane) {
        if (!lane.waiting && !lane.queue.isEmpty() && lane.underWay < lane.concurrency) {
            lane.waiting = true;
            waiting.add(lane);
        }
    }

    private void launch(Started started) {
        threads.newThread(() -> run(started)).start();
    }

    private void run(Started first) {
        for (Started next = first; next != null; next = finish(next)) {
            worker.accept(next.task);
        }
    }

    /// Ends one delivery and begins others: one for this thread to go on with, more on new threads
    /// where places have become free for more.
    private @Nullable Started finish(Started over) {
        long now = clock.millis();
        List<Started> more = List.of();
        Started mine;
        lock.lock();
        try {
            Lane lane = over.lane;
            lane.underWay--;
            underWay--;
            lane.lastFinish = now;
            lane.attemptMillis += ((now - over.since) - lane.attemptMillis) / 8;
            list(lane);
            mine = next(now);
            for (Started other = mine == null ? null : next(now);
                    other != null;
                    other = next(now)) {
                if (more.isEmpty()) {
                    more = new ArrayList<>();
                }
                more.add(other);
            }
            if (lane.underWay == 0 && lane.queue.isEmpty() && lanes.size() > LANES_KEPT) {
                lanes.remove(lane.key);
            }
        } finally {
            lock.unlock();
        }
        more.forEach(this::launch);
        return mine;
    }

    private @Nullable Started next(long now) {
        for (int tries = waiting.size(); tries > 0; tries--) {
            Lane lane = waiting.remove();
            lane.waiting = false;
            while (startable(lane) && !lane.queue.isEmpty()) {
                queued--;
                Started started = start(lane, lane.queue.remove().task, now);
                if (started != null) {
                    list(lane);
                    return started;
                }
            }
            list(lane);
        }
        return null;
    }

    /// Takes out of the queues what has waited too long.
    List<DeliveryTask> shed() {
        long now = clock.millis();
        var shed = new ArrayList<DeliveryTask>();
        lock.lock();
        try {
            if (queued > 0) {
                for (Lane lane : lanes.values()) {
                    for (Queued head = lane.queue.peek();
                            head != null && now - head.since > LONGEST_WAIT_MILLIS;
                            head = lane.queue.peek()) {
                        lane.queue.remove();
                        queued--;
                        shed.add(head.task);
                    }
                }
            }
        } finally {
            lock.unlock();
        }
        return shed;
    }

    /// When a delivery that the lane cannot take should come again: spread out as fast as the lane
    /// works, from a second on, at most a minute.
    Instant deferral(TargetKey target) {
        long now = clock.millis();
        lock.lock();
        try {
            Lane lane = lanes.get(target);
            double due = now + SHORTEST_DEFERRAL_MILLIS;
            if (lane != null) {
                Queued head = lane.queue.peek();
                double each = Math.max(1, lane.attemptMillis);
                if (head != null) {
                    each = Math.max(each, (double) (now - head.since));
                }
                due = Math.max(due, lane.nextDeferral + each / Math.max(1, lane.concurrency));
                if (due > now + LONGEST_DEFERRAL_MILLIS) {
                    due =
                            now
                                    + random.nextLong(
                                            LONGEST_DEFERRAL_MILLIS / 2, LONGEST_DEFERRAL_MILLIS);
                } else {
                    lane.nextDeferral = due;
                }
            }
            return Instant.ofEpochMilli((long) due);
        } finally {
            lock.unlock();
        }
    }

    private void drop(DeliveryTask task) {
        task.entry().drop();
        dropped.accept(task);
    }

    /// Drops what is queued of revoked partitions.
    void dropRevoked() {
        lock.lock();
        try {
            for (Lane lane : lanes.values()) {
                lane.queue.removeIf(item -> {
                    boolean revoked = item.task.slot().revoked();
                    if (revoked) {
                        queued--;
                        drop(item.task);
                    }
                    return revoked;
                });
            }
        } finally {
            lock.unlock();
        }
    }

    /// From now on nothing begins.
    void stop() {
        lock.lock();
        try {
            stopped = true;
        } finally {
            lock.unlock();
        }
    }

    /// Deliveries under way.
    int underWay() {
        lock.lock();
        try {
            return underWay;
        } finally {
            lock.unlock();
        }
    }
}

package dev.signalbox.notifier.lane;

import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.lane.LaneState.Standing;
import java.time.Duration;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The lanes: for each target, or for each robot that several targets tell, a queue and the
/// deliveries under way to it.
///
/// ```
///  room?  ─▶ add ─▶ queue of the lane ─▶ under way ─▶ finished
///   │                  │       └─▶ held until the lane's gate opens
///   │                  └─▶ shed: waited too long, leaves for the retries
///   ├─▶ soon: the lane is full, the partition waits for it
///   └─▶ not now: the lane is stuck or its gate closed, the delivery leaves for the retries
/// ```
///
/// Room is shared as in a network switch: a lane may have as many deliveries under way as there are
/// free places for all, and queue half as many as there is free room, so that lanes which hang,
/// however many, always leave something to the others. Lanes that could run but for lack of free
/// places take turns.
///
/// A full lane that is healthy makes its partition wait. One that is stuck is passed by: what comes
/// for it is put off, and so is what has stood in its queue for a second. A delivery that is put
/// off is given a time at which the lane, at its present speed, will come to it.
///
/// One lock guards everything and is never held while anything blocks. A virtual thread begins with
/// a delivery and goes on with the next until there is none; the polling thread begins what was
/// held by a gate ([#tick]).
final class Lanes {
    /// Whether a lane can take one more delivery.
    enum Room {
        /// It can.
        NOW,
        /// It is full at this moment; ask again.
        SOON,
        /// It is full and stuck, or has nothing begin for a time.
        NOT_NOW
    }

    /// Delivers; returns when the attempt is over, with what came of it.
    @FunctionalInterface
    interface Worker {
        /// Delivers one, or one and others by the same message.
        ///
        /// @param others deliveries to the same robot; mostly none
        Reply make(DeliveryTask task, List<DeliveryTask> others);
    }

    private static final int LONGEST_QUEUE = 512;
    private static final long LONGEST_WAIT_MILLIS = 1_000;
    private static final long SHED_EVERY_MILLIS = 50;
    private static final long SWEEP_EVERY_MILLIS = 60_000;
    private static final Duration SHORTEST_PATIENCE = Duration.ofMillis(2);
    private static final int LANES_KEPT = 10_000;

    private final int maxUnderWay;
    private final int maxQueued;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final ThreadFactory threads;
    private final Worker worker;
    private final Consumer<DeliveryTask> dropped;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<TargetKey, Lane> lanes = new HashMap<>();
    private final Map<String, Lane> robots = new HashMap<>();
    private final ArrayDeque<Lane> waiting = new ArrayDeque<>();
    private final ArrayDeque<Lane> held = new ArrayDeque<>();
    private final ArrayDeque<Lane> shelf = new ArrayDeque<>();
    private int underWay;
    private int queued;
    private long shedAt;
    private long sweptAt;
    private boolean stopped;

    /// @param others told by the same message
    private record Started(Lane lane, DeliveryTask task, List<DeliveryTask> others, long since) {}

    /// @param maxUnderWay deliveries under way at one time, in all lanes
    /// @param maxQueued deliveries queued at one time, in all lanes
    /// @param threads makes the (virtual) threads that deliver
    /// @param worker delivers; returns when the attempt is over, with what came of it
    /// @param dropped is told of deliveries that leave because their partition was revoked
    Lanes(
            int maxUnderWay,
            int maxQueued,
            InstantSource clock,
            RandomGenerator random,
            ThreadFactory threads,
            Worker worker,
            Consumer<DeliveryTask> dropped) {
        this.maxUnderWay = maxUnderWay;
        this.maxQueued = maxQueued;
        this.clock = clock;
        this.random = random;
        this.threads = threads;
        this.worker = worker;
        this.dropped = dropped;
    }

    private @Nullable Lane find(TargetKey target, @Nullable String robot) {
        return robot == null ? lanes.get(target) : robots.get(robot);
    }

    private Lane open(DeliveryTask task) {
        String robot = task.robot();
        TargetKey target = task.delivery().target();
        return robot == null
                ? lanes.computeIfAbsent(target, key -> new Lane(key, null, random))
                : robots.computeIfAbsent(robot, key -> new Lane(target, key, random));
    }

    /// Whether there is room for one more. Only the thread that adds asks, and so the room is still
    /// there when it does.
    ///
    /// @param robot the robot that the target tells; null for none
    /// @param returned whether the delivery has been here before
    Room room(TargetKey target, @Nullable String robot, boolean returned) {
        lock.lock();
        try {
            Lane lane = find(target, robot);
            if (lane == null) {
                return queued < maxQueued ? Room.NOW : Room.SOON;
            }
            if (lane.gated() && lane.refuses(clock.millis(), returned) != null) {
                return Room.NOT_NOW;
            }
            if (lane.queue.isEmpty()) {
                return queued < maxQueued ? Room.NOW : Room.SOON;
            }
            if (lane.queue.size() < Math.min(LONGEST_QUEUE, (maxQueued - queued) / 2)) {
                lane.roomy();
                return Room.NOW;
            }
            return lane.roomWhenFull(clock.millis());
        } finally {
            lock.unlock();
        }
    }

    /// Adds a delivery to its lane.
    void add(DeliveryTask task) {
        long now = clock.millis();
        @Nullable Started started = null;
        lock.lock();
        try {
            Lane lane = open(task);
            lane.serve(task);
            if (lane.queue.isEmpty() && startable(lane) && lane.open(now)) {
                started = start(lane, task, now);
            } else {
                lane.queue.add(task, now);
                queued++;
                lane.queued(now);
                list(lane, now);
                if (!lane.shelved) {
                    lane.shelved = true;
                    shelf.add(lane);
                }
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
        lane.begin(now);
        underWay++;
        return new Started(lane, task, List.of(), now);
    }

    private @Nullable Started startNext(Lane lane, long now) {
        if (lane.gathered(now)) {
            return startTogether(lane, now);
        }
        queued--;
        return start(lane, lane.queue.remove(), now);
    }

    private @Nullable Started startTogether(Lane lane, long now) {
        var tasks = new ArrayList<DeliveryTask>();
        while (tasks.size() < Digests.MOST && !lane.queue.isEmpty()) {
            DeliveryTask task = lane.queue.remove();
            queued--;
            if (task.slot().enter()) {
                tasks.add(task);
            } else {
                drop(task);
            }
        }
        if (tasks.isEmpty()) {
            return null;
        }
        lane.beginMany(now);
        underWay++;
        return new Started(lane, tasks.removeFirst(), tasks, now);
    }

    private void list(Lane lane, long now) {
        if (!lane.listed && !lane.queue.isEmpty() && lane.underWay < lane.concurrency) {
            lane.listed = true;
            (lane.open(now) ? waiting : held).add(lane);
        }
    }

    private void launch(Started started) {
        threads.newThread(() -> run(started)).start();
    }

    private void run(Started first) {
        for (Started next = first; next != null; ) {
            next = finish(next, worker.make(next.task, next.others));
        }
    }

    /// Ends one delivery and begins others: one for this thread to go on with, more on new threads
    /// where places have become free for more.
    private @Nullable Started finish(Started over, Reply reply) {
        long now = clock.millis();
        List<Started> more;
        Started mine;
        lock.lock();
        try {
            Lane lane = over.lane;
            lane.end(reply, over.since, now);
            underWay--;
            list(lane, now);
            mine = next(now);
            more = mine == null ? List.of() : all(now);
            if (lanes.size() + robots.size() > LANES_KEPT && lane.atRest(now)) {
                forget(lane);
            }
        } finally {
            lock.unlock();
        }
        more.forEach(this::launch);
        return mine;
    }

    private List<Started> all(long now) {
        List<Started> all = List.of();
        for (Started next = next(now); next != null; next = next(now)) {
            if (all.isEmpty()) {
                all = new ArrayList<>();
            }
            all.add(next);
        }
        return all;
    }

    private @Nullable Started next(long now) {
        for (int tries = waiting.size(); tries > 0; tries--) {
            Lane lane = waiting.remove();
            lane.listed = false;
            while (startable(lane) && !lane.queue.isEmpty() && lane.open(now)) {
                Started started = startNext(lane, now);
                if (started != null) {
                    list(lane, now);
                    return started;
                }
            }
            list(lane, now);
        }
        return null;
    }

    /// Begins what was held by a gate that is open now.
    void tick() {
        List<Started> started;
        lock.lock();
        try {
            if (held.isEmpty()) {
                return;
            }
            long now = clock.millis();
            for (int tries = held.size(); tries > 0; tries--) {
                Lane lane = held.remove();
                lane.listed = false;
                list(lane, now);
            }
            started = all(now);
        } finally {
            lock.unlock();
        }
        started.forEach(this::launch);
    }

    /// How long the polling thread may wait before [#tick].
    ///
    /// @param longest where nothing is held
    Duration patience(Duration longest) {
        lock.lock();
        try {
            if (held.isEmpty()) {
                return longest;
            }
            long now = clock.millis();
            long opens = held.stream().mapToLong(lane -> lane.opens(now)).min().orElse(now);
            Duration patience = Duration.ofMillis(opens - now);
            return patience.compareTo(longest) > 0
                    ? longest
                    : patience.compareTo(SHORTEST_PATIENCE) < 0 ? SHORTEST_PATIENCE : patience;
        } finally {
            lock.unlock();
        }
    }

    /// Takes out of the queues what has waited too long, or would.
    List<DeliveryTask> shed() {
        long now = clock.millis();
        var shed = new ArrayList<DeliveryTask>();
        lock.lock();
        try {
            if (now - shedAt >= SHED_EVERY_MILLIS || now < shedAt) {
                shedAt = now;
                for (int left = shelf.size(); left > 0; left--) {
                    shed(shelf.remove(), now, shed);
                }
            }
            if (now - sweptAt >= SWEEP_EVERY_MILLIS || now < sweptAt) {
                sweptAt = now;
                all().filter(lane -> lane.atRest(now)).toList().forEach(this::forget);
            }
        } finally {
            lock.unlock();
        }
        return shed;
    }

    private void shed(Lane lane, long now, List<DeliveryTask> shed) {
        long eldest =
                lane.opens(now) > now + LONGEST_WAIT_MILLIS
                        ? Long.MAX_VALUE
                        : now - LONGEST_WAIT_MILLIS;
        for (DeliveryTask task = lane.queue.removeBefore(eldest);
                task != null;
                task = lane.queue.removeBefore(eldest)) {
            queued--;
            shed.add(task);
        }
        lane.shelved = !lane.queue.isEmpty();
        if (lane.shelved) {
            shelf.add(lane);
        }
    }

    /// When a delivery that its lane cannot take comes again, and why.
    PutOff putOff(DeliveryTask task) {
        long now = clock.millis();
        lock.lock();
        try {
            return open(task).putOff(task, now);
        } finally {
            lock.unlock();
        }
    }

    private Stream<Lane> all() {
        return Stream.concat(lanes.values().stream(), robots.values().stream());
    }

    private void forget(Lane lane) {
        if (lane.robot == null) {
            lanes.remove(lane.target);
        } else {
            robots.remove(lane.robot);
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
            for (Lane lane : shelf) {
                queued -= lane.queue.removeRevoked(this::drop);
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

    /// How the lanes stand that have something in hand or are not open.
    List<LaneState> states() {
        lock.lock();
        try {
            return all().filter(lane ->
                            lane.underWay > 0
                                    || !lane.queue.isEmpty()
                                    || lane.standing() != Standing.OPEN)
                    .flatMap(lane -> lane.states().stream())
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /// How many lanes stand so.
    int count(Standing standing) {
        lock.lock();
        try {
            return (int) all().filter(lane -> lane.standing() == standing).count();
        } finally {
            lock.unlock();
        }
    }
}

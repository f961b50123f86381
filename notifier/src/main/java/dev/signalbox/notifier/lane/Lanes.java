package dev.signalbox.notifier.lane;

import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.lane.LaneDispatcher.Started;
import dev.signalbox.notifier.lane.LaneState.Standing;
import dev.signalbox.notifier.task.DeliveryTask;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The lanes: for each target, or for each robot that several targets share, a queue and the
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
/// A full lane that is healthy makes its partition wait. One that is stuck is passed by: what comes
/// for it is deferred, and so is what has been in its queue for a second. A deferred delivery is
/// given a time at which the lane, at its present speed, will come to it.
///
/// One lock guards everything, the [LaneDispatcher] too, and is never held while anything blocks. A
/// virtual thread begins with a delivery and goes on with the next until there is none; the polling
/// thread begins what was held by a gate ([#tick]).
///
/// Virtual threads do not wait for the lock: what has ended meanwhile is ended for good by the one
/// that has it, or by a new one when another thread gives it back. If they queued for it, each
/// would hold up those behind it, the polling thread among them, for as long as hundreds of others
/// take to run.
public final class Lanes {
    /// Delivers; returns when the attempt is over, with what came of it.
    @FunctionalInterface
    public interface Worker {
        /// Delivers one, or one and others by the same message.
        ///
        /// @param others deliveries to the same robot; mostly none
        /// @param probe whether it tries if a target is up that was down
        Reply make(DeliveryTask task, List<DeliveryTask> others, boolean probe);
    }

    private record Ended(Started started, Reply reply, long endedMillis) {}

    private final InstantSource clock;
    private final ThreadFactory threads;
    private final Worker worker;
    private final ReentrantLock lock = new ReentrantLock();
    private final LaneRegister lanes;
    private final LaneDispatcher dispatcher;
    private final Queue<Ended> ended = new ConcurrentLinkedQueue<>();

    /// @param maxUnderWay deliveries under way at one time, in all lanes
    /// @param maxQueued deliveries queued at one time, in all lanes
    /// @param maxBytes of deliveries under way and queued, in all lanes
    /// @param threads makes the (virtual) threads that deliver
    /// @param worker delivers; returns when the attempt is over, with what came of it
    /// @param dropped receives deliveries that leave because their partition was revoked
    public Lanes(
            int maxUnderWay,
            int maxQueued,
            long maxBytes,
            InstantSource clock,
            RandomGenerator random,
            ThreadFactory threads,
            Worker worker,
            Consumer<DeliveryTask> dropped) {
        this.clock = clock;
        this.threads = threads;
        this.worker = worker;
        lanes = new LaneRegister(random);
        dispatcher = new LaneDispatcher(maxUnderWay, maxQueued, maxBytes, dropped);
    }

    /// Whether there is room for one more. Only the thread that adds asks, and so the room is still
    /// there when it does.
    ///
    /// @param robot the robot of the target; null for none
    public Capacity capacity(TargetKey target, @Nullable String robot, Turn turn) {
        boolean replay = turn.isReplay();
        lock.lock();
        try {
            Lane lane = lanes.find(target, robot);
            if (lane == null) {
                return dispatcher.hasRoom(replay) ? Capacity.NOW : Capacity.SOON;
            }
            if (lane.gated() && lane.refuses(clock.millis(), turn) != null) {
                return Capacity.NOT_NOW;
            }
            if (lane.queue.size(replay) == 0 && !dispatcher.hasRoom(replay)) {
                return Capacity.SOON;
            }
            if (dispatcher.hasRoom(lane, replay)) {
                if (!replay) {
                    lane.roomy();
                }
                return Capacity.NOW;
            }
            return replay
                    ? lane.capacityWhenFullOfReplays(clock.millis())
                    : lane.capacityWhenFull(clock.millis());
        } finally {
            unlock();
        }
    }

    /// Adds a delivery to its lane.
    public void add(DeliveryTask task) {
        long nowMillis = clock.millis();
        @Nullable Started started;
        lock.lock();
        try {
            Lane lane = lanes.open(task);
            lane.serve(task, nowMillis);
            started = dispatcher.add(lane, task, nowMillis);
        } finally {
            unlock();
        }
        if (started != null) {
            launch(started);
        }
    }

    private void launch(Started started) {
        threads.newThread(() -> run(started)).start();
    }

    private void run(@Nullable Started first) {
        for (Started next = first; next != null; next = endAll()) {
            Reply reply = worker.make(next.task(), next.others(), next.probe());
            ended.add(new Ended(next, reply, clock.millis()));
        }
    }

    /// Ends what is over and begins others: one for this thread to go on with, more on new threads
    /// where places have become free for more. Where another thread has the lock it does nothing.
    private @Nullable Started endAll() {
        @Nullable Started mine = null;
        while (!ended.isEmpty() && lock.tryLock()) {
            List<Started> more;
            try {
                long nowMillis = clock.millis();
                for (Ended over = ended.poll(); over != null; over = ended.poll()) {
                    end(over, nowMillis);
                }
                if (mine == null) {
                    mine = dispatcher.next(nowMillis);
                }
                more = mine == null ? List.of() : dispatcher.all(nowMillis);
            } finally {
                lock.unlock();
            }
            more.forEach(this::launch);
        }
        return mine;
    }

    private void end(Ended over, long nowMillis) {
        Lane lane = over.started.lane();
        lane.end(over.reply, over.started.since(), over.endedMillis, over.started.openings());
        dispatcher.leave(over.started, nowMillis);
        lanes.left(lane, nowMillis);
    }

    /// Begins what was held by a gate that is open now.
    public void tick() {
        locked(() -> dispatcher.released(clock.millis())).forEach(this::launch);
    }

    /// How long the polling thread may wait before [#tick].
    ///
    /// @param longest where nothing is held
    public Duration patience(Duration longest) {
        return locked(() -> dispatcher.patience(clock.millis(), longest));
    }

    /// Takes out of the queues what has waited too long, or would.
    public List<DeliveryTask> shed() {
        long nowMillis = clock.millis();
        return locked(() -> {
            List<DeliveryTask> shed = dispatcher.shed(nowMillis);
            lanes.sweep(nowMillis);
            return shed;
        });
    }

    /// When a delivery that its lane cannot take comes again, and why.
    public Deferral deferral(DeliveryTask task) {
        long nowMillis = clock.millis();
        return locked(() -> lanes.open(task).deferral(task, nowMillis));
    }

    /// Opens a target's lane that is shut because the target was down; what is held begins with the
    /// next [#tick].
    ///
    /// @param robot the robot of the target; null for none
    public void reopen(TargetKey target, @Nullable String robot) {
        long nowMillis = clock.millis();
        locked(() -> {
            Lane lane = lanes.find(target, robot);
            if (lane != null) {
                lane.reopen(nowMillis);
            }
        });
    }

    /// Opens a target's lane whatever was heard before: a pause that was asked for and the breaker
    /// end, and what is under way has no say. What is held begins with the next [#tick].
    ///
    /// @param robot the robot of the target; null for none
    public void openAnew(TargetKey target, @Nullable String robot) {
        long nowMillis = clock.millis();
        locked(() -> {
            Lane lane = lanes.find(target, robot);
            if (lane != null) {
                lane.openAnew(nowMillis);
            }
        });
    }

    /// Drops what is queued of revoked partitions.
    public void dropRevoked() {
        locked(dispatcher::dropRevoked);
    }

    /// From now on nothing begins.
    public void stop() {
        locked(dispatcher::stop);
    }

    /// The state of the lanes that have something in hand or are not open.
    public List<LaneState> states() {
        return locked(lanes::states);
    }

    /// How many lanes are in that state.
    public int count(Standing standing) {
        return locked(() -> lanes.count(standing));
    }

    private void locked(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            unlock();
        }
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            unlock();
        }
    }

    private void unlock() {
        lock.unlock();
        if (!ended.isEmpty()) {
            threads.newThread(() -> run(endAll())).start();
        }
    }
}

package dev.signalbox.notifier.lane;

import dev.signalbox.notifier.task.DeliveryTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Begins the deliveries of all lanes within the places that they share: how many may be under way
/// and how many queued, and which is next.
///
/// Room is shared as in a network switch: a lane may have as many deliveries under way as there are
/// free places for all, queue half as many as there is free room, and hold half as many bytes as
/// are free, so that lanes which hang, however many, always leave something to the others. Lanes
/// that could run but for lack of free places take turns. Replays have half of it all
/// ([ReplayShare]), and go last in each lane.
///
/// Not for several threads: [Lanes] has the lock. Times are milliseconds.
final class LaneDispatcher {
    private static final int LONGEST_QUEUE = 512;

    private final int maxUnderWay;
    private final int maxQueued;
    private final long maxBytes;
    private final Consumer<DeliveryTask> dropped;
    private final ReplayShare replays;
    private final Backlog backlog = new Backlog();
    private final ReadyLanes ready = new ReadyLanes();
    private int underWay;
    private int queued;
    private long bytes;
    private boolean stopped;

    /// The deliveries that one attempt makes.
    ///
    /// @param others carried by the same message
    /// @param since when it began
    /// @param openings those of the lane then
    /// @param probe whether it tries if a target is up that was down
    record Started(
            Lane lane,
            DeliveryTask task,
            List<DeliveryTask> others,
            long since,
            int openings,
            boolean probe) {}

    /// @param maxUnderWay deliveries under way at one time, in all lanes
    /// @param maxQueued deliveries queued at one time, in all lanes
    /// @param maxBytes of deliveries under way and queued, in all lanes
    /// @param dropped receives deliveries that leave because their partition was revoked
    LaneDispatcher(int maxUnderWay, int maxQueued, long maxBytes, Consumer<DeliveryTask> dropped) {
        this.maxUnderWay = maxUnderWay;
        this.maxQueued = maxQueued;
        this.maxBytes = maxBytes;
        this.dropped = dropped;
        replays = new ReplayShare(maxUnderWay, maxQueued, maxBytes);
    }

    /// Whether there is room for one in a lane's queue that is empty.
    ///
    /// @param replay whether it is of a replay
    boolean hasRoom(boolean replay) {
        return queued < maxQueued && (!replay || replays.hasRoom());
    }

    /// Whether there is room for one more in a lane; for one whose queue is empty, where there is
    /// room at all. What replays have there takes nothing from live ones.
    boolean hasRoom(Lane lane, boolean replay) {
        if (replay && !replays.hasRoom(lane, LONGEST_QUEUE)) {
            return false;
        }
        int there = lane.queue.size(replay);
        return lane.bytes - lane.replays.bytes() <= (maxBytes - bytes) / 2
                && (there == 0 || there < Math.min(LONGEST_QUEUE, (maxQueued - queued) / 2));
    }

    /// Begins a delivery, or queues it.
    ///
    /// @return null where it has not begun
    @Nullable Started add(Lane lane, DeliveryTask task, long nowMillis) {
        boolean replay = task.delivery().replayed();
        enter(lane, task);
        if (goesFirst(lane, replay) && startable(lane, replay) && lane.open(nowMillis, replay)) {
            return start(lane, task, nowMillis);
        }
        lane.queue.add(task, nowMillis);
        queue(task, 1);
        lane.queued(nowMillis, replay);
        ready.list(lane, nowMillis);
        backlog.add(lane);
        return null;
    }

    /// Whether nothing that is queued goes before a delivery. At a robot, what is queued may have
    /// gathered for a digest, which carries a live one as well.
    private static boolean goesFirst(Lane lane, boolean replay) {
        return lane.queue.isEmpty()
                || (!replay && lane.robot == null && lane.queue.size(false) == 0);
    }

    private void enter(Lane lane, DeliveryTask task) {
        lane.bytes += task.bytes();
        bytes += task.bytes();
        replays.enter(lane, task);
    }

    private void leave(Lane lane, DeliveryTask task) {
        lane.bytes -= task.bytes();
        bytes -= task.bytes();
        replays.leave(lane, task);
    }

    /// @param more -1 for one that is queued no longer
    private void queue(DeliveryTask task, int more) {
        queued += more;
        replays.queue(task, more);
    }

    private boolean startable(Lane lane, boolean replay) {
        return !stopped
                && lane.underWay < lane.concurrency
                && lane.underWay < maxUnderWay - underWay
                && (!replay || replays.hasPlace(lane));
    }

    /// Null when the delivery's partition is no longer ours.
    private @Nullable Started start(Lane lane, DeliveryTask task, long nowMillis) {
        if (!task.slot().enter()) {
            drop(lane, task);
            return null;
        }
        boolean probe = lane.standing() == LaneState.Standing.FAILING;
        lane.begin(nowMillis);
        underWay++;
        replays.attempt(lane, task, 1);
        return new Started(lane, task, List.of(), nowMillis, lane.openings, probe);
    }

    private @Nullable Started startNext(Lane lane, long nowMillis) {
        if (lane.gathered(nowMillis)) {
            return startTogether(lane, nowMillis);
        }
        DeliveryTask task = lane.queue.remove();
        queue(task, -1);
        return start(lane, task, nowMillis);
    }

    private @Nullable Started startTogether(Lane lane, long nowMillis) {
        var tasks = new ArrayList<DeliveryTask>();
        while (tasks.size() < RateDivision.MOST && !lane.queue.isEmpty()) {
            DeliveryTask task = lane.queue.remove();
            queue(task, -1);
            if (task.slot().enter()) {
                tasks.add(task);
            } else {
                drop(lane, task);
            }
        }
        if (tasks.isEmpty()) {
            return null;
        }
        lane.beginMany(nowMillis);
        underWay++;
        replays.attempt(lane, tasks.getFirst(), 1);
        return new Started(lane, tasks.removeFirst(), tasks, nowMillis, lane.openings, false);
    }

    /// An attempt is over.
    void leave(Started over, long nowMillis) {
        Lane lane = over.lane();
        underWay--;
        replays.attempt(lane, over.task(), -1);
        leave(lane, over.task());
        over.others().forEach(task -> leave(lane, task));
        ready.list(lane, nowMillis);
    }

    /// Begins all that can begin.
    List<Started> all(long nowMillis) {
        List<Started> all = List.of();
        for (Started next = next(nowMillis); next != null; next = next(nowMillis)) {
            if (all.isEmpty()) {
                all = new ArrayList<>();
            }
            all.add(next);
        }
        return all;
    }

    /// Begins one; null where none can. Where no place is free no lane can begin, however many
    /// wait, and none is looked at.
    @Nullable Started next(long nowMillis) {
        if (underWay >= maxUnderWay) {
            return null;
        }
        for (int tries = ready.waiting(); tries > 0; tries--) {
            Lane lane = ready.take();
            while (!lane.queue.isEmpty()
                    && startable(lane, lane.queue.replayIsNext())
                    && lane.open(nowMillis)) {
                Started started = startNext(lane, nowMillis);
                if (started != null) {
                    ready.list(lane, nowMillis);
                    return started;
                }
            }
            ready.list(lane, nowMillis);
        }
        return null;
    }

    /// Begins what was held by a gate that is open now.
    List<Started> released(long nowMillis) {
        if (!ready.holdsAny()) {
            return List.of();
        }
        ready.release(nowMillis);
        return all(nowMillis);
    }

    /// How long it takes until a gate opens.
    ///
    /// @param longest at most that, also where nothing is held
    Duration patience(long nowMillis, Duration longest) {
        return ready.patience(nowMillis, longest);
    }

    /// Takes out of the queues what has waited too long, or would.
    List<DeliveryTask> shed(long nowMillis) {
        var shed = new ArrayList<DeliveryTask>();
        backlog.shed(
                nowMillis,
                (lane, task) -> {
                    queue(task, -1);
                    leave(lane, task);
                    shed.add(task);
                });
        return shed;
    }

    /// Drops what is queued of revoked partitions.
    void dropRevoked() {
        backlog.removeRevoked((lane, task) -> {
            queue(task, -1);
            drop(lane, task);
        });
    }

    private void drop(Lane lane, DeliveryTask task) {
        leave(lane, task);
        task.entry().drop();
        dropped.accept(task);
    }

    /// From now on nothing begins.
    void stop() {
        stopped = true;
    }
}

package dev.signalbox.notifier.lane;

import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.notifier.lane.LaneState.Standing;
import dev.signalbox.notifier.task.DeliveryTask;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All lanes there are: those of targets by their names, and those of robots. Lanes that are at
/// rest are forgotten once a minute, and at once where there are very many.
///
/// Not for several threads: [Lanes] has the lock. Times are milliseconds.
final class LaneRegister {
    private static final int KEPT = 10_000;
    private static final long SWEEP_EVERY = 60_000;

    private final RandomGenerator random;
    private final Map<TargetKey, Lane> targets = new HashMap<>();
    private final Map<String, Lane> robots = new HashMap<>();
    private long swept;

    LaneRegister(RandomGenerator random) {
        this.random = random;
    }

    /// A target's lane; null where there is none.
    ///
    /// @param robot the robot of the target; null for none
    @Nullable Lane find(TargetKey target, @Nullable String robot) {
        return robot == null ? targets.get(target) : robots.get(robot);
    }

    /// The lane of a delivery, a new one where there is none.
    Lane open(DeliveryTask task) {
        String robot = task.robot();
        TargetKey target = task.delivery().target();
        return robot == null
                ? targets.computeIfAbsent(target, key -> new Lane(key, null, random))
                : robots.computeIfAbsent(robot, key -> new Lane(target, key, random));
    }

    /// Forgets a lane that is at rest where there are too many.
    void left(Lane lane, long nowMillis) {
        if (targets.size() + robots.size() > KEPT && lane.atRest(nowMillis)) {
            forget(lane);
        }
    }

    /// Forgets all lanes at rest, unless that was done within the last minute.
    void sweep(long nowMillis) {
        if (nowMillis < swept || nowMillis - swept >= SWEEP_EVERY) {
            swept = nowMillis;
            all().filter(lane -> lane.atRest(nowMillis)).toList().forEach(this::forget);
        }
    }

    private void forget(Lane lane) {
        if (lane.robot == null) {
            targets.remove(lane.target);
        } else {
            robots.remove(lane.robot);
        }
    }

    private Stream<Lane> all() {
        return Stream.concat(targets.values().stream(), robots.values().stream());
    }

    /// The state of the lanes that have something in hand or are not open.
    List<LaneState> states() {
        return all().filter(lane ->
                        lane.underWay > 0
                                || !lane.queue.isEmpty()
                                || lane.standing() != Standing.OPEN)
                .flatMap(lane -> LaneState.of(lane).stream())
                .toList();
    }

    /// How many lanes are in that state.
    int count(Standing standing) {
        return (int) all().filter(lane -> lane.standing() == standing).count();
    }
}

package dev.signalbox.notifier.health;

import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.stats.Backlog;
import dev.signalbox.contract.stats.DeliveryNumbers;
import dev.signalbox.contract.stats.UnwellTarget;
import dev.signalbox.notifier.health.TargetState.State;
import dev.signalbox.notifier.lane.LaneState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What this notifier has to do, for the numbers that its process publishes: the backlog of each
/// account, and the targets that are throttled, failing or behind.
///
/// Asked by one thread, some once a second.
public final class BacklogNumbers implements Supplier<DeliveryNumbers> {
    /// Targets that are named, the worst.
    static final int MOST = 100;

    private static final Duration BEHIND = Duration.ofSeconds(5);
    private static final Duration WAITS = Duration.ofSeconds(1);

    private final TargetStates states;
    private final InstantSource clock;
    private final Supplier<List<LaneState>> lanes;
    private final Supplier<@Nullable Instant> intake;

    /// Since when a target is as it is, where nothing else says so.
    private Map<TargetKey, Instant> seen = Map.of();

    /// @param lanes as the states have them
    /// @param intake when the oldest event was accepted that has not even reached its lane
    public BacklogNumbers(
            TargetStates states,
            InstantSource clock,
            Supplier<List<LaneState>> lanes,
            Supplier<@Nullable Instant> intake) {
        this.states = states;
        this.clock = clock;
        this.lanes = lanes;
        this.intake = intake;
    }

    @Override
    public DeliveryNumbers get() {
        Instant now = clock.instant();
        List<TargetState> found = states.of(_ -> true);
        Instant outside = intake.get();
        if (outside != null && outside.isAfter(now.minus(WAITS))) {
            outside = null;
        }
        if (found.isEmpty() && outside == null) {
            seen = Map.of();
            return DeliveryNumbers.NONE;
        }
        var backlogs = new HashMap<String, Backlog>();
        var unwell = new ArrayList<TargetState>();
        for (TargetState state : found) {
            Backlog backlog = backlog(state);
            if (!backlog.equals(Backlog.NONE)) {
                backlogs.merge(state.key().account(), backlog, Backlog::plus);
            }
            if (isWorthNaming(state, now)) {
                unwell.add(state);
            }
        }
        for (LaneState lane : lanes.get()) {
            if (lane.first() && lane.underWay() > 0) {
                backlogs.merge(
                        lane.target().account(),
                        new Backlog(0, lane.underWay(), 0, null, 0),
                        Backlog::plus);
            }
        }
        unwell.sort(TargetState.BY_LAG);
        seen =
                unwell.stream()
                        .collect(
                                Collectors.toMap(
                                        TargetState::key,
                                        state -> seen.getOrDefault(state.key(), now)));
        return new DeliveryNumbers(
                backlogs, unwell.stream().limit(MOST).map(this::named).toList(), outside);
    }

    private static Backlog backlog(TargetState state) {
        return new Backlog(
                state.queued(),
                0, // it is of the lane, and targets of one robot share theirs
                state.waiting(),
                state.oldest(),
                state.state() == State.THROTTLED ? 1 : 0);
    }

    /// Those that are disabled and have nothing waiting are in `signalbox.targets`, for all to see.
    private static boolean isWorthNaming(TargetState state, Instant now) {
        return state.state() == State.THROTTLED
                || state.state() == State.FAILING
                || state.lag(now).compareTo(BEHIND) > 0;
    }

    private UnwellTarget named(TargetState state) {
        return new UnwellTarget(
                state.key(),
                state.channel() == null ? "" : state.channel().label(),
                state.state().label(),
                state.since() == null ? seen.get(state.key()) : state.since(),
                state.until(),
                state.reason() == null ? "" : state.reason(),
                state.oldest());
    }
}

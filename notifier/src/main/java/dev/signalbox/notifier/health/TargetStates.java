package dev.signalbox.notifier.health;

import dev.signalbox.contract.health.HealthBook;
import dev.signalbox.contract.health.TargetHealth;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.notifier.health.TargetState.State;
import dev.signalbox.notifier.lane.LaneState;
import dev.signalbox.notifier.retry.Waiting;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Puts together what lanes, scheduler and the book of unwell targets know of a target. Made anew
/// for each question: questions are rare.
///
/// Of lanes and scheduler it knows those of this process; another notifier has other partitions,
/// and so other targets. What is wrong with targets it knows of all.
public final class TargetStates {
    private final Rulebook rules;
    private final HealthBook health;
    private final Supplier<List<LaneState>> lanes;
    private final Waiting waiting;

    /// @param lanes the state of the lanes that have something in hand or are not open
    public TargetStates(
            Rulebook rules, HealthBook health, Supplier<List<LaneState>> lanes, Waiting waiting) {
        this.rules = rules;
        this.health = health;
        this.lanes = lanes;
        this.waiting = waiting;
    }

    /// How those targets stand, of which there is something to tell.
    List<TargetState> of(Predicate<TargetKey> wanted) {
        return of(wanted, Set.of());
    }

    /// How targets stand.
    ///
    /// @param wanted which of those of which there is something to tell
    /// @param named further ones, even if they are idle and well
    List<TargetState> of(Predicate<TargetKey> wanted, Collection<TargetKey> named) {
        Map<TargetKey, LaneState> inHand = new HashMap<>();
        lanes.get().forEach(lane -> inHand.put(lane.target(), lane));
        Map<TargetKey, Waiting.ForTarget> later = new HashMap<>();
        waiting.targets().forEach(target -> later.put(target.target(), target));
        Set<TargetKey> keys = new HashSet<>(inHand.keySet());
        keys.addAll(later.keySet());
        health.forEach((key, ignored) -> keys.add(key));
        keys.removeIf(wanted.negate());
        keys.addAll(named);
        return keys.stream()
                .map(key -> state(key, inHand.get(key), later.get(key)))
                .filter(state -> !state.isIdleAndWell() || named.contains(state.key()))
                .toList();
    }

    private TargetState state(
            TargetKey key, @Nullable LaneState lane, Waiting.@Nullable ForTarget later) {
        Rule rule = rules.rule(key.ruleKey());
        Target target = rule == null ? null : rule.target(key.target());
        TargetHealth unwell = rule == null || target == null ? null : health.of(rule, key.target());
        State state = state(lane, unwell);
        return new TargetState(
                key,
                target == null ? null : target.channel(),
                state,
                unwell == null ? null : unwell.since(),
                lane == null || state == State.DISABLED ? null : lane.until(),
                unwell == null ? null : unwell.reason(),
                lane == null ? 0 : lane.underWay(),
                lane == null ? 0 : lane.queued(),
                later == null ? 0 : later.count(),
                older(lane == null ? null : lane.oldest(), later == null ? null : later.oldest()));
    }

    private static State state(@Nullable LaneState lane, @Nullable TargetHealth unwell) {
        if (unwell instanceof TargetHealth.Disabled) {
            return State.DISABLED;
        }
        State known = unwell == null ? State.WELL : State.FAILING;
        return lane == null
                ? known
                : switch (lane.standing()) {
                    case OPEN -> known;
                    case THROTTLED -> State.THROTTLED;
                    case FAILING -> State.FAILING;
                };
    }

    private static @Nullable Instant older(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }
}

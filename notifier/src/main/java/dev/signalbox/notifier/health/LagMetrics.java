package dev.signalbox.notifier.health;

import dev.signalbox.contract.health.HealthBook;
import dev.signalbox.contract.health.TargetHealth;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.notifier.health.TargetState.State;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The lag that a person can act on, on `/metrics`: how long ago the oldest event was accepted that
/// has not been attempted, over all and for the targets furthest behind; how many targets are not
/// well, and for how long those have failed that have failed longest. Of single targets the worst
/// hundred are shown; how many others there are is shown too.
public final class LagMetrics implements MultiCollector, AutoCloseable {
    /// Targets that are shown one by one.
    static final int MOST = 100;

    private static final Duration WORTH_TELLING = Duration.ofSeconds(1);
    private static final String MOST_NAME = "signalbox_notifier_oldest_unattempted_seconds";
    private static final String EACH_NAME = "signalbox_notifier_target_oldest_unattempted_seconds";
    private static final String UNWELL_NAME = "signalbox_notifier_unwell_targets";
    private static final String FAILED_NAME = "signalbox_notifier_target_failed_seconds";
    private static final String LEFT_OUT_NAME = "signalbox_notifier_targets_left_out";

    private final PrometheusRegistry registry;
    private final InstantSource clock;
    private final HealthBook health;
    private final Rulebook rules;
    private final TargetStates states;
    private final Supplier<@Nullable Instant> backlog;

    /// Registers itself.
    ///
    /// @param backlog when the oldest event was accepted that has not even reached its lane
    public LagMetrics(RoomContext room, TargetStates states, Supplier<@Nullable Instant> backlog) {
        registry = room.metrics();
        clock = room.clock();
        health = room.targets();
        rules = room.rules();
        this.states = states;
        this.backlog = backlog;
        registry.register(this);
    }

    /// The lanes are not looked through for those who ask for other metrics.
    @Override
    public MetricSnapshots collect(Predicate<String> included) {
        return Stream.of(MOST_NAME, EACH_NAME, UNWELL_NAME, FAILED_NAME, LEFT_OUT_NAME)
                        .anyMatch(included)
                ? MultiCollector.super.collect(included)
                : MetricSnapshots.of();
    }

    @Override
    public MetricSnapshots collect() {
        Instant now = clock.instant();
        List<TargetState> late =
                states.of(key -> true).stream()
                        .filter(state -> state.lag(now).compareTo(WORTH_TELLING) > 0)
                        .sorted(TargetState.BY_LAG)
                        .toList();
        List<Unwell> unwell = unwell();
        return MetricSnapshots.of(
                most(late, now),
                each(late, now),
                count(unwell),
                failed(unwell, now),
                leftOut(late.size(), unwell.size()));
    }

    private GaugeSnapshot most(List<TargetState> late, Instant now) {
        Duration most = late.isEmpty() ? Duration.ZERO : late.getFirst().lag(now);
        Instant pending = backlog.get();
        if (pending != null && Duration.between(pending, now).compareTo(most) > 0) {
            most = Duration.between(pending, now);
        }
        return GaugeSnapshot.builder()
                .name(MOST_NAME)
                .help(
                        "Age of the oldest accepted event that has not been attempted, of all"
                                + " targets")
                .dataPoint(GaugeDataPointSnapshot.builder().value(seconds(most)).build())
                .build();
    }

    private static GaugeSnapshot each(List<TargetState> late, Instant now) {
        var gauge =
                GaugeSnapshot.builder()
                        .name(EACH_NAME)
                        .help("The same of the targets furthest behind, from a second on");
        for (TargetState state : late.stream().limit(MOST).toList()) {
            gauge.dataPoint(
                    GaugeDataPointSnapshot.builder()
                            .value(seconds(state.lag(now)))
                            .labels(names(state.key()))
                            .build());
        }
        return gauge.build();
    }

    private static Labels names(TargetKey key) {
        return Labels.of(
                "account", key.account(),
                "bus", key.bus(),
                "rule", key.rule(),
                "target", key.target());
    }

    /// A target that is not well as its rule is now.
    private record Unwell(TargetKey key, TargetHealth health) {
        Instant since() {
            return health.failures().since();
        }

        State state() {
            return switch (health) {
                case TargetHealth.Failing _ -> State.FAILING;
                case TargetHealth.Disabled _ -> State.DISABLED;
            };
        }
    }

    /// The targets that are not well, the one that has failed longest first.
    private List<Unwell> unwell() {
        var found = new ArrayList<Unwell>();
        health.forEach((key, unwell) -> {
            Rule rule = rules.rule(key.ruleKey());
            if (rule != null && unwell.holdsFor(rule.updated())) {
                found.add(new Unwell(key, unwell));
            }
        });
        found.sort(
                Comparator.comparing(Unwell::since)
                        .thenComparing(unwell -> unwell.key().toString()));
        return found;
    }

    private static GaugeSnapshot count(List<Unwell> unwell) {
        return GaugeSnapshot.builder()
                .name(UNWELL_NAME)
                .help("Targets that have failed for more than a minute, or are disabled")
                .dataPoint(count(unwell, State.FAILING))
                .dataPoint(count(unwell, State.DISABLED))
                .build();
    }

    private static GaugeDataPointSnapshot count(List<Unwell> unwell, State state) {
        return GaugeDataPointSnapshot.builder()
                .value((double) unwell.stream().filter(one -> one.state() == state).count())
                .labels(Labels.of("state", state.label()))
                .build();
    }

    private static GaugeSnapshot failed(List<Unwell> unwell, Instant now) {
        var gauge =
                GaugeSnapshot.builder()
                        .name(FAILED_NAME)
                        .help("For how long targets have done nothing but fail, the longest ones");
        for (Unwell one : unwell.stream().limit(MOST).toList()) {
            gauge.dataPoint(
                    GaugeDataPointSnapshot.builder()
                            .value(seconds(Duration.between(one.since(), now)))
                            .labels(names(one.key()).add("state", one.state().label()))
                            .build());
        }
        return gauge.build();
    }

    private static GaugeSnapshot leftOut(int late, int unwell) {
        return GaugeSnapshot.builder()
                .name(LEFT_OUT_NAME)
                .help("Targets beyond the worst hundred, which are not shown one by one")
                .dataPoint(leftOut("late", late))
                .dataPoint(leftOut("unwell", unwell))
                .build();
    }

    private static GaugeDataPointSnapshot leftOut(String what, int found) {
        return GaugeDataPointSnapshot.builder()
                .value(Math.max(0, found - MOST))
                .labels(Labels.of("what", what))
                .build();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1_000.0;
    }

    /// Takes itself off the registry.
    @Override
    public void close() {
        registry.unregister(this);
    }
}

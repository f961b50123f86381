package dev.signalbox.notifier.health;

import dev.signalbox.contract.health.HealthBook;
import dev.signalbox.contract.health.TargetHealth;
import dev.signalbox.contract.room.RoomContext;
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
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The lag that a person can act on, on `/metrics`: how long ago the oldest event was accepted that
/// has not been attempted, over all and for the targets furthest behind; and how many targets are
/// not well.
public final class LagMetrics implements MultiCollector, AutoCloseable {
    /// Targets that are shown one by one.
    static final int MOST = 100;

    private static final Duration WORTH_TELLING = Duration.ofSeconds(1);
    private static final String MOST_NAME = "signalbox_notifier_oldest_unattempted_seconds";
    private static final String EACH_NAME = "signalbox_notifier_target_oldest_unattempted_seconds";
    private static final String UNWELL_NAME = "signalbox_notifier_unwell_targets";

    private final PrometheusRegistry registry;
    private final InstantSource clock;
    private final HealthBook health;
    private final TargetStates states;
    private final Supplier<@Nullable Instant> backlog;

    /// Registers itself.
    ///
    /// @param backlog when the oldest event was accepted that has not even reached its lane
    public LagMetrics(RoomContext room, TargetStates states, Supplier<@Nullable Instant> backlog) {
        registry = room.metrics();
        clock = room.clock();
        health = room.targets();
        this.states = states;
        this.backlog = backlog;
        registry.register(this);
    }

    /// The lanes are not looked through for those who ask for other metrics.
    @Override
    public MetricSnapshots collect(Predicate<String> included) {
        return Stream.of(MOST_NAME, EACH_NAME, UNWELL_NAME).anyMatch(included)
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
                        .limit(MOST)
                        .toList();
        return MetricSnapshots.of(most(late, now), each(late, now), unwell());
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
        for (TargetState state : late) {
            gauge.dataPoint(
                    GaugeDataPointSnapshot.builder()
                            .value(seconds(state.lag(now)))
                            .labels(
                                    Labels.of(
                                            "account", state.key().account(),
                                            "bus", state.key().bus(),
                                            "rule", state.key().rule(),
                                            "target", state.key().target()))
                            .build());
        }
        return gauge.build();
    }

    private GaugeSnapshot unwell() {
        var failing = new AtomicInteger();
        var disabled = new AtomicInteger();
        health.forEach((key, unwell) -> {
            switch (unwell) {
                case TargetHealth.Failing _ -> failing.incrementAndGet();
                case TargetHealth.Disabled _ -> disabled.incrementAndGet();
            }
        });
        return GaugeSnapshot.builder()
                .name(UNWELL_NAME)
                .help("Targets that have failed for more than a minute, or are disabled")
                .dataPoint(unwell(State.FAILING, failing.get()))
                .dataPoint(unwell(State.DISABLED, disabled.get()))
                .build();
    }

    private static GaugeDataPointSnapshot unwell(State state, int count) {
        return GaugeDataPointSnapshot.builder()
                .value(count)
                .labels(Labels.of("state", state.label()))
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

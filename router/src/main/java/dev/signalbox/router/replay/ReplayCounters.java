package dev.signalbox.router.replay;

import dev.signalbox.contract.replay.ReplayState;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// The counters of a router's runs of replays. Unlike a replay's own account, these count again
/// what a run repeats after a crash.
final class ReplayCounters {
    private final CounterDataPoint matched;
    private final CounterDataPoint unmatched;
    private final CounterDataPoint repeated;
    private final CounterDataPoint expired;
    private final CounterDataPoint sent;

    private ReplayCounters(PrometheusRegistry registry) {
        Counter events =
                Counter.builder()
                        .name("signalbox_router_replay_events")
                        .help("Kept events that replays have read, by what became of them")
                        .labelNames("result")
                        .withoutExemplars()
                        .register(registry);
        matched = events.labelValues("matched");
        unmatched = events.labelValues("unmatched");
        repeated = events.labelValues("repeated");
        expired = events.labelValues("expired");
        sent =
                Counter.builder()
                        .name("signalbox_router_replay_deliveries")
                        .help("Deliveries that replays have sent")
                        .withoutExemplars()
                        .register(registry)
                        .labelValues();
    }

    static ReplayCounters in(PrometheusRegistry registry) {
        return new ReplayCounters(registry);
    }

    /// Adds what is asked for when somebody looks.
    ///
    /// @param states the replays that are this router's, by their state
    /// @param runs how many it runs at this moment
    static void watch(
            PrometheusRegistry registry,
            Supplier<Map<ReplayState, Integer>> states,
            IntSupplier runs) {
        GaugeWithCallback.builder()
                .name("signalbox_router_replays")
                .help("Replays that are this router's, by their state")
                .labelNames("state")
                .callback(gauge -> {
                    Map<ReplayState, Integer> found = states.get();
                    for (ReplayState state : ReplayState.values()) {
                        gauge.call(found.getOrDefault(state, 0), state.label());
                    }
                })
                .register(registry);
        GaugeWithCallback.builder()
                .name("signalbox_router_replay_runs")
                .help("Replays that this router reads or settles at this moment")
                .callback(gauge -> gauge.call(runs.getAsInt()))
                .register(registry);
    }

    /// An event made deliveries.
    void matched() {
        matched.inc();
    }

    /// An event was not chosen.
    void unmatched() {
        unmatched.inc();
    }

    /// An event had been chosen before.
    void repeated() {
        repeated.inc();
    }

    /// Offsets were gone.
    void expired(long offsets) {
        expired.inc(offsets);
    }

    /// A delivery was sent.
    void sent() {
        sent.inc();
    }
}

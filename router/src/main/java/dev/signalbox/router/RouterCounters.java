package dev.signalbox.router;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/// The router's counters: records processed = routed + duplicates + those rejected while reading.
///
/// @param routed events that passed to the rules, whether or not one matched
/// @param duplicates events that were dropped since their id had been seen
/// @param matched deliveries made
/// @param rejected records that could not be used
record RouterCounters(
        CounterDataPoint routed,
        CounterDataPoint duplicates,
        CounterDataPoint matched,
        CounterDataPoint rejected) {

    static RouterCounters in(PrometheusRegistry registry) {
        return new RouterCounters(
                counter(registry, "routed", "Events put to the rules"),
                counter(registry, "duplicates", "Events dropped: their id had been seen"),
                counter(
                        registry,
                        "matched",
                        "Deliveries made, one per event, rule and target or contact"),
                counter(registry, "rejected", "Records that cannot be used"));
    }

    /// Counters that are in no registry of the house.
    static RouterCounters none() {
        return in(new PrometheusRegistry());
    }

    private static CounterDataPoint counter(PrometheusRegistry registry, String name, String help) {
        return Counter.builder()
                .name("signalbox_router_" + name + "_total")
                .help(help)
                .withoutExemplars()
                .register(registry)
                .labelValues();
    }
}

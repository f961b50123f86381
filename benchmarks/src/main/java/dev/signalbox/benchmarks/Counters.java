package dev.signalbox.benchmarks;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;

/// Reads a room's counters.
final class Counters {
    private Counters() {}

    /// How far a counter is, over all its labels.
    ///
    /// @param name without `_total`
    static long sum(PrometheusRegistry metrics, String name) {
        return metrics.scrape(name::equals).stream()
                .map(CounterSnapshot.class::cast)
                .flatMap(counter -> counter.getDataPoints().stream())
                .mapToLong(point -> (long) point.getValue())
                .sum();
    }
}

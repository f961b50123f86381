package dev.signalbox.router;

import dev.signalbox.contract.stats.Counted;
import dev.signalbox.contract.stats.StatsBoard;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The router's counters: records processed = routed + duplicates + those rejected while reading.
///
/// A record that is processed again in this process, as after a lost partition or an aborted
/// transaction, is not counted again: for that each partition has its [Partition].
final class RouterCounters {
    private static final double[] AGES = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3_600
    };

    private final CounterDataPoint routed;
    private final DistributionDataPoint ageSeconds;
    private final CounterDataPoint duplicates;
    private final CounterDataPoint matched;
    private final CounterDataPoint rejected;
    private final StatsBoard stats;
    private final Map<Integer, Partition> partitions = new ConcurrentHashMap<>();

    private RouterCounters(PrometheusRegistry registry, StatsBoard stats) {
        this.stats = stats;
        routed = counter(registry, "routed", "Events put to the rules");
        ageSeconds =
                Histogram.builder()
                        .name("signalbox_router_age_seconds")
                        .help("Time from acceptance of an event until it is put to the rules")
                        .classicOnly()
                        .classicUpperBounds(AGES)
                        .withoutExemplars()
                        .register(registry)
                        .labelValues();
        duplicates = counter(registry, "duplicates", "Events dropped: their id had been seen");
        matched =
                counter(
                        registry,
                        "matched",
                        "Deliveries made, one per event, rule and target or contact");
        rejected = counter(registry, "rejected", "Records that cannot be used");
    }

    /// The count of one partition's records. Used by the thread that has the partition.
    final class Partition {
        private long counted = -1;
        private boolean first;

        /// A record is being processed.
        void begin(long offset) {
            first = offset > counted;
            counted = Math.max(counted, offset);
        }

        /// It passed to the rules, whether or not one matched.
        ///
        /// @param ageMillis how long ago it was accepted
        void routed(long ageMillis) {
            count(routed);
            if (first) {
                ageSeconds.observe(Math.max(0, ageMillis) / 1e3);
            }
        }

        /// It was dropped since its id had been seen.
        void duplicate(String account) {
            count(duplicates, account, Counted.REPEATED);
        }

        /// A delivery was made of it.
        void matched(String account) {
            count(matched, account, Counted.MATCHED);
        }

        /// It could not be used.
        void rejected() {
            count(rejected);
        }

        private void count(CounterDataPoint counter, String account, Counted what) {
            if (first) {
                counter.inc();
                stats.of(account).count(what);
            }
        }

        private void count(CounterDataPoint counter) {
            if (first) {
                counter.inc();
            }
        }
    }

    /// The count of a partition of `signalbox.events`.
    Partition of(int partition) {
        return partitions.computeIfAbsent(partition, ignored -> new Partition());
    }

    /// The counter of records that could not be used, whatever their partition.
    CounterDataPoint rejected() {
        return rejected;
    }

    /// Without numbers by account.
    static RouterCounters in(PrometheusRegistry registry) {
        return new RouterCounters(registry, new StatsBoard());
    }

    /// The counters of a process.
    ///
    /// @param stats counts by account
    static RouterCounters in(PrometheusRegistry registry, StatsBoard stats) {
        return new RouterCounters(registry, stats);
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

package dev.signalbox.streams;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.ThreadMetadata;

/// The metrics of a process's topologies, by their groups: how many threads work, how often
/// partitions were given out anew, and how many records wait to be read.
///
/// A registry takes a metric once, and in one process there are several topologies, so there is one
/// of these for each registry.
final class StreamsMetrics implements MultiCollector {
    private static final Map<PrometheusRegistry, StreamsMetrics> BY_REGISTRY =
            Collections.synchronizedMap(new WeakHashMap<>());
    private static final String THREADS = "signalbox_streams_threads";
    private static final String REBALANCES = "signalbox_streams_rebalances";
    private static final String LAG = "signalbox_streams_lag_records";
    private static final String LAG_OF_KAFKA = "records-lag";
    private static final String RUNNING = "RUNNING";

    private final Map<String, Watched> watched = new ConcurrentHashMap<>();

    /// A topology that is looked at when somebody asks.
    private static final class Watched {
        private final KafkaStreams streams;
        private long rebalances;

        Watched(KafkaStreams streams) {
            this.streams = streams;
        }

        synchronized void changed(KafkaStreams.State now) {
            if (now == KafkaStreams.State.REBALANCING) {
                rebalances++;
            }
        }

        synchronized long rebalances() {
            return rebalances;
        }

        long threads(boolean running) {
            return streams.metadataForLocalThreads().stream()
                    .map(ThreadMetadata::threadState)
                    .filter(state -> state.equals(RUNNING) == running)
                    .count();
        }

        /// The records of its topics that its consumers have not read. Kafka may name a topic
        /// twice, with dots and with underlines.
        double lag() {
            Map<String, Double> byPartition = new HashMap<>();
            for (Metric metric : streams.metrics().values()) {
                MetricName name = metric.metricName();
                if (name.name().equals(LAG_OF_KAFKA)
                        && !name.tags().getOrDefault("client-id", "").endsWith("restore-consumer")
                        && metric.metricValue() instanceof Double lag
                        && lag > 0) {
                    String topic = name.tags().getOrDefault("topic", "").replace('.', '_');
                    String partition = name.tags().getOrDefault("partition", "");
                    byPartition.merge(topic + " " + partition, lag, Math::max);
                }
            }
            return byPartition.values().stream().mapToDouble(Double::doubleValue).sum();
        }
    }

    private StreamsMetrics() {}

    /// Watches a topology from before its start.
    ///
    /// @param group its group, which its metrics have for a label
    static void watch(PrometheusRegistry registry, String group, KafkaStreams streams) {
        StreamsMetrics metrics =
                BY_REGISTRY.computeIfAbsent(
                        registry,
                        ignored -> {
                            var made = new StreamsMetrics();
                            registry.register(made);
                            return made;
                        });
        var one = new Watched(streams);
        metrics.watched.put(group, one);
        streams.setStateListener((now, ignored) -> one.changed(now));
    }

    /// The topologies are not looked at for those who ask for other metrics.
    @Override
    public MetricSnapshots collect(Predicate<String> included) {
        return List.of(THREADS, REBALANCES, LAG).stream().anyMatch(included)
                ? MultiCollector.super.collect(included)
                : MetricSnapshots.of();
    }

    @Override
    public MetricSnapshots collect() {
        var threads =
                GaugeSnapshot.builder()
                        .name(THREADS)
                        .help(
                                "Stream threads by whether they run; the others start, or have failed");
        var rebalances =
                CounterSnapshot.builder()
                        .name(REBALANCES)
                        .help("How often partitions were given out anew");
        var lag = GaugeSnapshot.builder().name(LAG).help("Records that wait to be read");
        watched.forEach((group, one) -> {
            threads.dataPoint(
                    point((double) one.threads(true), "group", group, "state", "running"));
            threads.dataPoint(point((double) one.threads(false), "group", group, "state", "other"));
            rebalances.dataPoint(
                    CounterDataPointSnapshot.builder()
                            .value((double) one.rebalances())
                            .labels(Labels.of("group", group))
                            .build());
            lag.dataPoint(point(one.lag(), "group", group));
        });
        return MetricSnapshots.of(threads.build(), rebalances.build(), lag.build());
    }

    private static GaugeDataPointSnapshot point(double value, String... labels) {
        return GaugeDataPointSnapshot.builder().value(value).labels(Labels.of(labels)).build();
    }
}

package dev.signalbox.contract.topic;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/// The count of records that could not be read, by topic: `signalbox_unreadable_records_total`.
///
/// Whoever reads a topic counts here, in every room in the same way. A record is counted as often
/// as it is read: by each room that follows its topic, and by each search that meets it.
///
/// A registry takes a metric once, and in standalone all rooms have the same registry, so there is
/// one of these for each registry.
public final class UnreadableRecords {
    private static final Map<PrometheusRegistry, UnreadableRecords> BY_REGISTRY =
            Collections.synchronizedMap(new WeakHashMap<>());

    private final Counter counter;

    private UnreadableRecords() {
        counter =
                Counter.builder()
                        .name("signalbox_unreadable_records")
                        .help("Records that could not be read, as often as they were met")
                        .labelNames("topic")
                        .withoutExemplars()
                        .build();
        for (Topic topic : Topic.values()) {
            if (topic != Topic.REJECTED) {
                counter.initLabelValues(topic.topicName());
            }
        }
    }

    /// The count of a registry.
    public static UnreadableRecords in(PrometheusRegistry registry) {
        return BY_REGISTRY.computeIfAbsent(
                registry,
                ignored -> {
                    var records = new UnreadableRecords();
                    registry.register(records.counter);
                    return records;
                });
    }

    /// Counts a record of a topic.
    public void count(String topic) {
        counter.labelValues(topic).inc();
    }

    /// How many there were of a topic.
    public long of(Topic topic) {
        return counter.labelValues(topic.topicName()).getLongValue();
    }
}

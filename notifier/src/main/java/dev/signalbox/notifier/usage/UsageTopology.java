package dev.signalbox.notifier.usage;

import dev.signalbox.contract.topic.Groups;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.streams.store.KeyValueStores;
import java.time.ZoneId;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/// Counts what was delivered, for each account and month: `signalbox.outcomes` into
/// `signalbox.usage`, each delivery once however often its outcome comes within a week.
public final class UsageTopology {
    /// The application's id.
    public static final String APPLICATION_ID = Groups.USAGE;

    static final String COUNTED = "counted-deliveries";
    static final String COUNTERS = "counters";
    static final String USAGE = "usage";
    static final String UNREADABLE = "unreadable";

    private UsageTopology() {}

    /// Builds it.
    ///
    /// @param zone where a month begins
    public static Topology build(ZoneId zone) {
        var bytes = new ByteArraySerializer();
        return new Topology()
                .addSource(
                        "outcomes",
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        Topic.OUTCOMES.topicName())
                .addProcessor("count", () -> new CountDeliveries(new Months(zone)), "outcomes")
                .addStateStore(CountedDeliveries.store(COUNTED), "count")
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                        KeyValueStores.persistent(COUNTERS),
                                        Serdes.String(),
                                        Serdes.ByteArray())
                                .withCachingEnabled(),
                        "count")
                .addSink(USAGE, Topic.USAGE.topicName(), bytes, bytes, "count")
                .addSink(UNREADABLE, Topic.REJECTED.topicName(), bytes, bytes, "count");
    }
}

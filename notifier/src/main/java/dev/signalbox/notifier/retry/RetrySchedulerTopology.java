package dev.signalbox.notifier.retry;

import dev.signalbox.contract.topic.Groups;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.streams.store.KeyValueStores;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/// Deliveries wait here until they are due: `signalbox.retries` into a store ordered by due time,
/// and out of it into `signalbox.deliveries`, or into `signalbox.replayed` where a replay sent
/// them.
public final class RetrySchedulerTopology {
    /// The application's id.
    public static final String APPLICATION_ID = Groups.SCHEDULER;

    static final String STORE = "waiting";
    static final String DUE = "due";
    static final String DUE_OF_REPLAYS = "due-of-replays";
    static final String UNREADABLE = "unreadable";

    private RetrySchedulerTopology() {}

    /// Builds it.
    ///
    /// @param waiting counts what waits in this process
    public static Topology build(Waiting waiting) {
        var bytes = new ByteArraySerializer();
        return new Topology()
                .addSource(
                        "retries",
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        Topic.RETRIES.topicName())
                .addProcessor("schedule", () -> new Schedule(waiting), "retries")
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                        KeyValueStores.persistent(STORE),
                                        Serdes.Bytes(),
                                        Serdes.ByteArray())
                                .withCachingDisabled(),
                        "schedule")
                .addSink(DUE, Topic.DELIVERIES.topicName(), bytes, bytes, "schedule")
                .addSink(DUE_OF_REPLAYS, Topic.REPLAYED.topicName(), bytes, bytes, "schedule")
                .addSink(UNREADABLE, Topic.REJECTED.topicName(), bytes, bytes, "schedule");
    }
}

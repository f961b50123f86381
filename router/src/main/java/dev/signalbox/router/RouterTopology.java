package dev.signalbox.router;

import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.tracing.Tracing;
import dev.signalbox.router.replay.OwnedPartitions;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/// The way of an event through the router.
///
/// ```
/// signalbox.events ─▶ read ─▶ deduplicate ─▶ match ─▶ signalbox.deliveries
///                       │       (seen-ids)     │
///                       └──────────────────────┴────▶ signalbox.rejected
/// ```
final class RouterTopology {
    static final String EVENTS = "events";
    static final String READ = "read";
    static final String DEDUPLICATE = "deduplicate";
    static final String SEEN = "seen-ids";
    static final String MATCH = "match";
    static final String DELIVERIES = "deliveries";
    static final String REJECTED = "rejected";

    private RouterTopology() {}

    /// Builds it; nothing runs yet. Names are for ever: state is found by them.
    static Topology build(
            RuleMatcher matcher,
            Duration dedupWindow,
            RouterCounters counters,
            RememberedEvents remembered,
            OwnedPartitions owned,
            InstantSource clock) {
        return build(matcher, dedupWindow, counters, remembered, owned, clock, Tracing.OFF);
    }

    /// The same, with the hops of events recorded.
    static Topology build(
            RuleMatcher matcher,
            Duration dedupWindow,
            RouterCounters counters,
            RememberedEvents remembered,
            OwnedPartitions owned,
            InstantSource clock,
            Tracing tracing) {
        var bytesIn = new ByteArrayDeserializer();
        var bytesOut = new ByteArraySerializer();
        return new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        EVENTS,
                        new AcceptanceTime(clock),
                        bytesIn,
                        bytesIn,
                        Topic.EVENTS.topicName())
                .addProcessor(READ, () -> new ReadEvents(counters, owned), EVENTS)
                .addProcessor(
                        DEDUPLICATE, () -> new Deduplicate(dedupWindow, counters, remembered), READ)
                .addStateStore(SeenIds.store(SEEN, dedupWindow), DEDUPLICATE)
                .addProcessor(MATCH, () -> new MatchRules(matcher, counters, tracing), DEDUPLICATE)
                .addSink(DELIVERIES, Topic.DELIVERIES.topicName(), bytesOut, bytesOut, MATCH)
                .addSink(REJECTED, Topic.REJECTED.topicName(), bytesOut, bytesOut, READ, MATCH);
    }
}

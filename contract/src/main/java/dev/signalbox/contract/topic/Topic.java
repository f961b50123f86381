package dev.signalbox.contract.topic;

import dev.signalbox.contract.settings.Settings;
import java.time.Duration;
import java.util.HashMap;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/// A topic of Signalbox: its name, its partitions and how long records are kept.
public enum Topic {
    /// Accepted events, keyed `account/bus/id`: the history that replays read.
    EVENTS("signalbox.events", null, false),
    /// Quotas, buses and rules, keyed `account`, `account/bus` and `account/bus/rule`. One
    /// partition, so that there is one order of changes.
    RULES("signalbox.rules", Duration.ZERO, true),
    /// Deliveries to make, keyed by target.
    DELIVERIES("signalbox.deliveries", Duration.ofDays(7), false),
    /// Deliveries to make later, keyed by target.
    RETRIES("signalbox.retries", Duration.ofDays(7), false),
    /// Deliveries that were given up, keyed by target.
    DEAD_LETTERS("signalbox.dead-letters", Duration.ofDays(30), false),
    /// Outcomes of attempts, keyed by account.
    OUTCOMES("signalbox.outcomes", Duration.ofDays(7), false),
    /// Targets that fail or are disabled, keyed by target; those that are well have no record.
    TARGETS("signalbox.targets", Duration.ZERO, true),
    /// The month's counters, keyed `account/month`.
    USAGE("signalbox.usage", Duration.ZERO, true),
    /// Orders of replays and their progress, keyed `account/id` and `account/id/progress`. One
    /// partition, so that there is one order of changes.
    REPLAYS("signalbox.replays", Duration.ZERO, true),
    /// Deliveries of replays to make, keyed by target: apart from the live ones, so that those
    /// never wait behind them.
    REPLAYED("signalbox.replayed", Duration.ofDays(7), false),
    /// The numbers of the processes, keyed by process: what the page shows live. One partition, so
    /// that they come in order.
    STATS("signalbox.stats", Duration.ofHours(1), false),
    /// Records that could not be read, and why.
    REJECTED("signalbox.rejected", Duration.ofDays(30), false);

    private static final Duration STATS_SEGMENT = Duration.ofMinutes(20);

    private final String topicName;
    private final @Nullable Duration kept;
    private final boolean compacted;

    Topic(String topicName, @Nullable Duration kept, boolean compacted) {
        this.topicName = topicName;
        this.kept = kept;
        this.compacted = compacted;
    }

    /// The name on the broker.
    public String topicName() {
        return topicName;
    }

    /// How many partitions it is created with.
    public int partitions(Settings settings) {
        return switch (this) {
            case RULES, REPLAYS, STATS -> 1;
            case EVENTS,
                    DELIVERIES,
                    RETRIES,
                    DEAD_LETTERS,
                    OUTCOMES,
                    TARGETS,
                    USAGE,
                    REPLAYED,
                    REJECTED ->
                    settings.kafka().partitions();
        };
    }

    /// How long records are kept at least; zero where the newest of each key is kept for ever.
    public Duration kept(Settings settings) {
        return kept == null ? settings.kafka().eventsRetention() : kept;
    }

    /// The partition that Kafka's producers put a key in.
    ///
    /// @param partitions how many there are
    public static int partitionOf(byte[] key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    /// The bytes that a record may have at least. Events may have fewer than what is made of them,
    /// so that no event is too large to be delivered or put aside.
    int recordBytes(Settings settings) {
        return this == EVENTS
                ? settings.limits().eventRecordBytes()
                : settings.limits().recordBytes();
    }

    /// `compact` or `delete`, and nothing else: `compact,delete` would forget rules.
    String cleanupPolicy() {
        return compacted ? TopicConfig.CLEANUP_POLICY_COMPACT : TopicConfig.CLEANUP_POLICY_DELETE;
    }

    /// The topic to create. It takes writes as long as all replicas but one are there.
    NewTopic toNewTopic(Settings settings) {
        var config = new HashMap<String, String>();
        config.put(TopicConfig.CLEANUP_POLICY_CONFIG, cleanupPolicy());
        config.put(
                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                Integer.toString(Math.max(1, settings.kafka().replication() - 1)));
        config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(recordBytes(settings)));
        if (!compacted) {
            config.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(kept(settings).toMillis()));
        }
        if (this == STATS) {
            // What is to go after an hour is not to wait for a full segment.
            config.put(TopicConfig.SEGMENT_MS_CONFIG, Long.toString(STATS_SEGMENT.toMillis()));
        }
        return new NewTopic(topicName, partitions(settings), settings.kafka().replication())
                .configs(config);
    }
}

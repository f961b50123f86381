package dev.signalbox.contract.topic;

import java.util.EnumMap;
import java.util.Map;

/// A topic in which Kafka Streams keeps the state of a room, partition by partition like the topic
/// that the room reads. The two must have the same number of partitions, or the room cannot start.
public enum Changelog {
    /// Ids that were seen.
    SEEN_IDS(Groups.ROUTER, "seen-ids", Topic.EVENTS, Spread.TO_ALL),
    /// Deliveries that wait for their time.
    WAITING(Groups.SCHEDULER, "waiting", Topic.RETRIES, Spread.NONE),
    /// Deliveries that were counted.
    COUNTED(Groups.USAGE, "counted-deliveries", Topic.OUTCOMES, Spread.TO_ALL),
    /// The counters of accounts, keyed `account/…`.
    COUNTERS(Groups.USAGE, "counters", Topic.OUTCOMES, Spread.BY_ACCOUNT);

    private final String group;
    private final String store;
    private final Topic source;
    private final Spread spread;

    /// Where the state of a partition is needed when there are more partitions, and keys have moved
    /// to others.
    public enum Spread {
        /// Where it is: it is also read there.
        NONE,
        /// In all partitions: the key that it belongs to is not known, and it does no harm
        /// elsewhere.
        TO_ALL,
        /// In the partition of its account.
        BY_ACCOUNT
    }

    Changelog(String group, String store, Topic source, Spread spread) {
        this.group = group;
        this.store = store;
        this.source = source;
        this.spread = spread;
    }

    /// The name on the broker.
    public String topicName() {
        return group + "-" + store + "-changelog";
    }

    /// The group of its room.
    public String group() {
        return group;
    }

    /// The topic that its room reads.
    public Topic source() {
        return source;
    }

    /// Where its records are needed when there are more partitions.
    public Spread spread() {
        return spread;
    }

    /// What is wrong with the numbers of partitions, in words, by the topic that its room reads.
    ///
    /// @param partitions by name; of topics that exist
    public static Map<Topic, String> misfits(Map<String, Integer> partitions) {
        var misfits = new EnumMap<Topic, String>(Topic.class);
        for (Changelog one : values()) {
            Integer expected = partitions.get(one.topicName());
            Integer found = partitions.get(one.source.topicName());
            if (expected != null && found != null && !found.equals(expected)) {
                misfits.put(
                        one.source,
                        "topic %s has %d partitions, but %d are expected, as in %s; nothing is lost: stop all rooms and run './signalbox partitions' (docs/kafka.md)"
                                .formatted(
                                        one.source.topicName(), found, expected, one.topicName()));
            }
        }
        return misfits;
    }
}

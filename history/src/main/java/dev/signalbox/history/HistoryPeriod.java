package dev.signalbox.history;

import dev.signalbox.contract.replay.OffsetRange;
import dev.signalbox.contract.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/// A period of history, and where its events lie in `signalbox.events`.
///
/// Record timestamps are when ingest accepted, and the clocks of several ingests differ: within a
/// partition, time may step back a little. So the ranges reach a little beyond the period at both
/// ends, and whoever reads them has to look at each record's own time.
///
/// @param from its first moment
/// @param to the moment after its last one
/// @param ranges by partition; one that holds nothing so new has an empty range at its end
/// @param completeFrom when Kafka has deleted events of the period, or may have: the time from
///   which on all are there; null where the whole period is
public record HistoryPeriod(
        Instant from,
        Instant to,
        SortedMap<Integer, OffsetRange> ranges,
        @Nullable Instant completeFrom) {
    /// How much earlier than the period the ranges begin.
    static final Duration SLACK_BEFORE = Duration.ofMinutes(1);

    /// How much later than the period they end: an event that waited for Kafka in ingest comes to
    /// its partition long after its time.
    static final Duration SLACK_AFTER = Duration.ofMinutes(5);

    /// Copies the ranges.
    ///
    /// @throws IllegalArgumentException when the period is empty
    public HistoryPeriod {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("the period is empty");
        }
        ranges = new TreeMap<>(ranges);
    }

    /// Finds a period; what comes after this call is not in it. The consumer is assigned to all
    /// partitions.
    ///
    /// @param patience how long each question may wait for Kafka
    /// @throws org.apache.kafka.common.KafkaException when Kafka does not answer
    public static HistoryPeriod find(
            Consumer<byte[], byte[]> consumer, Instant from, Instant to, Duration patience) {
        List<TopicPartition> partitions = partitions(consumer, patience);
        consumer.assign(partitions); // or the consumer complains of ends that it cannot keep
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, patience);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, patience);
        Map<TopicPartition, OffsetAndTimestamp> starts =
                atTime(consumer, partitions, from.minus(SLACK_BEFORE), patience);
        Map<TopicPartition, OffsetAndTimestamp> stops =
                atTime(consumer, partitions, to.plus(SLACK_AFTER), patience);
        var ranges = new TreeMap<Integer, OffsetRange>();
        for (TopicPartition partition : partitions) {
            long end = ends.getOrDefault(partition, 0L);
            // No answer means that nothing is so new.
            long start = Math.min(end, offset(starts.get(partition), end));
            long stop = Math.min(end, offset(stops.get(partition), end));
            ranges.put(partition.partition(), new OffsetRange(start, Math.max(start, stop)));
        }
        List<TopicPartition> deletedFrom =
                partitions.stream()
                        .filter(partition -> begins.getOrDefault(partition, 0L) > 0)
                        .toList();
        Instant completeFrom =
                atTime(consumer, deletedFrom, Instant.EPOCH, patience).values().stream()
                        .filter(first -> first != null && first.timestamp() > from.toEpochMilli())
                        .map(first -> Instant.ofEpochMilli(first.timestamp()))
                        .max(Instant::compareTo)
                        .orElse(null);
        return new HistoryPeriod(from, to, ranges, completeFrom);
    }

    /// How many offsets there are to read.
    public long offsets() {
        return ranges.values().stream().mapToLong(OffsetRange::size).sum();
    }

    private static List<TopicPartition> partitions(
            Consumer<byte[], byte[]> consumer, Duration patience) {
        String topic = Topic.EVENTS.topicName();
        List<PartitionInfo> known = consumer.partitionsFor(topic, patience);
        if (known == null || known.isEmpty()) {
            throw new UnknownTopicOrPartitionException("topic " + topic + " is not known yet");
        }
        return known.stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    private static Map<TopicPartition, OffsetAndTimestamp> atTime(
            Consumer<byte[], byte[]> consumer,
            List<TopicPartition> partitions,
            Instant time,
            Duration patience) {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        var times = new HashMap<TopicPartition, Long>();
        partitions.forEach(partition -> times.put(partition, Math.max(0, time.toEpochMilli())));
        return consumer.offsetsForTimes(times, patience);
    }

    private static long offset(@Nullable OffsetAndTimestamp found, long otherwise) {
        return found == null ? otherwise : found.offset();
    }
}

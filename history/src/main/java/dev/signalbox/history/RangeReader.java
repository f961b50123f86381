package dev.signalbox.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.contract.replay.OffsetRange;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// The reader of ranges of `signalbox.events`: of all records there it gives the events of one bus
/// and period, in the order in which Kafka returns them. For the order of time see [KeptEvents].
///
/// Most records of a shared topic are of other buses: the key is compared as bytes, and of those
/// that differ nothing is decoded. Offsets that Kafka deletes before they are read are counted, and
/// skipped.
///
/// Used by one thread. The consumer is the caller's, who closes it.
public final class RangeReader {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Consumer<byte[], byte[]> consumer;
    private final SortedMap<Integer, Range> ranges = new TreeMap<>();
    private final byte[] keyBegin;
    private final long fromMillis;
    private final long toMillis;
    private final long offsets;

    /// The unread rest of a partition.
    private static final class Range {
        final TopicPartition partition;
        final long end;
        long next;
        long expired;

        /// The time of the newest record that was read, of whatever bus.
        long reachedMillis = Long.MIN_VALUE;

        Range(TopicPartition partition, OffsetRange range) {
            this.partition = partition;
            end = range.end();
            next = range.begin();
        }

        boolean finished() {
            return next >= end;
        }
    }

    /// Takes events.
    @FunctionalInterface
    public interface Visitor {
        /// Takes an event.
        void see(KeptEvent event);
    }

    /// Assigns the ranges to the consumer.
    ///
    /// @param ranges what to read, by partition
    /// @param bus whose events are wanted
    /// @param from the first moment of the period
    /// @param to the moment after its last one
    public RangeReader(
            Consumer<byte[], byte[]> consumer,
            Map<Integer, OffsetRange> ranges,
            BusKey bus,
            Instant from,
            Instant to) {
        this.consumer = consumer;
        ranges.forEach((number, range) -> {
            var partition = new TopicPartition(Topic.EVENTS.topicName(), number);
            this.ranges.put(number, new Range(partition, range));
        });
        keyBegin = (bus + "/").getBytes(UTF_8);
        fromMillis = ceilMillis(from);
        toMillis = ceilMillis(to);
        offsets = ranges.values().stream().mapToLong(OffsetRange::size).sum();
        List<Range> open =
                this.ranges.values().stream().filter(range -> !range.finished()).toList();
        consumer.assign(open.stream().map(range -> range.partition).toList());
        consumer.resume(consumer.assignment()); // which a reader before may have paused
        open.forEach(range -> consumer.seek(range.partition, range.next));
    }

    /// The first millisecond that is not before a time.
    private static long ceilMillis(Instant time) {
        long millis = time.toEpochMilli();
        return Instant.ofEpochMilli(millis).isBefore(time) ? millis + 1 : millis;
    }

    /// Reads on, and gives what is wanted of it.
    ///
    /// @param patience how long to wait where Kafka has nothing at hand
    public void poll(Duration patience, Visitor visitor) {
        if (finished()) {
            return;
        }
        try {
            for (ConsumerRecord<byte[], byte[]> item : consumer.poll(patience)) {
                Range range = ranges.get(item.partition());
                if (range != null && item.offset() < range.end) {
                    range.reachedMillis = Math.max(range.reachedMillis, item.timestamp());
                    if (isWanted(item)) {
                        visitor.see(new KeptEvent(item));
                    }
                }
            }
        } catch (OffsetOutOfRangeException e) {
            skipDeleted(e.offsetOutOfRangePartitions().keySet());
        }
        for (Range range : ranges.values()) {
            if (!range.finished()) {
                move(range, consumer.position(range.partition, ANSWER));
            }
        }
    }

    private boolean isWanted(ConsumerRecord<byte[], byte[]> item) {
        byte @Nullable [] key = item.key();
        return key != null
                && item.timestamp() >= fromMillis
                && item.timestamp() < toMillis
                && key.length > keyBegin.length
                && Arrays.equals(key, 0, keyBegin.length, keyBegin, 0, keyBegin.length);
    }

    private void move(Range range, long position) {
        range.next = Math.min(position, range.end);
        if (range.finished()) {
            consumer.pause(List.of(range.partition));
        }
    }

    private void skipDeleted(Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, ANSWER);
        for (TopicPartition partition : partitions) {
            Range range = ranges.get(partition.partition());
            long begin = begins.getOrDefault(partition, 0L);
            if (range != null && !range.finished()) {
                // Kafka may also have lost the end: nothing of the range is left then.
                long next = begin > range.next ? Math.min(begin, range.end) : range.end;
                range.expired += next - range.next;
                consumer.seek(partition, next);
                move(range, next);
            }
        }
    }

    /// Whether all ranges have been read.
    public boolean finished() {
        return ranges.values().stream().allMatch(Range::finished);
    }

    /// Whether the range of a partition has been read.
    boolean finished(int partition) {
        return at(partition).finished();
    }

    /// The next offset of a partition.
    long next(int partition) {
        return at(partition).next;
    }

    /// The time that reading has come to in a partition; the least there is before the first
    /// record.
    long reachedMillis(int partition) {
        return at(partition).reachedMillis;
    }

    /// Reads only these partitions until the next call.
    void readOnly(Collection<Integer> partitions) {
        for (Range range : ranges.values()) {
            if (!range.finished()) {
                List<TopicPartition> one = List.of(range.partition);
                if (partitions.contains(range.partition.partition())) {
                    consumer.resume(one);
                } else {
                    consumer.pause(one);
                }
            }
        }
    }

    private Range at(int partition) {
        Range range = ranges.get(partition);
        if (range == null) {
            throw new IllegalArgumentException("partition " + partition + " is not read");
        }
        return range;
    }

    /// The offset of each partition that is read next.
    public SortedMap<Integer, Long> positions() {
        var positions = new TreeMap<Integer, Long>();
        ranges.forEach((partition, range) -> positions.put(partition, range.next));
        return positions;
    }

    /// How many offsets there were to read.
    public long offsets() {
        return offsets;
    }

    /// How many offsets have not been read yet.
    public long left() {
        return ranges.values().stream().mapToLong(range -> range.end - range.next).sum();
    }

    /// How many offsets Kafka had deleted before they were read, whatever bus they were of.
    public long expired() {
        return ranges.values().stream().mapToLong(range -> range.expired).sum();
    }

    /// How many of them were in a partition.
    long expired(int partition) {
        return at(partition).expired;
    }
}

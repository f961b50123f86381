package dev.signalbox.console.history;

import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.topic.UnreadableRecords;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One search through topics, which ends when its time is over. Used by one thread.
public final class HistoryScan {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long FIRST_CHUNK = 1_000;
    private static final long LARGEST_CHUNK = 64_000;

    /// The distance between two wanted records up to which reading is faster than seeking.
    private static final long NEAR = 2_000;

    private final Consumer<byte[], byte[]> consumer;
    private final UnreadableRecords unreadable;
    private final InstantSource clock;
    private final Instant deadline;

    /// How far a search came.
    ///
    /// @param whole whether it read everything
    /// @param offset the offset from which on, or for a search forwards up to which, it read
    ///   everything
    /// @param time the time of the record there; null where too little was read to know
    public record Reach(boolean whole, long offset, @Nullable Instant time) {}

    /// Receives the records that a search reads.
    @FunctionalInterface
    public interface Visitor {
        /// Receives a record.
        void see(ConsumerRecord<byte[], byte[]> item);
    }

    HistoryScan(
            Consumer<byte[], byte[]> consumer,
            UnreadableRecords unreadable,
            InstantSource clock,
            Instant deadline) {
        this.consumer = consumer;
        this.unreadable = unreadable;
        this.clock = clock;
        this.deadline = deadline;
    }

    /// Counts a record that cannot be read.
    public void unreadable(ConsumerRecord<byte[], byte[]> item) {
        unreadable.count(item.topic());
    }

    /// The consumer that reads.
    public Consumer<byte[], byte[]> consumer() {
        return consumer;
    }

    /// The present time.
    public Instant now() {
        return clock.instant();
    }

    /// Whether the time is over.
    public boolean late() {
        return !clock.instant().isBefore(deadline);
    }

    /// How long one call may wait for Kafka.
    public Duration patience() {
        Duration left = Duration.between(clock.instant(), deadline);
        return left.isPositive() ? left : Duration.ofMillis(1);
    }

    /// The next records of any assigned partition.
    public Iterable<ConsumerRecord<byte[], byte[]>> poll() {
        Duration left = patience();
        return consumer.poll(left.compareTo(POLL) < 0 ? left : POLL);
    }

    /// The partitions of a topic, by number.
    public List<TopicPartition> partitions(Topic topic) {
        int count = consumer.partitionsFor(topic.topicName(), patience()).size();
        if (count == 0) {
            throw new TimeoutException("topic " + topic.topicName() + " is not known yet");
        }
        var partitions = new ArrayList<TopicPartition>();
        for (int i = 0; i < count; i++) {
            partitions.add(new TopicPartition(topic.topicName(), i));
        }
        return partitions;
    }

    /// The partition of a key: the one that Kafka's producers choose for it.
    public TopicPartition partition(Topic topic, byte[] key) {
        List<TopicPartition> partitions = partitions(topic);
        return partitions.get(Topic.partitionOf(key, partitions.size()));
    }

    /// The first offset of each partition whose record is not older than a time, or the partition's
    /// end.
    public Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, Instant time) {
        Map<TopicPartition, Long> offsets = ends(partitions);
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, time.toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times, patience());
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp first = found.get(partition);
            if (first != null) {
                offsets.merge(partition, first.offset(), Math::min);
            }
        }
        return offsets;
    }

    /// The first offset of a partition whose record is not older than a time, or the partition's
    /// end.
    public long offset(TopicPartition partition, Instant time) {
        Instant known = time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time;
        return at(offsets(List.of(partition), known), partition);
    }

    /// The offset after the last committed record of a partition.
    public long end(TopicPartition partition) {
        return at(ends(List.of(partition)), partition);
    }

    /// The first offset that each partition still has.
    public Map<TopicPartition, Long> begins(List<TopicPartition> partitions) {
        assign(partitions);
        return consumer.beginningOffsets(partitions, patience());
    }

    /// The offset after the last committed record of each partition.
    public Map<TopicPartition, Long> ends(List<TopicPartition> partitions) {
        assign(partitions);
        return new HashMap<>(consumer.endOffsets(partitions, patience()));
    }

    /// Reads a partition backwards, the newest records first, in chunks; within a chunk in the
    /// order of the partition.
    ///
    /// @param before the offset to begin at, or the partition's end when that is lower
    /// @param enough asked after each chunk whether everything wanted has been read
    public Reach backwards(
            TopicPartition partition, long before, Visitor visitor, BooleanSupplier enough) {
        List<TopicPartition> one = List.of(partition);
        consumer.assign(one);
        long begin = at(consumer.beginningOffsets(one, patience()), partition);
        long end = Math.min(before, at(ends(one), partition));
        long chunk = FIRST_CHUNK;
        Instant back = null;
        while (end > begin) {
            long start = Math.max(begin, end - chunk);
            var first = new ArrayList<Instant>(1);
            boolean read =
                    read(
                            partition,
                            start,
                            end,
                            item -> {
                                if (first.isEmpty()) {
                                    first.add(Instant.ofEpochMilli(item.timestamp()));
                                }
                                visitor.see(item);
                            },
                            () -> false);
            if (!read) {
                return new Reach(false, end, back);
            }
            end = start;
            back = first.isEmpty() ? back : first.getFirst();
            chunk = Math.min(2 * chunk, LARGEST_CHUNK);
            if (enough.getAsBoolean()) {
                return new Reach(end == begin, end, back);
            }
        }
        return new Reach(true, end, back);
    }

    /// Reads a partition from a time on to its present end.
    ///
    /// @param enough asked after each poll whether everything wanted has been read
    Reach forwards(
            TopicPartition partition, Instant from, Visitor visitor, BooleanSupplier enough) {
        List<TopicPartition> one = List.of(partition);
        consumer.assign(one);
        long start = at(offsets(one, from), partition);
        long end = at(ends(one), partition);
        var last = new Instant[] {from};
        boolean read =
                read(
                        partition,
                        start,
                        end,
                        item -> {
                            last[0] = Instant.ofEpochMilli(item.timestamp());
                            visitor.see(item);
                        },
                        enough);
        return new Reach(read, read ? end : start, last[0]);
    }

    /// Reads a range of a partition.
    ///
    /// @param end the offset after the last record that is wanted; the partition has it
    /// @return false when the time was over before that
    public boolean range(TopicPartition partition, long start, long end, Visitor visitor) {
        consumer.assign(List.of(partition));
        return read(partition, start, end, visitor, () -> false);
    }

    /// Reads a partition from an offset on.
    ///
    /// @param end the offset after the last record that is wanted; the partition has it
    /// @param enough asked before each poll whether everything wanted has been read
    /// @return the offset up to which it was read
    public long readOn(
            TopicPartition partition,
            long start,
            long end,
            Visitor visitor,
            BooleanSupplier enough) {
        if (start >= end) {
            return start;
        }
        consumer.assign(List.of(partition));
        boolean read = read(partition, start, end, visitor, enough);
        return read ? end : Math.min(end, consumer.position(partition, patience()));
    }

    /// Reads some records of a partition, in the order of their offsets; those that Kafka has
    /// deleted meanwhile are left out.
    ///
    /// @return false when the time was over before all were read
    public boolean pick(TopicPartition partition, Collection<Long> offsets, Visitor visitor) {
        consumer.assign(List.of(partition));
        var wanted = new TreeSet<>(offsets);
        long position = -NEAR - 1;
        while (!wanted.isEmpty()) {
            if (late()) {
                return false;
            }
            if (wanted.first() - position > NEAR) {
                consumer.seek(partition, wanted.first());
            }
            for (ConsumerRecord<byte[], byte[]> item : poll()) {
                if (wanted.remove(item.offset())) {
                    visitor.see(item);
                }
            }
            position = consumer.position(partition, patience());
            wanted.headSet(position).clear();
        }
        return true;
    }

    private boolean read(
            TopicPartition partition,
            long start,
            long end,
            Visitor visitor,
            BooleanSupplier enough) {
        consumer.seek(partition, start);
        while (consumer.position(partition, patience()) < end) {
            if (late() || enough.getAsBoolean()) {
                return false;
            }
            for (ConsumerRecord<byte[], byte[]> item : poll()) {
                if (item.offset() < end) {
                    visitor.see(item);
                }
            }
        }
        return true;
    }

    /// Assigns partitions, whose offsets are asked for: the consumer complains of others.
    private void assign(List<TopicPartition> partitions) {
        if (!consumer.assignment().containsAll(partitions)) {
            consumer.assign(partitions);
        }
    }

    private static long at(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        return offsets.getOrDefault(partition, 0L);
    }
}

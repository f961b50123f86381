package dev.signalbox.console.tail;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// The records of a topic from a time on, the oldest first over all partitions, as exact as the
/// clocks of those who wrote them. Of one partition the order is that of the offsets.
///
/// Not safe for use by several threads. The consumer is the caller's, who closes it.
final class PastRecords {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final int MOST_AHEAD = 500;

    /// How far back time may step within a partition, as the clocks of writers differ.
    private static final Duration SLACK = Duration.ofMinutes(1);

    private final Consumer<byte[], byte[]> consumer;
    private final long sinceMillis;
    private final List<Cursor> cursors = new ArrayList<>();

    /// Takes the records.
    interface Visitor {
        /// Takes one.
        void see(ConsumerRecord<byte[], byte[]> item);
    }

    private static final class Cursor {
        final TopicPartition partition;
        final ArrayDeque<ConsumerRecord<byte[], byte[]>> ahead = new ArrayDeque<>();
        long next;
        long end;

        Cursor(TopicPartition partition, long next) {
            this.partition = partition;
            this.next = next;
            end = next;
        }

        boolean isRead() {
            return next >= end;
        }
    }

    /// Finds where the time is in each partition.
    PastRecords(Consumer<byte[], byte[]> consumer, String topic, Instant since) {
        this.consumer = consumer;
        sinceMillis = since.toEpochMilli();
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic, ANSWER).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER);
        var times = new HashMap<TopicPartition, Long>();
        partitions.forEach(one -> times.put(one, since.minus(SLACK).toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times, ANSWER);
        for (TopicPartition partition : partitions) {
            @Nullable OffsetAndTimestamp first = found.get(partition);
            // No answer means that nothing is so new.
            long start = first == null ? ends.getOrDefault(partition, 0L) : first.offset();
            consumer.seek(partition, start);
            cursors.add(new Cursor(partition, start));
        }
    }

    /// The offsets at the topic's present end.
    Map<TopicPartition, Long> ends() {
        return consumer.endOffsets(consumer.assignment(), ANSWER);
    }

    /// Reads on to these offsets, which are not read.
    ///
    /// @param goOn asked now and then; false ends it
    void readTo(Map<TopicPartition, Long> ends, BooleanSupplier goOn, Visitor visitor) {
        for (Cursor cursor : cursors) {
            cursor.end = ends.getOrDefault(cursor.partition, cursor.end);
        }
        while (goOn.getAsBoolean()) {
            Cursor oldest = oldest();
            if (oldest != null) {
                visitor.see(oldest.ahead.remove());
            } else if (cursors.stream().allMatch(Cursor::isRead)) {
                return;
            } else {
                poll();
            }
        }
    }

    /// The partition whose first record is the next; null where that is not known yet, and where
    /// there is none.
    private @Nullable Cursor oldest() {
        Cursor oldest = null;
        for (Cursor cursor : cursors) {
            ConsumerRecord<byte[], byte[]> first = cursor.ahead.peek();
            if (first == null) {
                if (!cursor.isRead()) {
                    return null;
                }
            } else if (oldest == null || first.timestamp() < oldest.ahead.element().timestamp()) {
                oldest = cursor;
            }
        }
        return oldest;
    }

    private void poll() {
        for (Cursor cursor : cursors) {
            List<TopicPartition> one = List.of(cursor.partition);
            if (cursor.isRead() || cursor.ahead.size() > MOST_AHEAD) {
                consumer.pause(one);
            } else {
                consumer.resume(one);
            }
        }
        var records = consumer.poll(POLL);
        for (Cursor cursor : cursors) {
            for (ConsumerRecord<byte[], byte[]> item : records.records(cursor.partition)) {
                if (item.offset() < cursor.end && item.timestamp() >= sinceMillis) {
                    cursor.ahead.add(item);
                }
            }
            if (!cursor.isRead()) {
                cursor.next = consumer.position(cursor.partition, ANSWER);
                if (cursor.next > cursor.end) {
                    consumer.seek(cursor.partition, cursor.end);
                    cursor.next = cursor.end;
                }
            }
        }
    }
}

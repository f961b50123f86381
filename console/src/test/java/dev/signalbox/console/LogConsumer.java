package dev.signalbox.console;

import dev.signalbox.contract.event.EventHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/// A consumer of topics in memory that can be read over and over, backwards too, while records are
/// appended by another thread.
public final class LogConsumer extends MockConsumer<byte[], byte[]> {
    private final Topics topics;
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    /// The topics.
    public static final class Topics {
        static final int PARTITIONS = 3;

        private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records =
                new ConcurrentHashMap<>();
        private volatile int atOnce = 500;
        private volatile Runnable atPoll = () -> {};

        /// Another consumer of them.
        public Consumer<byte[], byte[]> consumer() {
            return new LogConsumer(this);
        }

        /// How many records a poll gives, of each partition.
        public void atOnce(int count) {
            atOnce = count;
        }

        /// Runs an action at each poll.
        public void atPoll(Runnable action) {
            atPoll = action;
        }

        /// Appends an event to the partition of its key.
        public void event(String key, String source, String type, long time, String json) {
            var headers = new RecordHeaders();
            EventHeaders.write(headers, source, type, 0);
            append("signalbox.events", key, time, headers, json);
        }

        /// Appends an event whose id is unique within its source.
        public void eventOfSource(String key, String source, long time) {
            var headers = new RecordHeaders();
            EventHeaders.write(headers, source, "t", 0);
            headers.add(EventHeaders.ID_SCOPE, EventHeaders.utf8(source));
            append("signalbox.events", key, time, headers, "{}");
        }

        /// Appends a record to the partition of its key.
        ///
        /// @return its partition and its offset there
        public RecordMetadata append(
                String topic, String key, long time, Headers headers, @Nullable String value) {
            byte[] bytes = EventHeaders.utf8(key);
            int partition = Utils.toPositive(Utils.murmur2(bytes)) % PARTITIONS;
            var log = log(new TopicPartition(topic, partition));
            synchronized (log) {
                log.add(
                        new ConsumerRecord<>(
                                topic,
                                partition,
                                log.size(),
                                time,
                                TimestampType.CREATE_TIME,
                                bytes.length,
                                value == null ? -1 : value.length(),
                                bytes,
                                value == null ? null : EventHeaders.utf8(value),
                                headers,
                                Optional.empty()));
            }
            return new RecordMetadata(
                    new TopicPartition(topic, partition), log.size() - 1L, 0, time, 0, 0);
        }

        private List<ConsumerRecord<byte[], byte[]>> log(TopicPartition partition) {
            return records.computeIfAbsent(partition, any -> new ArrayList<>());
        }
    }

    private LogConsumer(Topics topics) {
        super("earliest");
        this.topics = topics;
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic, Duration timeout) {
        var partitions = new ArrayList<PartitionInfo>();
        for (int i = 0; i < Topics.PARTITIONS; i++) {
            partitions.add(new PartitionInfo(topic, i, null, null, null));
        }
        return partitions;
    }

    @Override
    public synchronized void seek(TopicPartition partition, long offset) {
        positions.put(partition, offset);
    }

    @Override
    public synchronized long position(TopicPartition partition, Duration timeout) {
        return positions.getOrDefault(partition, 0L);
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(
            Collection<TopicPartition> partitions, Duration timeout) {
        var offsets = new HashMap<TopicPartition, Long>();
        partitions.forEach(partition -> offsets.put(partition, 0L));
        return offsets;
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(
            Collection<TopicPartition> partitions, Duration timeout) {
        var offsets = new HashMap<TopicPartition, Long>();
        partitions.forEach(
                partition -> offsets.put(partition, (long) topics.log(partition).size()));
        return offsets;
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
            Map<TopicPartition, Long> times, Duration timeout) {
        var offsets = new HashMap<TopicPartition, OffsetAndTimestamp>();
        times.forEach((partition, time) ->
                topics.log(partition).stream()
                        .filter(item -> item.timestamp() >= time)
                        .findFirst()
                        .ifPresent(item ->
                                offsets.put(
                                        partition,
                                        new OffsetAndTimestamp(item.offset(), item.timestamp()))));
        return offsets;
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        topics.atPoll.run();
        var polled = new HashMap<TopicPartition, List<ConsumerRecord<byte[], byte[]>>>();
        for (TopicPartition partition : assignment()) {
            var log = topics.log(partition);
            int begin = (int) position(partition, timeout);
            synchronized (log) {
                if (paused().contains(partition) || begin >= log.size()) {
                    continue;
                }
                int end = Math.min(log.size(), begin + topics.atOnce);
                polled.put(partition, List.copyOf(log.subList(begin, end)));
                positions.put(partition, (long) end);
            }
        }
        return new ConsumerRecords<>(polled, Map.of());
    }
}

package dev.signalbox.history;

import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/// The topic of events in memory, with the consumer that reads it; its oldest records can be
/// deleted, as Kafka does.
final class EventLog extends MockConsumer<byte[], byte[]> {
    private final List<List<ConsumerRecord<byte[], byte[]>>> partitions = new ArrayList<>();
    private final Map<Integer, Long> begins = new HashMap<>();
    private final Map<Integer, Long> positions = new HashMap<>();
    private int atOnce = 3;
    private Runnable atPoll = () -> {};

    EventLog(int partitions) {
        super("none");
        for (int i = 0; i < partitions; i++) {
            this.partitions.add(new ArrayList<>());
        }
    }

    /// How many records a poll gives, of each partition.
    void atOnce(int count) {
        atOnce = count;
    }

    /// Runs an action at each poll.
    void atPoll(Runnable action) {
        atPoll = action;
    }

    /// Appends an event to the partition of its key.
    void event(String key, String source, String type, long time, @Nullable String json) {
        byte[] bytes = EventHeaders.utf8(key);
        event(
                Utils.toPositive(Utils.murmur2(bytes)) % partitions.size(),
                key,
                "",
                source,
                type,
                time,
                json);
    }

    /// Appends an event.
    void event(
            int partition,
            String key,
            String scope,
            String source,
            String type,
            long time,
            @Nullable String json) {
        var headers = new RecordHeaders();
        EventHeaders.write(headers, source, type, 0);
        if (!scope.isEmpty()) {
            headers.add(EventHeaders.ID_SCOPE, EventHeaders.utf8(scope));
        }
        byte[] bytes = EventHeaders.utf8(key);
        List<ConsumerRecord<byte[], byte[]>> log = partitions.get(partition);
        log.add(
                new ConsumerRecord<>(
                        Topic.EVENTS.topicName(),
                        partition,
                        log.size(),
                        time,
                        TimestampType.CREATE_TIME,
                        bytes.length,
                        json == null ? -1 : json.length(),
                        bytes,
                        json == null ? null : EventHeaders.utf8(json),
                        headers,
                        Optional.empty()));
    }

    /// Deletes what is before an offset.
    void deleteBefore(int partition, long offset) {
        begins.put(partition, offset);
    }

    private long begin(TopicPartition partition) {
        return begins.getOrDefault(partition.partition(), 0L);
    }

    private List<ConsumerRecord<byte[], byte[]>> log(TopicPartition partition) {
        return partitions.get(partition.partition());
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic, Duration timeout) {
        var known = new ArrayList<PartitionInfo>();
        for (int i = 0; i < partitions.size(); i++) {
            known.add(new PartitionInfo(topic, i, null, null, null));
        }
        return known;
    }

    @Override
    public synchronized void seek(TopicPartition partition, long offset) {
        positions.put(partition.partition(), offset);
    }

    @Override
    public synchronized long position(TopicPartition partition, Duration timeout) {
        return positions.getOrDefault(partition.partition(), 0L);
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(
            Collection<TopicPartition> of, Duration timeout) {
        return offsets(of, this::begin);
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> of, Duration timeout) {
        return offsets(of, partition -> (long) log(partition).size());
    }

    private static Map<TopicPartition, Long> offsets(
            Collection<TopicPartition> of, Function<TopicPartition, Long> offset) {
        var offsets = new HashMap<TopicPartition, Long>();
        of.forEach(partition -> offsets.put(partition, offset.apply(partition)));
        return offsets;
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
            Map<TopicPartition, Long> times, Duration timeout) {
        var offsets = new HashMap<TopicPartition, OffsetAndTimestamp>();
        times.forEach((partition, time) ->
                log(partition).stream()
                        .filter(item -> item.offset() >= begin(partition))
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
        atPoll.run();
        var polled = new HashMap<TopicPartition, List<ConsumerRecord<byte[], byte[]>>>();
        for (TopicPartition partition : assignment()) {
            List<ConsumerRecord<byte[], byte[]>> log = log(partition);
            long next = position(partition, timeout);
            if (paused().contains(partition) || next >= log.size()) {
                continue;
            }
            if (next < begin(partition)) {
                throw new OffsetOutOfRangeException(Map.of(partition, next));
            }
            int end = (int) Math.min(log.size(), next + atOnce);
            polled.put(partition, List.copyOf(log.subList((int) next, end)));
            positions.put(partition.partition(), (long) end);
        }
        return new ConsumerRecords<>(polled, Map.of());
    }
}

package dev.signalbox.router.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.contract.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// Topics in memory, with producers and consumers of them. A producer can be told to fail. For one
/// thread.
final class LogKafka {
    private static final Node[] NODES = {new Node(0, "localhost", 9092)};

    private final int partitions;
    private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> logs = new HashMap<>();
    private final Map<TopicPartition, Long> begins = new HashMap<>();
    private final List<Consumer<ConsumerRecord<byte[], byte[]>>> followers = new ArrayList<>();
    private int sendsUntilFault = Integer.MAX_VALUE;
    private boolean faultAfterWrite;

    LogKafka(int partitions) {
        this.partitions = partitions;
    }

    private int partitions(String topic) {
        return topic.equals(Topic.REPLAYS.topicName()) ? 1 : partitions;
    }

    /// All records of a topic, partition after partition.
    List<ConsumerRecord<byte[], byte[]>> records(Topic topic) {
        return IntStream.range(0, partitions(topic.topicName()))
                .mapToObj(partition -> log(new TopicPartition(topic.topicName(), partition)))
                .flatMap(List::stream)
                .toList();
    }

    private List<ConsumerRecord<byte[], byte[]>> log(TopicPartition partition) {
        return logs.computeIfAbsent(partition, _ -> new ArrayList<>());
    }

    /// The offset after the last record of a partition.
    long end(Topic topic, int partition) {
        return log(new TopicPartition(topic.topicName(), partition)).size();
    }

    /// Writes a record to the partition of its key.
    void write(Topic topic, String key, byte @Nullable [] value, Headers headers, long time) {
        write(topic.topicName(), key.getBytes(UTF_8), value, headers, time);
    }

    private ConsumerRecord<byte[], byte[]> write(
            String topic, byte[] key, byte @Nullable [] value, Headers headers, long time) {
        var partition =
                new TopicPartition(topic, Partitions.of(new String(key, UTF_8), partitions(topic)));
        List<ConsumerRecord<byte[], byte[]>> log = log(partition);
        var item =
                new ConsumerRecord<byte[], byte[]>(
                        topic,
                        partition.partition(),
                        log.size(),
                        time,
                        TimestampType.CREATE_TIME,
                        key.length,
                        value == null ? -1 : value.length,
                        key,
                        value,
                        headers,
                        Optional.empty());
        log.add(item);
        followers.forEach(follower -> follower.accept(item));
        return item;
    }

    /// Gives each record to a follower from now on.
    void follow(Consumer<ConsumerRecord<byte[], byte[]>> follower) {
        followers.add(follower);
    }

    /// Deletes what lies before an offset.
    void deleteBefore(Topic topic, int partition, long offset) {
        begins.merge(new TopicPartition(topic.topicName(), partition), offset, Math::max);
    }

    /// Lets a send fail, once, after so many others.
    ///
    /// @param afterWrite whether the record was written nevertheless
    void failSend(int after, boolean afterWrite) {
        sendsUntilFault = after;
        faultAfterWrite = afterWrite;
    }

    MockProducer<byte[], byte[]> producer() {
        return new MockProducer<>(
                true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
            @Override
            public synchronized Future<RecordMetadata> send(
                    ProducerRecord<byte[], byte[]> item, @Nullable Callback callback) {
                boolean fails = sendsUntilFault-- == 0;
                if (fails && !faultAfterWrite) {
                    throw new KafkaException("the broker is away");
                }
                var written = write(item.topic(), item.key(), item.value(), item.headers(), 0);
                if (fails) {
                    throw new KafkaException("the process died");
                }
                var metadata =
                        new RecordMetadata(
                                new TopicPartition(item.topic(), written.partition()),
                                written.offset(),
                                0,
                                0,
                                0,
                                0);
                if (callback != null) {
                    callback.onCompletion(metadata, null);
                }
                return CompletableFuture.completedFuture(metadata);
            }
        };
    }

    /// @param atOnce how many records of a partition a poll returns
    MockConsumer<byte[], byte[]> consumer(int atOnce) {
        return new LogConsumer(atOnce);
    }

    private final class LogConsumer extends MockConsumer<byte[], byte[]> {
        private final int atOnce;

        LogConsumer(int atOnce) {
            super("none");
            this.atOnce = atOnce;
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            var found = new HashMap<TopicPartition, List<ConsumerRecord<byte[], byte[]>>>();
            Set<TopicPartition> wanted = new HashSet<>(assignment());
            wanted.removeAll(paused());
            for (TopicPartition partition : wanted) {
                long from = position(partition);
                if (from < begins.getOrDefault(partition, 0L)) {
                    throw new OffsetOutOfRangeException(Map.of(partition, from));
                }
            }
            for (TopicPartition partition : wanted) {
                int from = (int) position(partition);
                List<ConsumerRecord<byte[], byte[]>> log = log(partition);
                int to = Math.min(log.size(), from + atOnce);
                if (from < to) {
                    found.put(partition, List.copyOf(log.subList(from, to)));
                    seek(partition, to);
                }
            }
            return new ConsumerRecords<>(found, Map.of());
        }

        @Override
        public synchronized List<PartitionInfo> partitionsFor(String topic) {
            return IntStream.range(0, partitions(topic))
                    .mapToObj(number -> new PartitionInfo(topic, number, NODES[0], NODES, NODES))
                    .toList();
        }

        @Override
        public synchronized Map<TopicPartition, Long> beginningOffsets(
                Collection<TopicPartition> asked) {
            var offsets = new HashMap<TopicPartition, Long>();
            asked.forEach(one -> offsets.put(one, begins.getOrDefault(one, 0L)));
            return offsets;
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
                Map<TopicPartition, Long> times) {
            var offsets = new HashMap<TopicPartition, OffsetAndTimestamp>();
            times.forEach((partition, time) ->
                    log(partition).stream()
                            .filter(item -> item.timestamp() >= time)
                            .findFirst()
                            .ifPresent(item ->
                                    offsets.put(
                                            partition,
                                            new OffsetAndTimestamp(
                                                    item.offset(), item.timestamp()))));
            return offsets;
        }

        @Override
        public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> asked) {
            var offsets = new HashMap<TopicPartition, Long>();
            asked.forEach(one -> offsets.put(one, (long) log(one).size()));
            return offsets;
        }
    }

    static Headers headers(Map<String, String> texts) {
        var headers = new RecordHeaders();
        texts.forEach((name, text) -> headers.add(name, text.getBytes(UTF_8)));
        return headers;
    }
}

package dev.signalbox.standalone.partition;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Changelog;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// The copy of a room's state into the partitions where it is needed after a change of their
/// number.
///
/// @param settings where Kafka is
/// @param state what is copied
/// @param before how many partitions there were
/// @param after how many there are
record StateCopy(Settings settings, Changelog state, int before, int after) {
    private static final String CLIENT = "signalbox-partitions";
    private static final Duration POLL = Duration.ofSeconds(1);

    /// Copies, and returns how many records that made, when Kafka has them all.
    int copy() {
        if (state.spread() == Changelog.Spread.NONE || before == after) {
            return 0;
        }
        try (var consumer =
                        new KafkaConsumer<byte[], byte[]>(KafkaClients.consumer(settings, CLIENT));
                var producer =
                        new KafkaProducer<byte[], byte[]>(
                                KafkaClients.producer(settings, CLIENT))) {
            List<TopicPartition> partitions =
                    IntStream.range(0, before)
                            .mapToObj(i -> new TopicPartition(state.topicName(), i))
                            .toList();
            // What is copied comes after these, and is not copied again.
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            var copies = new Copies(producer);
            for (TopicPartition partition : partitions) {
                long end = ends.getOrDefault(partition, 0L);
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                while (consumer.position(partition) < end) {
                    for (ConsumerRecord<byte[], byte[]> item : consumer.poll(POLL)) {
                        if (item.offset() < end) {
                            copies.of(item);
                        }
                    }
                }
                copies.moveLatest();
            }
            copies.requireAll();
            return copies.made;
        }
    }

    private final class Copies {
        private final KafkaProducer<byte[], byte[]> producer;
        private final Map<String, ConsumerRecord<byte[], byte[]>> latest = new LinkedHashMap<>();
        private int made;
        private volatile @Nullable Exception failure;

        Copies(KafkaProducer<byte[], byte[]> producer) {
            this.producer = producer;
        }

        void of(ConsumerRecord<byte[], byte[]> item) {
            if (state.spread() == Changelog.Spread.TO_ALL) {
                IntStream.range(0, after)
                        .filter(partition -> partition != item.partition())
                        .forEach(partition -> copy(item, partition));
                return;
            }
            latest.put(new String(item.key(), UTF_8), item);
        }

        /// Moves the counters that have another partition now: they must not be left, as what is
        /// there is published. First the copies, then the deletions.
        void moveLatest() {
            var moved = latest.values().stream().filter(this::moves).toList();
            moved.forEach(item -> copy(item, after(item)));
            requireAll();
            moved.forEach(item -> send(item, item.partition(), null));
            requireAll();
            latest.clear();
        }

        private boolean moves(ConsumerRecord<byte[], byte[]> item) {
            return item.value() != null && after(item) != item.partition();
        }

        private int after(ConsumerRecord<byte[], byte[]> item) {
            String key = new String(item.key(), UTF_8);
            byte[] account = key.substring(0, Math.max(0, key.indexOf('/'))).getBytes(UTF_8);
            return Topic.partitionOf(account, after);
        }

        private void copy(ConsumerRecord<byte[], byte[]> item, int partition) {
            made++;
            send(item, partition, item.value());
        }

        private void send(
                ConsumerRecord<byte[], byte[]> item, int partition, byte @Nullable [] value) {
            var _ =
                    producer.send(
                            new ProducerRecord<>(
                                    item.topic(),
                                    partition,
                                    item.timestamp(),
                                    item.key(),
                                    value,
                                    item.headers()),
                            (written, thrown) -> {
                                if (thrown != null) {
                                    failure = thrown;
                                }
                            });
        }

        /// Waits until Kafka has all that was sent.
        void requireAll() {
            producer.flush();
            Exception thrown = failure;
            if (thrown != null) {
                throw new KafkaException(
                        "the state was not copied whole; run it again: " + thrown.getMessage(),
                        thrown);
            }
        }
    }
}

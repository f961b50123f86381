package dev.signalbox.benchmarks;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/// The router's baseline: takes events and puts them on another topic in transactions, and does
/// nothing else. One thread, a transaction each 100 ms.
final class BareCopy implements AutoCloseable {
    static final String TOPIC = "bench.copy";
    private static final Duration TRANSACTION = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;

    BareCopy(Settings settings) {
        var reading = new HashMap<>(KafkaClients.consumer(settings, "bare-copy"));
        reading.put(ConsumerConfig.GROUP_ID_CONFIG, "bare-copy");
        reading.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        consumer = new KafkaConsumer<>(reading);
        var writing = new HashMap<>(KafkaClients.producer(settings, "bare-copy"));
        writing.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "bare-copy");
        writing.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
        writing.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        producer = new KafkaProducer<>(writing);
        consumer.subscribe(List.of(Topic.EVENTS.topicName()));
        producer.initTransactions();
    }

    /// Copies at least so many events.
    ///
    /// @return how many
    int copy(int events) {
        int copied = 0;
        while (copied < events) {
            long begun = System.nanoTime();
            boolean open = false;
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            while (copied < events && System.nanoTime() - begun < TRANSACTION.toNanos()) {
                var records = consumer.poll(Duration.ofMillis(10));
                if (!records.isEmpty() && !open) {
                    producer.beginTransaction();
                    open = true;
                }
                for (ConsumerRecord<byte[], byte[]> item : records) {
                    // A failure shows when the transaction is committed.
                    var _ =
                            producer.send(
                                    new ProducerRecord<>(
                                            TOPIC,
                                            null,
                                            item.timestamp(),
                                            item.key(),
                                            item.value(),
                                            item.headers()));
                }
                offsets.putAll(records.nextOffsets());
                copied += records.count();
            }
            if (open) {
                producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
                producer.commitTransaction();
            }
        }
        return copied;
    }

    @Override
    public void close() {
        consumer.close();
        producer.close();
    }
}

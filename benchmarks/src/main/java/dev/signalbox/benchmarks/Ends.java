package dev.signalbox.benchmarks;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/// Follows what did not go straight to its target: deliveries that came again later, and dead
/// letters. For one thread.
final class Ends implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Integer> dead = new HashMap<>();
    private final Set<String> again = ConcurrentHashMap.newKeySet();

    /// @param kafka bootstrap servers
    Ends(String kafka) {
        consumer =
                new KafkaConsumer<>(
                        KafkaClients.consumer(
                                Settings.forStandalone(Map.of("SIGNALBOX_KAFKA", kafka)), "ends"));
        var partitions = new ArrayList<TopicPartition>();
        for (Topic topic : List.of(Topic.RETRIES, Topic.DEAD_LETTERS)) {
            consumer.partitionsFor(topic.topicName())
                    .forEach(each ->
                            partitions.add(new TopicPartition(each.topic(), each.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /// Reads what has come meanwhile.
    void follow() {
        for (ConsumerRecord<byte[], byte[]> item : consumer.poll(Duration.ofMillis(200))) {
            Delivery delivery =
                    DeliveryRecords.read(item.key(), item.value(), item.headers()).delivery();
            if (item.topic().equals(Topic.DEAD_LETTERS.topicName())) {
                dead.put(delivery.event().id(), delivery.attempts().size());
            } else {
                again.add(delivery.target().rule());
            }
        }
    }

    /// The ids of events whose deliveries are dead, each with its number of attempts.
    Map<String, Integer> dead() {
        return dead;
    }

    /// The rules of which any delivery failed or was deferred.
    Set<String> again() {
        return again;
    }

    @Override
    public void close() {
        consumer.close();
    }
}

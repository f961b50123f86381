package dev.signalbox.router.replay;

import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.topic.Topic;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// The partitions of topics, and which of them a key falls to.
final class Partitions {
    private Partitions() {}

    /// All partitions of a topic, by number.
    static List<TopicPartition> all(Consumer<byte[], byte[]> consumer, Topic topic) {
        var found = consumer.partitionsFor(topic.topicName());
        if (found == null || found.isEmpty()) {
            throw new UnknownTopicOrPartitionException(topic.topicName() + " does not exist");
        }
        return IntStream.range(0, found.size())
                .mapToObj(partition -> new TopicPartition(topic.topicName(), partition))
                .toList();
    }

    /// The partition of a key: the one that Kafka's producers choose for it.
    static TopicPartition of(Consumer<byte[], byte[]> consumer, Topic topic, String key) {
        return new TopicPartition(topic.topicName(), of(key, all(consumer, topic).size()));
    }

    /// The offset after the last record of each partition. The consumer has them assigned then:
    /// Kafka's client warns of partitions that it has not.
    static Map<TopicPartition, Long> ends(
            Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        consumer.assign(partitions);
        return consumer.endOffsets(partitions);
    }

    /// The number of a key's partition.
    ///
    /// @param count how many there are
    static int of(String key, int count) {
        return Topic.partitionOf(EventHeaders.utf8(key), count);
    }
}

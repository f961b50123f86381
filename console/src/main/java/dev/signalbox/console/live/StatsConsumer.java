package dev.signalbox.console.live;

import dev.signalbox.contract.stats.ProcessStats;
import dev.signalbox.contract.stats.ProcessStatsJson;
import dev.signalbox.contract.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A consumer of `signalbox.stats`, from some time back to what comes now. For one thread.
final class StatsConsumer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StatsConsumer.class);
    private static final Duration ANSWER = Duration.ofSeconds(1);

    private final TopicPartition partition = new TopicPartition(Topic.STATS.topicName(), 0);
    private final Consumer<byte[], byte[]> consumer;
    private long position;
    private long end = Long.MAX_VALUE;

    StatsConsumer(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /// Goes to the first record since a time.
    ///
    /// @throws KafkaException when Kafka does not answer in time
    void begin(Instant from) {
        consumer.assign(List.of(partition));
        var found =
                consumer.offsetsForTimes(Map.of(partition, from.toEpochMilli()), ANSWER)
                        .get(partition);
        end = consumer.endOffsets(List.of(partition), ANSWER).getOrDefault(partition, 0L);
        position = found == null ? end : found.offset();
        consumer.seek(partition, position);
    }

    /// Whether all has been read that there was at the beginning.
    boolean isCaughtUp() {
        return position >= end;
    }

    /// Reads on; what is no such record is skipped.
    List<ProcessStats> poll(Duration wait) {
        var read = new ArrayList<ProcessStats>();
        for (ConsumerRecord<byte[], byte[]> item : consumer.poll(wait)) {
            position = item.offset() + 1;
            try {
                read.add(ProcessStatsJson.read(item.key(), item.value()));
            } catch (RuntimeException e) {
                log.atWarn()
                        .addKeyValue("topic", item.topic())
                        .addKeyValue("offset", item.offset())
                        .addKeyValue("reason", String.valueOf(e.getMessage()))
                        .log("skipped a record that cannot be used");
            }
        }
        return read;
    }

    @Override
    public void close() {
        consumer.close();
    }
}

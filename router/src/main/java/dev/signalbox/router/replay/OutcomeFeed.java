package dev.signalbox.router.replay;

import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.topic.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The endings of a replay's deliveries, as they come on the account's partition of
/// `signalbox.outcomes`. Used by one thread.
final class OutcomeFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutcomeFeed.class);

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final String replay;
    private long position;

    /// Takes an ending.
    @FunctionalInterface
    interface Taker {
        void end(String id, Ending ending);
    }

    /// @param consumer without a group and a place to begin of its own, closed with this
    /// @param position the offset to begin at
    OutcomeFeed(Consumer<byte[], byte[]> consumer, String account, String replay, long position) {
        this.consumer = consumer;
        this.replay = replay;
        this.position = position;
        partition = partition(consumer, account);
        consumer.assign(List.of(partition));
        consumer.seek(partition, position);
    }

    /// The partition that holds an account's outcomes.
    static TopicPartition partition(Consumer<byte[], byte[]> consumer, String account) {
        return Partitions.of(consumer, Topic.OUTCOMES, account);
    }

    /// Reads on, and waits that long where there is nothing.
    void poll(Duration patience, Taker taker) {
        try {
            for (ConsumerRecord<byte[], byte[]> item : consumer.poll(patience)) {
                read(item, taker);
                position = item.offset() + 1;
            }
        } catch (OffsetOutOfRangeException e) {
            Map<TopicPartition, Long> begin = consumer.beginningOffsets(List.of(partition));
            long first = begin.getOrDefault(partition, 0L);
            LOG.atWarn()
                    .addKeyValue("replay", replay)
                    .addKeyValue("offset", position)
                    .addKeyValue("firstOffset", first)
                    .log("outcomes have expired before a replay counted them");
            position = first;
            consumer.seek(partition, first);
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> item, Taker taker) {
        Outcome outcome = read(item);
        if (outcome == null || !outcome.facts().replay().equals(replay)) {
            return;
        }
        Ending ending = ending(outcome);
        if (ending != null) {
            taker.end(outcome.deliveryId(), ending);
        }
    }

    /// Reads a record; null when it cannot be read, as one of a newer build may be.
    static @Nullable Outcome read(ConsumerRecord<byte[], byte[]> item) {
        try {
            return item.value() == null ? null : Outcome.read(item.value());
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("topic", item.topic())
                    .addKeyValue("partition", item.partition())
                    .addKeyValue("offset", item.offset())
                    .addKeyValue("reason", e.getMessage())
                    .log("skipped an outcome that cannot be read");
            return null;
        }
    }

    /// How an outcome ends its delivery; null for one that does not.
    static @Nullable Ending ending(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Delivered delivered ->
                    delivered.mergedInto().isEmpty() ? Ending.DELIVERED : Ending.MERGED;
            case Outcome.Dead dead -> dead.cancelled() ? Ending.CANCELLED : Ending.DEAD;
            case Outcome.Retrying _ -> null;
        };
    }

    /// The offset up to which all has been read.
    long position() {
        return position;
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}

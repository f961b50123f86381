package dev.signalbox.contract.topic;

import dev.signalbox.contract.settings.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a whole topic into memory and then follows it: the reader behind every table that is kept
/// in a compacted topic.
///
/// One thread polls and hands each record to the handler, in order within a partition. Only that
/// thread calls the handler; [#position()] and [#awaitPosition] may be called by any.
public final class TopicFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Topic topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Consumer<ConsumerRecord<byte[], byte[]>> handler;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private long position;

    private TopicFollower(
            Settings settings,
            Topic topic,
            String clientId,
            Consumer<ConsumerRecord<byte[], byte[]>> handler) {
        this.topic = topic;
        this.handler = handler;
        consumer = new KafkaConsumer<>(KafkaSettings.consumer(settings, clientId));
        partitions =
                consumer.partitionsFor(topic.topicName()).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
        thread = Thread.ofPlatform().name(clientId).daemon().unstarted(this::follow);
    }

    /// Starts a follower; returns when it has read all that the topic held at the call.
    ///
    /// @param clientId names the client and its thread
    /// @param handler takes each record; what it throws is logged, and the next record follows
    public static TopicFollower start(
            Settings settings,
            Topic topic,
            String clientId,
            Consumer<ConsumerRecord<byte[], byte[]>> handler) {
        var follower = new TopicFollower(settings, topic, clientId, handler);
        try {
            follower.readToEnd();
        } catch (RuntimeException e) {
            follower.consumer.close();
            throw e;
        }
        follower.thread.start();
        return follower;
    }

    /// How far the topic has been read: the next offset of its partition, of several their sum.
    public long position() {
        lock.lock();
        try {
            return position;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until the topic has been read that far.
    ///
    /// @return whether it has within the time
    public boolean awaitPosition(long wanted, Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long nanos = patience.toNanos();
            while (position < wanted) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = moved.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void readToEnd() {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
        while (ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            handle(consumer.poll(POLL));
        }
        publishPosition();
    }

    private void follow() {
        try (consumer) {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    handle(consumer.poll(POLL));
                    publishPosition();
                } catch (WakeupException | InterruptException e) {
                    return;
                } catch (RuntimeException e) {
                    LOG.atError()
                            .addKeyValue("topic", topic.topicName())
                            .setCause(e)
                            .log("cannot follow the topic, trying again");
                    pause();
                }
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(ConsumerRecords<byte[], byte[]> records) {
        for (ConsumerRecord<byte[], byte[]> item : records) {
            try {
                handler.accept(item);
            } catch (RuntimeException e) {
                LOG.atError()
                        .addKeyValue("topic", item.topic())
                        .addKeyValue("partition", item.partition())
                        .addKeyValue("offset", item.offset())
                        .addKeyValue("reason", e.getMessage())
                        .log("skipped a record that cannot be used");
            }
        }
    }

    private void publishPosition() {
        long sum = partitions.stream().collect(Collectors.summingLong(consumer::position));
        lock.lock();
        try {
            position = sum;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Stops following.
    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

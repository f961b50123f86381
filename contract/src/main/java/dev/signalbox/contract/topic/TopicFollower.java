package dev.signalbox.contract.topic;

import dev.signalbox.contract.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a whole topic into memory and then follows it: the reader behind every table that is kept
/// in a compacted topic.
///
/// One thread polls and hands each record to the handler, in order within a partition. Only that
/// thread calls the handler and touches the consumer, but for [#start], which reads what is there
/// before the thread begins; everything else may be called by any thread.
///
/// The position counts what a reader of committed records passes, so the records of an aborted
/// transaction and the marks that end transactions count too. A record at offset n has been handled
/// when the position is n + 1 or more.
public final class TopicFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Topic topic;
    private final Consumer<byte[], byte[]> consumer;
    private final UnreadableRecords unreadable;
    private final Handler handler;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private List<TopicPartition> partitions = List.of();
    private long position;

    /// Takes the records that a follower reads.
    @FunctionalInterface
    public interface Handler {
        /// Takes a record; what it throws is logged and counted, and the next record follows.
        void accept(ConsumerRecord<byte[], byte[]> item);
    }

    private TopicFollower(
            Consumer<byte[], byte[]> consumer,
            Topic topic,
            String name,
            UnreadableRecords unreadable,
            Handler handler) {
        this.topic = topic;
        this.unreadable = unreadable;
        this.handler = handler;
        this.consumer = consumer;
        thread = Thread.ofPlatform().name(name).daemon().unstarted(this::follow);
    }

    /// Starts a follower; returns when it has read all that the topic held at the call.
    ///
    /// @param clientId names the client and its thread
    /// @param unreadable counts the records that the handler cannot read
    /// @throws IllegalStateException when the topic does not appear within minutes
    public static TopicFollower start(
            Settings settings,
            Topic topic,
            String clientId,
            UnreadableRecords unreadable,
            Handler handler) {
        return start(
                new KafkaConsumer<>(KafkaClients.consumer(settings, clientId)),
                topic,
                clientId,
                unreadable,
                handler);
    }

    static TopicFollower start(
            Consumer<byte[], byte[]> consumer,
            Topic topic,
            String name,
            UnreadableRecords unreadable,
            Handler handler) {
        var follower = new TopicFollower(consumer, topic, name, unreadable, handler);
        try {
            follower.readToEnd();
        } catch (RuntimeException e) {
            consumer.close();
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

    /// Whether the topic is still being followed; once false, it stays so.
    public boolean following() {
        return thread.isAlive();
    }

    private void readToEnd() {
        String what = "the topic " + topic.topicName();
        partitions = KafkaWait.AT_START.await(what, this::partitions);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends =
                KafkaWait.AT_START.await(what, () -> consumer.endOffsets(partitions, ANSWER));
        for (var end : ends.entrySet()) {
            while (position(end.getKey(), what) < end.getValue()) {
                handle(consumer.poll(POLL));
            }
        }
        publishPosition();
    }

    private long position(TopicPartition partition, String what) {
        return KafkaWait.AT_START.await(what, () -> consumer.position(partition, ANSWER));
    }

    /// A topic made a moment ago may not be known to every broker yet.
    private List<TopicPartition> partitions() {
        var found = consumer.partitionsFor(topic.topicName(), ANSWER);
        if (found == null || found.isEmpty()) {
            throw new UnknownTopicOrPartitionException("it does not exist");
        }
        return found.stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    private void follow() {
        try (consumer) {
            while (closing.getCount() > 0) {
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
                    pause(POLL);
                }
            }
        }
    }

    private void pause(Duration time) {
        try {
            closing.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the next call of the consumer throws
        }
    }

    private void handle(ConsumerRecords<byte[], byte[]> records) {
        for (ConsumerRecord<byte[], byte[]> item : records) {
            try {
                handler.accept(item);
            } catch (RuntimeException e) {
                unreadable.count(topic.topicName());
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
        long sum = partitions.stream().mapToLong(consumer::position).sum();
        lock.lock();
        try {
            position = sum;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Stops following; waits up to 5 s for the thread, which closes the consumer.
    @Override
    public void close() {
        closing.countDown();
        consumer.wakeup();
        try {
            thread.join(CLOSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.signalbox.console.tail;

import dev.signalbox.contract.topic.Topic;
import dev.signalbox.web.ApiException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one reader of a topic's new records for all who watch it. It reads from the first watcher's
/// coming until the last one's going, in no group and without a mark in Kafka.
///
/// One thread reads and calls the watchers, which must not wait; only it touches the consumer. All
/// else is guarded by the lock, and may be called by any thread.
final class LiveReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LiveReader.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Topic topic;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ready = lock.newCondition();
    private final Set<Watcher> watchers = new LinkedHashSet<>();
    private @Nullable Reading reading;

    /// Somebody who watches.
    interface Watcher {
        /// Takes a record, on the reader's thread.
        void accept(ConsumerRecord<byte[], byte[]> item);
    }

    /// @param consumers opens a consumer
    LiveReader(Topic topic, Supplier<Consumer<byte[], byte[]>> consumers) {
        this.topic = topic;
        this.consumers = consumers;
    }

    /// Adds a watcher, which is given every record from the returned offsets on.
    ///
    /// @throws ApiException 503 when Kafka cannot be read
    Map<TopicPartition, Long> join(Watcher watcher) throws InterruptedException {
        lock.lock();
        try {
            watchers.add(watcher);
            if (reading == null) {
                reading = new Reading();
                reading.thread.start();
            }
            long nanos = PATIENCE.toNanos();
            while (reading != null && reading.next == null && nanos > 0) {
                nanos = ready.awaitNanos(nanos);
            }
            if (reading == null || reading.next == null) {
                leave(watcher);
                throw new ApiException(
                        503,
                        "ServiceUnavailable",
                        "what comes in cannot be read now; ask again",
                        RETRY);
            }
            return Map.copyOf(reading.next);
        } finally {
            lock.unlock();
        }
    }

    /// Removes a watcher; the last one ends the reading.
    void leave(Watcher watcher) {
        lock.lock();
        try {
            watchers.remove(watcher);
            if (watchers.isEmpty() && reading != null) {
                reading.stop();
                reading = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /// Whether somebody watches, and so the topic is read.
    boolean isReading() {
        lock.lock();
        try {
            return reading != null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            watchers.clear();
            if (reading != null) {
                reading.stop();
                reading = null;
                ready.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// The time from a first watcher to a last.
    private final class Reading {
        final Thread thread =
                Thread.ofPlatform()
                        .name("signalbox-tail-" + topic.topicName())
                        .daemon()
                        .unstarted(this::run);
        final CountDownLatch stopped = new CountDownLatch(1);

        /// The next offset of each partition; null before the ends are known.
        @Nullable Map<TopicPartition, Long> next;

        void stop() {
            stopped.countDown();
        }

        private void run() {
            try (Consumer<byte[], byte[]> consumer = consumers.get()) {
                while (!tried(() -> begin(consumer)) && !stopped.await(1, TimeUnit.SECONDS)) {
                    // Kafka may come back
                }
                while (stopped.getCount() > 0) {
                    if (!tried(() -> read(consumer))) {
                        stopped.await(1, TimeUnit.SECONDS);
                    }
                }
            } catch (InterruptedException | InterruptException e) {
                Thread.currentThread().interrupt();
            } catch (KafkaException e) {
                warn(e); // of the consumer's making or closing
            }
        }

        private boolean tried(Runnable act) {
            try {
                act.run();
                return true;
            } catch (InterruptException e) {
                throw e;
            } catch (KafkaException e) {
                warn(e);
                return false;
            }
        }

        private void warn(KafkaException e) {
            log.atWarn()
                    .addKeyValue("topic", topic.topicName())
                    .addKeyValue("reason", String.valueOf(e.getMessage()))
                    .log("what comes in cannot be shown, trying again");
        }

        private void begin(Consumer<byte[], byte[]> consumer) {
            var found = consumer.partitionsFor(topic.topicName(), ANSWER);
            if (found == null || found.isEmpty()) {
                throw new UnknownTopicOrPartitionException("it does not exist");
            }
            List<TopicPartition> partitions =
                    found.stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER);
            ends.forEach(consumer::seek);
            lock.lock();
            try {
                next = new HashMap<>(ends);
                ready.signalAll();
            } finally {
                lock.unlock();
            }
        }

        private void read(Consumer<byte[], byte[]> consumer) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            if (records.isEmpty()) {
                return;
            }
            lock.lock();
            try {
                if (reading != this || next == null) {
                    return;
                }
                for (ConsumerRecord<byte[], byte[]> item : records) {
                    watchers.forEach(watcher -> show(watcher, item));
                }
                for (TopicPartition partition : records.partitions()) {
                    List<ConsumerRecord<byte[], byte[]>> read = records.records(partition);
                    next.put(partition, read.getLast().offset() + 1);
                }
            } finally {
                lock.unlock();
            }
        }

        /// A watcher that fails does not disturb the others.
        private void show(Watcher watcher, ConsumerRecord<byte[], byte[]> item) {
            try {
                watcher.accept(item);
            } catch (RuntimeException e) {
                log.atError()
                        .setCause(e)
                        .addKeyValue("topic", item.topic())
                        .addKeyValue("partition", item.partition())
                        .addKeyValue("offset", item.offset())
                        .log("a record cannot be shown");
            }
        }
    }
}

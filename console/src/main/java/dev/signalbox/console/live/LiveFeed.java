package dev.signalbox.console.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.stats.ProcessStats;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.stream.StreamItem;
import dev.signalbox.web.stream.StreamQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one reader of `signalbox.stats` for all who watch. It reads from the first viewer's coming,
/// beginning ten minutes before, until half a minute after the last one's going; with nobody
/// watching it costs nothing.
///
/// While Kafka cannot be read, viewers are shown what is known without it, and a snapshot once it
/// can.
///
/// One thread reads, and once a second computes what each account that is watched is shown: once
/// for all its viewers. Only it touches the consumer; all else is guarded by the lock.
final class LiveFeed implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LiveFeed.class);

    /// How long a viewer waits for what was published before it came.
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration LINGER = Duration.ofSeconds(30);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration SOON = Duration.ofMillis(200);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Screen screen;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ready = lock.newCondition();
    private final LiveNumbers numbers = new LiveNumbers();
    private final Map<String, Set<StreamQueue>> viewers = new HashMap<>();
    private @Nullable Reading reading;
    private Instant emptySince = Instant.MAX;

    /// Makes what an account is shown.
    interface Screen {
        /// The numbers of now.
        ObjectNode now(String account, LiveNumbers numbers, Instant now);

        /// The same with the last ten minutes.
        ObjectNode withHistory(String account, LiveNumbers numbers, Instant now);
    }

    /// @param consumers opens a consumer
    LiveFeed(Supplier<Consumer<byte[], byte[]>> consumers, Screen screen, InstantSource clock) {
        this.consumers = consumers;
        this.screen = screen;
        this.clock = clock;
    }

    /// Something that is read off the numbers at one moment.
    @FunctionalInterface
    interface Look<T> {
        T at(LiveNumbers numbers, Instant now);
    }

    /// Looks at the numbers once.
    ///
    /// @throws ApiException 503 when the server closes
    <T> T look(Look<T> look) throws InterruptedException {
        lock.lock();
        try {
            awaitNumbers();
            return look.at(numbers, clock.instant());
        } finally {
            lock.unlock();
        }
    }

    /// Adds a viewer, whose queue is given a snapshot first and then what changes.
    ///
    /// @throws ApiException 503 when the server closes
    void join(String account, StreamQueue queue) throws InterruptedException {
        lock.lock();
        try {
            awaitNumbers();
            viewers.computeIfAbsent(account, _ -> new LinkedHashSet<>()).add(queue);
            queue.offer(snapshot(account));
        } finally {
            lock.unlock();
        }
    }

    private void awaitNumbers() throws InterruptedException {
        if (reading == null) {
            reading = new Reading();
            reading.thread.start();
        }
        long nanos = PATIENCE.toNanos();
        while (reading != null && !reading.caughtUp && nanos > 0) {
            nanos = ready.awaitNanos(nanos);
        }
        if (reading == null) {
            throw new ApiException(503, "ServiceUnavailable", "the server is closing", RETRY);
        }
    }

    private StreamItem snapshot(String account) {
        return StreamItem.of("snapshot", screen.withHistory(account, numbers, clock.instant()));
    }

    /// Removes a viewer.
    void leave(String account, StreamQueue queue) {
        lock.lock();
        try {
            Set<StreamQueue> queues = viewers.get(account);
            if (queues != null) {
                queues.remove(queue);
                if (queues.isEmpty()) {
                    viewers.remove(account);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// Whether the topic is being read.
    boolean isReading() {
        lock.lock();
        try {
            return reading != null;
        } finally {
            lock.unlock();
        }
    }

    private void show() {
        lock.lock();
        try {
            Instant now = clock.instant();
            viewers.forEach((account, queues) -> {
                StreamItem item = StreamItem.of("numbers", screen.now(account, numbers, now));
                queues.forEach(queue -> queue.offer(item));
            });
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            viewers.values().forEach(queues -> queues.forEach(StreamQueue::close));
            viewers.clear();
            if (reading != null) {
                reading.stopped.countDown();
                reading = null;
                ready.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// The time from a first viewer to a last.
    private final class Reading {
        final Thread thread =
                Thread.ofPlatform().name("signalbox-live").daemon().unstarted(this::run);
        final CountDownLatch stopped = new CountDownLatch(1);

        /// Whether what was there at the beginning has been read.
        boolean caughtUp;

        private boolean failing;
        private final ShowTimes times = new ShowTimes(clock.millis());

        private void run() {
            try (var consumer = new StatsConsumer(consumers.get())) {
                Instant from = clock.instant().minus(AccountWindow.LENGTH);
                boolean begun = false;
                while (stopped.getCount() > 0 && !isOver()) {
                    if (!begun) {
                        begun = tried(() -> consumer.begin(from));
                        if (!begun) {
                            pause(SOON);
                        }
                    } else if (!tried(() -> read(consumer))) {
                        pause(RETRY);
                    }
                    if (times.waitMillis(clock.millis()) <= 0) {
                        times.shown(clock.millis());
                        show();
                    }
                }
            } catch (InterruptedException | InterruptException e) {
                Thread.currentThread().interrupt();
            } catch (KafkaException e) {
                warn(e); // of the consumer's making or closing
            } finally {
                end();
            }
        }

        private void pause(Duration time) throws InterruptedException {
            var _ = stopped.await(time.toMillis(), TimeUnit.MILLISECONDS);
        }

        private boolean tried(Runnable act) {
            try {
                act.run();
                failing = false;
                return true;
            } catch (InterruptException e) {
                throw e;
            } catch (KafkaException e) {
                warn(e);
                return false;
            }
        }

        /// Says it once, until Kafka can be read again.
        private void warn(KafkaException e) {
            if (failing) {
                return;
            }
            failing = true;
            log.atWarn()
                    .addKeyValue("topic", Topic.STATS.topicName())
                    .addKeyValue("reason", String.valueOf(e.getMessage()))
                    .log("the numbers cannot be read, trying again");
        }

        private void read(StatsConsumer consumer) {
            long wait = Math.max(1, times.waitMillis(clock.millis()));
            List<ProcessStats> read =
                    consumer.isCaughtUp() && !caughtUp
                            ? List.of()
                            : consumer.poll(Duration.ofMillis(wait));
            lock.lock();
            try {
                for (ProcessStats stats : read) {
                    if (caughtUp) {
                        numbers.apply(stats, clock.instant());
                    } else {
                        numbers.applyPast(stats);
                    }
                }
                if (!caughtUp && consumer.isCaughtUp()) {
                    caughtUp = true;
                    ready.signalAll();
                    viewers.forEach((account, queues) -> {
                        StreamItem whole = snapshot(account); // what they had was not
                        queues.forEach(queue -> queue.offer(whole));
                    });
                }
            } finally {
                lock.unlock();
            }
            if (!read.isEmpty()) {
                times.heard(clock.millis());
            }
        }

        /// Whether there has been no viewer for half a minute.
        private boolean isOver() {
            lock.lock();
            try {
                Instant now = clock.instant();
                if (!viewers.isEmpty()) {
                    emptySince = Instant.MAX;
                } else if (emptySince.equals(Instant.MAX)) {
                    emptySince = now;
                }
                if (emptySince.isBefore(now.minus(LINGER))) {
                    end();
                    return true;
                }
                return false;
            } finally {
                lock.unlock();
            }
        }

        /// Forgets what was read: the next reading begins ten minutes back.
        private void end() {
            lock.lock();
            try {
                if (reading == this) {
                    reading = null;
                    emptySince = Instant.MAX;
                    numbers.clear();
                    viewers.values().forEach(queues -> queues.forEach(StreamQueue::close));
                    viewers.clear();
                    ready.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}

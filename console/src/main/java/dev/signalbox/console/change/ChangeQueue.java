package dev.signalbox.console.change;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.AuditLog;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The queue of changes to things of one kind, such as rules. Changes are made one after another,
/// and a change returns when this console has read it back, so that the caller's next event meets
/// it.
///
/// No change is lost when two consoles write at once. Each change first reads the log to its end,
/// then decides on what it found there, then appends; the append is refused when another console
/// has taken the log over meanwhile. A console that is refused takes the log over in its turn and
/// begins again, with what the other console wrote.
///
/// One thread makes all changes; at most [#QUEUE] wait for it. A caller waits [#MOST_WAIT] at most.
public final class ChangeQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeQueue.class);
    private static final Duration MOST_WAIT = Duration.ofSeconds(4);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);
    private static final int QUEUE = 256;
    private static final int WARM_UPS = 5;
    private static final int TRIES = 10;

    private final ChangeLog log;
    private final Reader reader;
    private final Duration mostWait;
    private final Kind kind;
    private final ThreadPoolExecutor thread;
    private boolean isWriter;

    /// The kind of what is changed.
    public enum Kind {
        /// Buses, rules and quotas, in `signalbox.rules`.
        RULES(Topic.RULES, "signalbox-console", "signalbox-rule-writer"),
        /// Replays, in `signalbox.replays`.
        REPLAYS(Topic.REPLAYS, "signalbox-console-replays", "signalbox-replay-writer");

        private final Topic topic;
        private final String transactionalId;
        private final String threadName;

        Kind(Topic topic, String transactionalId, String threadName) {
            this.topic = topic;
            this.transactionalId = transactionalId;
            this.threadName = threadName;
        }
    }

    /// Waits until this console has read the log up to a position.
    @FunctionalInterface
    public interface Reader {
        /// Waits until the log has been read up to a position.
        ///
        /// @return whether it has been within the time
        boolean awaitPosition(long position, Duration patience) throws InterruptedException;
    }

    /// A change, decided on what this console has read; decided again when another console wrote
    /// first.
    @FunctionalInterface
    public interface Change<T> {
        /// Decides what to write.
        ///
        /// @throws ApiException when the change is refused
        Decision<T> decide();
    }

    /// The result of deciding on a change.
    ///
    /// @param newRecord null when nothing is to be written
    /// @param answer what the caller receives once the change can be seen
    public record Decision<T>(@Nullable NewRecord newRecord, T answer) {}

    /// A record to write.
    ///
    /// @param value null for a deletion
    /// @param seen says whether this console has read the record
    /// @param change what is done, for the audit log, such as `written`
    /// @param what what it is done to, for the audit log: a kind and a name
    public record NewRecord(
            String key,
            @SuppressWarnings("ArrayRecordComponent") byte @Nullable [] value,
            BooleanSupplier seen,
            String change,
            String what) {
        /// A record of `signalbox.rules`.
        public NewRecord(String key, byte @Nullable [] value, BooleanSupplier seen) {
            this(key, value, seen, value == null ? "deleted" : "written", what(key));
        }

        /// The name with its kind: the parts of a key are account, bus and rule.
        private static String what(String key) {
            return switch (key.split("/", -1).length - 1) {
                case 0 -> "quotas " + key;
                case 1 -> "bus " + key;
                default -> "rule " + key;
            };
        }
    }

    /// Opens the queue on Kafka's log.
    ///
    /// @param reader waits until this console has read the log
    public static ChangeQueue open(Settings settings, Kind kind, Reader reader) {
        return new ChangeQueue(
                new KafkaChangeLog(settings, kind.topic, kind.transactionalId),
                reader,
                MOST_WAIT,
                kind);
    }

    /// @param log is closed with the queue
    /// @param reader waits until this console has read the log
    /// @param mostWait how long a caller waits at most
    public ChangeQueue(ChangeLog log, Reader reader, Duration mostWait, Kind kind) {
        this.log = log;
        this.reader = reader;
        this.mostWait = mostWait;
        this.kind = kind;
        thread =
                new ThreadPoolExecutor(
                        1,
                        1,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(QUEUE),
                        Thread.ofPlatform().name(kind.threadName).daemon().factory());
    }

    /// Takes the log over before the first change needs it, because a young cluster may take long.
    public void warmUp() {
        thread.execute(() -> {
            for (int tries = 0; tries < WARM_UPS && !isWriter; tries++) {
                try {
                    takeOver();
                } catch (ChangeLog.Unavailable e) {
                    LOG.atWarn()
                            .addKeyValue("topic", kind.topic.topicName())
                            .addKeyValue("reason", e.getMessage())
                            .log("changes cannot be written yet");
                }
            }
        });
    }

    /// Makes a change, and returns when it can be seen.
    ///
    /// @throws ApiException as the change threw it; 503 when Kafka does not accept the change
    public <T> T make(Change<T> change) {
        var task = new Task<>(change);
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            throw unavailable("too many changes at once; this one was not made");
        }
        T answer = task.await();
        NewRecord written = task.written;
        if (written != null) {
            AuditLog.changed(written.change(), written.what());
        }
        return answer;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("a change was still under way at the end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log.close();
    }

    private static ApiException unavailable(String message) {
        return new ApiException(503, "ServiceUnavailable", message, RETRY_AFTER);
    }

    private static ApiException notMade() {
        return unavailable("Kafka does not answer; the change was not made");
    }

    private static ApiException notKnown() {
        return unavailable("Kafka does not answer; whether the change was made is not known");
    }

    private void takeOver() throws ChangeLog.Unavailable {
        log.takeOver();
        isWriter = true;
    }

    /// A change that waits or is being made. It is settled when it may not be given up any more, or
    /// has been given up: a caller whose time ends before the append thus knows that none will
    /// follow.
    private final class Task<T> implements Runnable {
        private final Change<T> change;
        private final long deadline = System.nanoTime() + mostWait.toNanos();
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private final AtomicBoolean settled = new AtomicBoolean();
        private volatile @Nullable NewRecord written;
        private @Nullable Decision<T> tried;

        Task(Change<T> change) {
            this.change = change;
        }

        T await() {
            try {
                return result.get(left().toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                throw settled.compareAndSet(false, true) ? notMade() : notKnown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw settled.compareAndSet(false, true) ? notMade() : notKnown();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof ApiException refused) {
                    throw refused;
                }
                throw new IllegalStateException("a change failed", e.getCause());
            }
        }

        @Override
        public void run() {
            if (settled.get()) {
                return;
            }
            try {
                result.complete(perform());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        }

        private T perform() throws InterruptedException {
            for (int tries = 1; ; tries++) {
                try {
                    if (!isWriter) {
                        takeOver();
                    }
                    if (!reader.awaitPosition(log.end(), left())) {
                        throw tried == null ? notMade() : notKnown();
                    }
                    if (tried != null
                            && tried.newRecord() != null
                            && tried.newRecord().seen().getAsBoolean()) {
                        return tried.answer();
                    }
                    Decision<T> decision = change.decide();
                    NewRecord newRecord = decision.newRecord();
                    if (newRecord != null) {
                        if (tried == null && !settled.compareAndSet(false, true)) {
                            throw notMade();
                        }
                        tried = decision;
                        append(newRecord);
                        written = newRecord;
                    }
                    return decision.answer();
                } catch (ChangeLog.Fenced e) {
                    isWriter = false;
                    LOG.atInfo()
                            .addKeyValue("topic", kind.topic.topicName())
                            .log("another console has written changes; reading again");
                    if (tries >= TRIES || !left().isPositive()) {
                        throw unavailable(
                                "other consoles write all the time; the change was not made");
                    }
                    pause();
                } catch (ChangeLog.Unavailable e) {
                    isWriter = false;
                    LOG.atWarn()
                            .addKeyValue("topic", kind.topic.topicName())
                            .addKeyValue("reason", e.getMessage())
                            .log("a change failed");
                    if (tried == null) {
                        throw notMade();
                    }
                    if (tries >= TRIES || !left().isPositive()) {
                        throw notKnown();
                    }
                    pause();
                }
            }
        }

        private static void pause() throws InterruptedException {
            Thread.sleep(
                    Duration.ofNanos(
                            ThreadLocalRandom.current().nextLong(LONGEST_PAUSE.toNanos())));
        }

        private void append(NewRecord newRecord)
                throws ChangeLog.Fenced, ChangeLog.Unavailable, InterruptedException {
            long position = log.append(newRecord.key(), newRecord.value());
            if (!reader.awaitPosition(position, left())) {
                throw unavailable("the change was made, but cannot be seen yet");
            }
        }

        private Duration left() {
            return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        }
    }
}

package dev.signalbox.contract.topic;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The wait of a starting room for a Kafka that is slow, or not there yet. What Kafka does not
/// answer in time is asked again; one line in the log says what is waited for.
///
/// @param quiet how long it waits before it says so
/// @param longest how long it waits in all
public record KafkaWait(Duration quiet, Duration longest) {
    /// The wait of all rooms.
    public static final KafkaWait AT_START =
            new KafkaWait(Duration.ofSeconds(3), Duration.ofMinutes(5));

    private static final Logger LOG = LoggerFactory.getLogger(KafkaWait.class);
    private static final Duration PAUSE = Duration.ofMillis(100);

    /// A question that Kafka may not answer in time.
    @FunctionalInterface
    public interface Question<T> {
        /// Asks once.
        ///
        /// @throws KafkaException which is [RetriableException] where it may be asked again
        T ask() throws InterruptedException;
    }

    /// Asks until there is an answer.
    ///
    /// @param what is waited for, such as `the topic signalbox.rules`
    /// @throws IllegalStateException when there is none in time
    public <T> T await(String what, Question<T> question) {
        long end = System.nanoTime() + longest.toNanos();
        var line =
                CompletableFuture.runAsync(
                        () -> LOG.atWarn().addKeyValue("for", what).log("waiting for Kafka"),
                        CompletableFuture.delayedExecutor(quiet.toMillis(), TimeUnit.MILLISECONDS));
        try {
            while (true) {
                try {
                    return question.ask();
                } catch (RetriableException e) {
                    if (System.nanoTime() - end > 0) {
                        throw new IllegalStateException(
                                "SIGNALBOX_KAFKA: waited %d minutes in vain for %s: %s"
                                        .formatted(
                                                longest.toMinutes(),
                                                what,
                                                ClientFaults.orMessage(e)),
                                e);
                    }
                    Thread.sleep(PAUSE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + what, e);
        } finally {
            line.cancel(false);
        }
    }
}

package dev.signalbox.contract.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KafkaWaitTest {
    private static final KafkaWait PATIENT = new KafkaWait(Duration.ZERO, Duration.ofMinutes(5));
    private static final KafkaWait QUIET =
            new KafkaWait(Duration.ofMinutes(1), Duration.ofMinutes(5));

    private final Logger logger = Logger.getLogger(KafkaWait.class.getName());
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final Handler capture =
            new Handler() {
                @Override
                public void publish(LogRecord item) {
                    logged.add(item.getMessage());
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    @BeforeEach
    void capture() {
        logger.addHandler(capture);
    }

    @AfterEach
    void stopCapturing() {
        logger.removeHandler(capture);
    }

    @Test
    void itAsksAgainUntilThereIsAnAnswerAndSaysOnceWhatItWaitsFor() {
        String answer =
                PATIENT.await(
                        "the topic t",
                        () -> {
                            if (asked.incrementAndGet() < 3) {
                                throw ClientFaults.inWords(
                                        new TimeoutException("not answered after 5000 ms"));
                            }
                            await().until(() -> !logged.isEmpty());
                            return "there";
                        });

        assertThat(answer).isEqualTo("there");
        assertThat(logged).singleElement().asString().contains("the topic t", "waiting for Kafka");
    }

    @Test
    void aQuickAnswerIsNotWorthALine() {
        assertThat(QUIET.await("the topic t", () -> "there")).isEqualTo("there");
        assertThat(logged).isEmpty();
    }

    @Test
    void itEndsAfterTheLongestWaitAndSaysWhatWasNotThere() {
        var impatient = new KafkaWait(Duration.ofMinutes(1), Duration.ZERO);

        assertThatThrownBy(() ->
                        impatient.await(
                                "the topic t",
                                () -> {
                                    throw new TimeoutException("no answer");
                                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "SIGNALBOX_KAFKA: waited 0 minutes in vain for the topic t: Kafka did not answer in time");
    }

    @Test
    void aRefusalIsNotAskedAgain() {
        assertThatThrownBy(() ->
                        PATIENT.await(
                                "the topic t",
                                () -> {
                                    asked.incrementAndGet();
                                    throw new TopicAuthorizationException("not for you");
                                }))
                .isInstanceOf(TopicAuthorizationException.class);
        assertThat(asked).hasValue(1);
    }
}

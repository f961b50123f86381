package dev.signalbox.notifier.engine;

import static dev.signalbox.notifier.testkit.TestRules.delivery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.rule.RetryPolicy;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.notifier.NotifierConfig;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.channel.Sender;
import dev.signalbox.notifier.retry.RetrySchedulerTopology;
import dev.signalbox.notifier.retry.Waiting;
import dev.signalbox.notifier.testkit.EngineKit;
import dev.signalbox.notifier.testkit.TestRules;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The way of one delivery to a target that never takes it, through engine and scheduler, with a
/// clock that jumps from each due time to the next.
class RetryDayTest {
    private static final Instant START = Instant.parse("2026-11-21T05:00:00Z");

    @TempDir Path folder;
    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final List<Instant> attempts = new ArrayList<>();
    private IntFunction<Reply.Failed> answer =
            number -> new Reply.Failed(503, "answered 503", Duration.ZERO);

    private final Sender failing =
            (delivery, target, attempt) -> {
                synchronized (attempts) {
                    attempts.add(now.get());
                    return answer.apply(attempts.size());
                }
            };

    /// One process with its scheduler; another one knows nothing of it but what Kafka keeps.
    private @Nullable ProducerRecord<byte[], byte[]> run(
            TestRules rules, ProducerRecord<byte[], byte[]> first, int most) {
        ProducerRecord<byte[], byte[]> waits = first;
        var config =
                NotifierConfig.of(
                        Settings.forStandalone(Map.of("SIGNALBOX_DATA", folder.toString())),
                        RetrySchedulerTopology.APPLICATION_ID);
        try (var kit = new EngineKit(rules, failing, now::get);
                var driver =
                        new TopologyTestDriver(
                                RetrySchedulerTopology.build(new Waiting()), config, now.get())) {
            var retries =
                    driver.createInputTopic(
                            Topic.RETRIES.topicName(),
                            new ByteArraySerializer(),
                            new ByteArraySerializer());
            var deliveries =
                    driver.createOutputTopic(
                            Topic.DELIVERIES.topicName(),
                            new ByteArrayDeserializer(),
                            new ByteArrayDeserializer());
            for (int made = 0; made < most; made++) {
                retries.pipeInput(new TestRecord<>(waits.key(), waits.value(), waits.headers()));
                long due = EventHeaders.number(waits.headers(), DeliveryRecords.DUE, 0);
                Duration early = Duration.ofMillis(due - 1 - now.get().toEpochMilli());
                driver.advanceWallClockTime(early);
                now.set(now.get().plus(early));
                assertThat(deliveries.isEmpty()).isTrue();
                while (deliveries.isEmpty()) {
                    driver.advanceWallClockTime(Duration.ofMillis(1));
                    now.set(now.get().plusMillis(1));
                }
                TestRecord<byte[], byte[]> item = deliveries.readRecord();
                kit.addRaw(EngineKit.P0, item.key(), item.value(), item.headers());
                int count = made + 1;
                await().pollInterval(Duration.ofMillis(2))
                        .until(() -> kit.outcomes().size() == count);
                // Its lane hears of it a moment later, and must before time goes on.
                await().pollInterval(Duration.ofMillis(2))
                        .until(() -> kit.lanes().stream().allMatch(lane -> lane.underWay() == 0));
                if (!kit.written(Topic.DEAD_LETTERS).isEmpty()) {
                    return null;
                }
                waits = kit.written(Topic.RETRIES).getLast();
            }
        }
        return waits;
    }

    private static ProducerRecord<byte[], byte[]> first(TargetKey target) {
        Delivery delivery = delivery("e-1", target);
        return new ProducerRecord<>(
                Topic.RETRIES.topicName(),
                null,
                DeliveryRecords.key(delivery),
                delivery.body(),
                DeliveryRecords.headersForRetry(delivery, START.plusSeconds(1), 0, 0));
    }

    private List<Duration> pauses() {
        var pauses = new ArrayList<Duration>();
        for (int i = 1; i < attempts.size(); i++) {
            pauses.add(Duration.between(attempts.get(i - 1), attempts.get(i)));
        }
        return pauses;
    }

    @Test
    void exponentialDecayIsKeptToTheSecondForADayAcrossARestart() {
        var rules = new TestRules(folder, Map.of());
        TargetKey target = rules.rule("r", 0, RetryPolicy.EXPONENTIAL_DECAY_RETRY);

        @Nullable ProducerRecord<byte[], byte[]> waits = run(rules, first(target), 100);
        assertThat(run(rules, Objects.requireNonNull(waits), 1_000)).isNull();

        var expected = new ArrayList<Duration>();
        for (long seconds = 1; expected.size() < 176; seconds = Math.min(512, 2 * seconds)) {
            expected.add(Duration.ofSeconds(seconds));
        }
        assertThat(pauses()).isEqualTo(expected);
        assertThat(Duration.between(attempts.getFirst(), attempts.getLast()))
                .isEqualTo(Duration.ofSeconds(86_015));
    }

    @Test
    void whatWillHardlyEverWorkIsTriedThreeTimesMoreInARowHoweverPatientThePolicy() {
        var rules = new TestRules(folder, Map.of());
        TargetKey target = rules.rule("r", 0, RetryPolicy.EXPONENTIAL_DECAY_RETRY);
        answer =
                number ->
                        number == 3
                                ? new Reply.Failed(503, "answered 503", Duration.ZERO)
                                : new Reply.Failed(404, "answered 404", Duration.ZERO, true);

        assertThat(run(rules, first(target), 100)).isNull();

        assertThat(pauses()).hasSize(6);
        assertThat(pauses().get(2)).isEqualTo(Duration.ofSeconds(4));
        assertThat(pauses().getLast()).isBetween(Duration.ofSeconds(10), Duration.ofMillis(20_100));
    }

    @Test
    void backoffMakesFourAttemptsTenToTwentySecondsApart() {
        var rules = new TestRules(folder, Map.of());
        TargetKey target = rules.rule("r", 0, RetryPolicy.BACKOFF_RETRY);

        assertThat(run(rules, first(target), 100)).isNull();

        assertThat(pauses())
                .hasSize(3)
                .allSatisfy(pause ->
                        assertThat(pause)
                                .isBetween(Duration.ofSeconds(10), Duration.ofMillis(20_100)));
    }
}

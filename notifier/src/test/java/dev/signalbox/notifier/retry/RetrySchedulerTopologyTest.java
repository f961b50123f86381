package dev.signalbox.notifier.retry;

import static dev.signalbox.notifier.testkit.TestRules.delivery;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.delivery.Attempt;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.topic.UnreadableRecords;
import dev.signalbox.notifier.NotifierConfig;
import dev.signalbox.notifier.testkit.TestRules;
import dev.signalbox.streams.RejectUnreadable;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetrySchedulerTopologyTest {
    private static final Instant START = Instant.parse("2026-11-21T04:00:00Z");
    private static final TargetKey TARGET = new TargetKey("1", "default", "r", "hook");

    @TempDir Path folder;
    private final Waiting waiting = new Waiting();
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> retries;
    private final UnreadableRecords unreadable = UnreadableRecords.in(new PrometheusRegistry());
    private TestOutputTopic<byte[], byte[]> deliveries;
    private TestOutputTopic<byte[], byte[]> rejected;

    @BeforeEach
    void open() {
        driver = new TopologyTestDriver(RetrySchedulerTopology.build(waiting), config(), START);
        var out = new ByteArrayDeserializer();
        retries =
                driver.createInputTopic(
                        Topic.RETRIES.topicName(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        deliveries = driver.createOutputTopic(Topic.DELIVERIES.topicName(), out, out);
        rejected = driver.createOutputTopic(Topic.REJECTED.topicName(), out, out);
    }

    private Properties config() {
        Properties config =
                NotifierConfig.of(
                        Settings.forStandalone(Map.of("SIGNALBOX_DATA", folder.toString())),
                        RetrySchedulerTopology.APPLICATION_ID);
        config.put(RejectUnreadable.COUNT, unreadable);
        return config;
    }

    @AfterEach
    void close() {
        driver.close();
    }

    private void retry(Delivery delivery, Instant due) {
        retry(delivery, due, START);
    }

    /// @param deferred when the notifier wrote it
    private void retry(Delivery delivery, Instant due, Instant deferred) {
        retries.pipeInput(
                new TestRecord<>(
                        DeliveryRecords.key(delivery),
                        delivery.body(),
                        DeliveryRecords.headersForRetry(delivery, due, 0, 0),
                        deferred));
    }

    private List<String> handedOn() {
        return deliveries.readRecordsToList().stream()
                .map(item ->
                        DeliveryRecords.read(item.key(), item.value(), item.headers()).delivery())
                .map(delivery -> delivery.event().id())
                .toList();
    }

    @Test
    void theTopologyIsTheOneThatStateWasWrittenBy() {
        assertThat(RetrySchedulerTopology.build(waiting).describe().toString())
                .isEqualTo(
                        """
                        Topologies:
                           Sub-topology: 0
                            Source: retries (topics: [signalbox.retries])
                              --> schedule
                            Processor: schedule (stores: [waiting])
                              --> due, due-of-replays, unreadable
                              <-- retries
                            Sink: due (topic: signalbox.deliveries)
                              <-- schedule
                            Sink: due-of-replays (topic: signalbox.replayed)
                              <-- schedule
                            Sink: unreadable (topic: signalbox.rejected)
                              <-- schedule

                        """);
    }

    @Test
    void whatWaitsForAReleasedTargetComesAtOnceAndNothingElse() {
        var other = new TargetKey("1", "default", "r", "other");
        retry(delivery("a", TARGET), START.plusSeconds(3_600));
        retry(delivery("b", other), START.plusSeconds(1_800));
        retry(delivery("c", TARGET), START.plusSeconds(7_200));
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        assertThat(handedOn()).isEmpty();

        waiting.release(TARGET, START.plusSeconds(1).toEpochMilli());
        driver.advanceWallClockTime(Duration.ofSeconds(1));

        assertThat(handedOn()).containsExactly("a", "c");
        assertThat(waiting.count()).isOne();
        driver.advanceWallClockTime(Duration.ofMinutes(30));
        assertThat(handedOn()).containsExactly("b");
    }

    @Test
    void whatWasOnItsWayWhenItsTargetWasReleasedComesAtOnceAndWhatIsDeferredLaterWaits() {
        waiting.release(TARGET, START.plusMillis(500).toEpochMilli());
        retry(delivery("a", TARGET), START.plusSeconds(3_600), START.plusMillis(500));
        retry(delivery("b", TARGET), START.plusSeconds(3_600), START.plusMillis(501));
        driver.advanceWallClockTime(Duration.ofSeconds(1));

        assertThat(handedOn()).containsExactly("a");
    }

    @Test
    void manyThatAreReleasedComeInSeveralTurns() {
        for (int i = 0; i < 2 * Schedule.MOST + 1; i++) {
            retry(delivery("e-" + i, TARGET), START.plusSeconds(3_600));
        }
        waiting.release(TARGET, START.toEpochMilli());

        driver.advanceWallClockTime(Schedule.EVERY);
        assertThat(handedOn()).hasSize(Schedule.MOST);
        driver.advanceWallClockTime(Schedule.EVERY);
        driver.advanceWallClockTime(Schedule.EVERY);

        assertThat(handedOn()).hasSize(Schedule.MOST + 1);
        assertThat(waiting.count()).isZero();
    }

    @Test
    void nothingIsHandedOnBeforeItsTime() {
        retry(delivery("a", TARGET), START.plusSeconds(10));

        driver.advanceWallClockTime(Duration.ofMillis(9_900));
        assertThat(handedOn()).isEmpty();
        assertThat(waiting.count()).isEqualTo(1);

        driver.advanceWallClockTime(Duration.ofMillis(100));
        assertThat(handedOn()).containsExactly("a");
        assertThat(waiting.count()).isEqualTo(0);
    }

    @Test
    void theDeliveryComesBackAsItWasButForTheDueTime() {
        Delivery tried = delivery("a", TARGET).failed(new Attempt(1, START, 503, "answered 503"));
        retry(tried, START);

        driver.advanceWallClockTime(Schedule.EVERY);

        TestRecord<byte[], byte[]> item = deliveries.readRecord();
        assertThat(DeliveryRecords.read(item.key(), item.value(), item.headers()).delivery())
                .usingRecursiveComparison()
                .isEqualTo(tried);
        assertThat(item.headers().lastHeader(DeliveryRecords.DUE)).isNull();
    }

    @Test
    void theOrderIsThatOfTheDueTimes() {
        retry(delivery("third", TARGET), START.plusSeconds(3));
        retry(delivery("first", TARGET), START.plusSeconds(1));
        retry(delivery("second", TARGET), START.plusSeconds(2));

        driver.advanceWallClockTime(Duration.ofSeconds(5));

        assertThat(handedOn()).containsExactly("first", "second", "third");
    }

    @Test
    void oneDueBeforeThoseThatWaitIsNotForgotten() {
        retry(delivery("late", TARGET), START.plusSeconds(100));
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        retry(delivery("soon", TARGET), START.plusSeconds(2));

        driver.advanceWallClockTime(Duration.ofSeconds(1));

        assertThat(handedOn()).containsExactly("soon");
    }

    @Test
    void manyDueAtOnceAreHandedOnInBoundedPortions() {
        for (int i = 0; i < Schedule.MOST + 10; i++) {
            retry(delivery("e" + i, TARGET), START);
        }

        driver.advanceWallClockTime(Schedule.EVERY);
        assertThat(handedOn()).hasSize(Schedule.MOST);

        driver.advanceWallClockTime(Schedule.EVERY);
        assertThat(handedOn()).hasSize(10);
        assertThat(waiting.count()).isEqualTo(0);
    }

    /// The test driver deletes its state when it closes; here the store outlives the processor.
    @Test
    void aRestartGoesOnWithWhatWaited() {
        var context = new MockProcessorContext<byte[], byte[]>(config(), taskId(), folder.toFile());
        var store =
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(RetrySchedulerTopology.STORE),
                                Serdes.Bytes(),
                                Serdes.ByteArray())
                        .withLoggingDisabled()
                        .build();
        store.init(context.getStateStoreContext(), store);
        var before = new Schedule(waiting);
        before.init(context);
        Instant[] due = {START.plusSeconds(10), START.plusSeconds(20)};
        for (int i = 0; i < due.length; i++) {
            Delivery delivery = delivery("e" + i, TARGET);
            context.setRecordMetadata(Topic.RETRIES.topicName(), 0, i);
            before.process(
                    new Record<>(
                            DeliveryRecords.key(delivery),
                            delivery.body(),
                            0,
                            DeliveryRecords.headersForRetry(delivery, due[i], 0, 0)));
        }
        before.close();
        assertThat(waiting.count()).isEqualTo(0);

        var after = new Schedule(waiting);
        after.init(context);
        assertThat(waiting.count()).isEqualTo(2);
        assertThat(waiting.targets())
                .containsExactly(new Waiting.ForTarget(TARGET, 2, TestRules.ACCEPTED));
        context.scheduledPunctuators()
                .getLast()
                .getPunctuator()
                .punctuate(START.plusSeconds(15).toEpochMilli());

        assertThat(context.forwarded()).hasSize(1);
        assertThat(waiting.count()).isEqualTo(1);
    }

    @Test
    void theOldestThatWasNeverAttemptedIsKnownOfEachTarget() {
        TargetKey other = new TargetKey("1", "default", "r", "other");
        Instant due = START.plusSeconds(60);
        retry(acceptedAt(delivery("old", TARGET), START.minusSeconds(90)), due);
        retry(acceptedAt(delivery("young", TARGET), START.minusSeconds(5)), due.plusSeconds(60));
        retry(
                acceptedAt(delivery("tried", other), START.minusSeconds(900))
                        .failed(new Attempt(1, START, 503, "answered 503")),
                due);

        assertThat(waiting.targets())
                .containsExactlyInAnyOrder(
                        new Waiting.ForTarget(TARGET, 2, START.minusSeconds(90)),
                        new Waiting.ForTarget(other, 1, null));

        driver.advanceWallClockTime(Duration.ofSeconds(60));

        assertThat(waiting.targets())
                .containsExactly(new Waiting.ForTarget(TARGET, 1, START.minusSeconds(5)));

        driver.advanceWallClockTime(Duration.ofSeconds(60));

        assertThat(waiting.targets()).isEmpty();
    }

    @Test
    void whatAReplaySentGoesBackToItsOwnTopic() {
        var replayed =
                driver.createOutputTopic(
                        Topic.REPLAYED.topicName(),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        Delivery old = delivery("old", TARGET);
        retries.pipeInput(
                new TestRecord<>(
                        DeliveryRecords.key(old),
                        old.body(),
                        DeliveryRecords.headersForRetry(old, START, 1, 0)
                                .add(DeliveryRecords.REPLAY, new byte[] {'1'})));
        retry(delivery("live", TARGET), START);

        driver.advanceWallClockTime(Schedule.EVERY);

        assertThat(handedOn()).containsExactly("live");
        assertThat(replayed.readRecordsToList())
                .singleElement()
                .satisfies(item ->
                        assertThat(
                                        DeliveryRecords.read(
                                                        item.key(), item.value(), item.headers())
                                                .delivery()
                                                .replay())
                                .isEqualTo("1"));
    }

    @Test
    void aReplayedEventIsNotLate() {
        Delivery old = acceptedAt(delivery("old", TARGET), START.minusSeconds(90));
        retries.pipeInput(
                new TestRecord<>(
                        DeliveryRecords.key(old),
                        old.body(),
                        DeliveryRecords.headersForRetry(old, START, 1, 0)
                                .add(DeliveryRecords.REPLAY, new byte[] {'1'})));

        assertThat(waiting.targets()).containsExactly(new Waiting.ForTarget(TARGET, 1, null));
    }

    private static Delivery acceptedAt(Delivery like, Instant accepted) {
        return new Delivery(
                like.id(),
                like.target(),
                like.contact(),
                like.event(),
                like.source(),
                like.type(),
                accepted,
                like.rulesPosition(),
                like.revision(),
                like.attempts(),
                like.replay(),
                like.redrive(),
                like.body());
    }

    private static TaskId taskId() {
        return new TaskId(0, 0);
    }

    @Test
    void whatIsNoDeliveryIsPutAsideAndTheRestGoesOn() {
        byte[] key = DeliveryRecords.key(delivery("a", TARGET));
        byte[] value = delivery("no due", TARGET).body();
        retries.pipeInput(new TestRecord<>(key, value, new RecordHeaders()));
        retries.pipeInput(
                new TestRecord<>(key, value, DeliveryRecords.headers(delivery("no due", TARGET))));
        retry(delivery("good", TARGET), START);

        driver.advanceWallClockTime(Schedule.EVERY);

        assertThat(handedOn()).containsExactly("good");
        assertThat(unreadable.of(Topic.RETRIES)).isEqualTo(2);
        assertThat(rejected.readRecordsToList())
                .hasSize(2)
                .allSatisfy(item -> {
                    assertThat(item.value()).isEqualTo(value);
                    assertThat(item.headers().lastHeader("signalbox-rejected-reason")).isNotNull();
                });
    }
}

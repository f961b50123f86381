package dev.signalbox.notifier.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.delivery.OutcomeFacts;
import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.topic.UnreadableRecords;
import dev.signalbox.contract.usage.MonthlyUsage;
import dev.signalbox.notifier.NotifierConfig;
import dev.signalbox.streams.RejectUnreadable;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageTopologyTest {
    /// The last second of November in Shanghai.
    private static final Instant LAST = Instant.parse("2026-11-30T15:59:59Z");

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    @TempDir Path folder;
    private TopologyTestDriver driver;
    private TestInputTopic<String, byte[]> outcomes;
    private final UnreadableRecords unreadable = UnreadableRecords.in(new PrometheusRegistry());
    private TestOutputTopic<String, byte[]> usage;
    private TestOutputTopic<byte[], byte[]> rejected;
    private Instant now = LAST;

    @BeforeEach
    void open() {
        driver = new TopologyTestDriver(topology(), config(), now);
        outcomes =
                driver.createInputTopic(
                        Topic.OUTCOMES.topicName(),
                        new StringSerializer(),
                        new ByteArraySerializer());
        usage =
                driver.createOutputTopic(
                        Topic.USAGE.topicName(),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        rejected =
                driver.createOutputTopic(
                        Topic.REJECTED.topicName(),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
    }

    private static Topology topology() {
        return UsageTopology.build(SHANGHAI);
    }

    private Properties config() {
        Properties config =
                NotifierConfig.of(
                        Settings.forStandalone(Map.of("SIGNALBOX_DATA", folder.toString())),
                        UsageTopology.APPLICATION_ID);
        config.put(RejectUnreadable.COUNT, unreadable);
        return config;
    }

    @AfterEach
    void close() {
        driver.close();
    }

    private void delivered(String id, String account, String rule) {
        outcome(
                new Outcome.Delivered(
                        new OutcomeFacts(
                                id,
                                new TargetKey(account, "default", rule, "hook"),
                                Channel.HTTP,
                                "e",
                                1,
                                now.toEpochMilli(),
                                3,
                                200)));
    }

    private void merged(String id, String into) {
        outcome(
                new Outcome.Delivered(
                        new OutcomeFacts(
                                id,
                                new TargetKey("1", "default", "r", "hook"),
                                Channel.HTTP,
                                "e",
                                1,
                                now.toEpochMilli(),
                                3,
                                200),
                        into));
    }

    private void dead(String id) {
        outcome(
                new Outcome.Dead(
                        new OutcomeFacts(
                                id,
                                new TargetKey("1", "default", "r", "hook"),
                                Channel.HTTP,
                                "e",
                                4,
                                now.toEpochMilli(),
                                3,
                                500),
                        "answered 500"));
    }

    private void outcome(Outcome outcome) {
        outcomes.pipeInput(outcome.target().account(), outcome.toBytes());
    }

    private void pass(Duration time) {
        driver.advanceWallClockTime(time);
        now = now.plus(time);
    }

    /// The latest usage by key, of what was written since the last call.
    private Map<String, MonthlyUsage> usage() {
        pass(CountDeliveries.EVERY);
        var latest = new TreeMap<String, MonthlyUsage>();
        usage.readKeyValuesToList().forEach(item -> latest.put(item.key, read(item.value)));
        return latest;
    }

    private MonthlyUsage november() {
        return Objects.requireNonNull(usage().get("1/2026-11"));
    }

    private static MonthlyUsage read(byte[] value) {
        try {
            return MonthlyUsage.read(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theTopologyIsTheOneThatStateWasWrittenBy() {
        assertThat(topology().describe().toString())
                .isEqualTo(
                        """
                        Topologies:
                           Sub-topology: 0
                            Source: outcomes (topics: [signalbox.outcomes])
                              --> count
                            Processor: count (stores: [counters, counted-deliveries])
                              --> unreadable, usage
                              <-- outcomes
                            Sink: unreadable (topic: signalbox.rejected)
                              <-- count
                            Sink: usage (topic: signalbox.usage)
                              <-- count

                        """);
    }

    @Test
    void deliveriesAreCountedByAccountRuleAndChannel() {
        delivered("a", "1", "r");
        delivered("b", "1", "r");
        delivered("c", "1", "s");
        delivered("d", "2", "r");

        assertThat(usage())
                .containsOnly(
                        Map.entry(
                                "1/2026-11",
                                new MonthlyUsage(
                                        "1",
                                        "2026-11",
                                        3,
                                        0,
                                        0,
                                        Map.of("default/r", 2L, "default/s", 1L),
                                        Map.of("http", 3L),
                                        Map.of(),
                                        Map.of("2026-11-30", 3L))),
                        Map.entry(
                                "2/2026-11",
                                new MonthlyUsage(
                                        "2",
                                        "2026-11",
                                        1,
                                        0,
                                        0,
                                        Map.of("default/r", 1L),
                                        Map.of("http", 1L),
                                        Map.of(),
                                        Map.of("2026-11-30", 1L))));
    }

    @Test
    void aDeliveryCountsOnceHoweverOftenItsOutcomeComes() {
        delivered("a", "1", "r");
        delivered("a", "1", "r");
        assertThat(november().delivered()).isEqualTo(1);

        pass(Duration.ofDays(7));
        delivered("a", "1", "r");

        assertThat(usage()).isEmpty();
    }

    @Test
    void retriesCountAsNothing() {
        outcome(
                new Outcome.Retrying(
                        new OutcomeFacts(
                                "a",
                                new TargetKey("1", "default", "r", "hook"),
                                Channel.HTTP,
                                "e",
                                1,
                                now.toEpochMilli(),
                                3,
                                500),
                        "answered 500",
                        now.toEpochMilli()));

        assertThat(usage()).isEmpty();
    }

    @Test
    void whatAReplayDeliveredIsCountedForItOnce() {
        delivered("live", "1", "r");
        for (String id : List.of("a", "b", "b")) {
            outcome(new Outcome.Delivered(facts(id).ofReplay("rpl_1")));
        }
        outcome(new Outcome.Delivered(facts("c").ofReplay("rpl_2")));
        outcome(new Outcome.Delivered(facts("d").ofReplay("rpl_3"), "c"));

        MonthlyUsage usage = november();
        assertThat(usage.byReplay()).isEqualTo(Map.of("rpl_1", 2L, "rpl_2", 1L));
        assertThat(List.of(usage.delivered(), usage.merged())).containsExactly(4L, 1L);
        assertThat(usage.byRule()).isEqualTo(Map.of("default/r", 4L));
        assertThat(usage.byChannel()).isEqualTo(Map.of("http", 4L));
    }

    @Test
    void anOutcomeWhoseReplayHasASlashIsPutAsideAndNotCounted() {
        outcome(new Outcome.Delivered(facts("a").ofReplay("rpl/1")));

        assertThat(usage()).isEmpty();
        assertThat(rejected.readValuesToList()).hasSize(1);
    }

    private OutcomeFacts facts(String id) {
        return new OutcomeFacts(
                id,
                new TargetKey("1", "default", "r", "hook"),
                Channel.HTTP,
                "e",
                1,
                now.toEpochMilli(),
                3,
                200);
    }

    @Test
    void aDeliveryOfACancelledReplayCountsAsNothing() {
        outcome(
                new Outcome.Dead(
                        new OutcomeFacts(
                                "a",
                                new TargetKey("1", "default", "r", "hook"),
                                Channel.HTTP,
                                "e",
                                1,
                                now.toEpochMilli(),
                                0,
                                0),
                        "the replay was cancelled",
                        true));

        assertThat(usage()).isEmpty();
    }

    @Test
    void aDeadDeliveryCountsOnceAsDeadAndOnceMoreAsDeliveredWhenItArrivesAfterAll() {
        dead("a");
        dead("a");
        pass(Duration.ofDays(5));
        delivered("a", "1", "r");
        delivered("a", "1", "r");
        dead("a");

        Map<String, MonthlyUsage> usage = usage();
        assertThat(usage.values().stream().mapToLong(MonthlyUsage::dead).sum()).isEqualTo(1);
        assertThat(usage.values().stream().mapToLong(MonthlyUsage::delivered).sum()).isEqualTo(1);
    }

    @Test
    void deliveriesThatWentInOneMessageAreOneNotification() {
        delivered("a", "1", "r");
        for (String id : List.of("b", "c", "b")) {
            merged(id, "a");
        }

        assertThat(november())
                .isEqualTo(
                        new MonthlyUsage(
                                "1",
                                "2026-11",
                                1,
                                2,
                                0,
                                Map.of("default/r", 1L),
                                Map.of("http", 1L),
                                Map.of(),
                                Map.of("2026-11-30", 1L)));
    }

    @Test
    void aDeliveryCountsAsMergedOrAsDeliveredWhicheverCameFirst() {
        delivered("a", "1", "r");
        merged("a", "b");
        merged("c", "b");
        delivered("c", "1", "r");
        dead("c");

        MonthlyUsage usage = november();
        assertThat(List.of(usage.delivered(), usage.merged(), usage.dead()))
                .containsExactly(1L, 1L, 1L);
    }

    @Test
    void countersFromBeforeThereWereMergedOnesCountOn() {
        byte[] former = ByteBuffer.allocate(16).putLong(7).putLong(2).array();
        driver.<String, byte[]>getKeyValueStore(UsageTopology.COUNTERS)
                .put("1/2026-11/http/default/r", former);
        merged("a", "b");

        MonthlyUsage usage = november();
        assertThat(List.of(usage.delivered(), usage.merged(), usage.dead()))
                .containsExactly(7L, 1L, 2L);
        assertThat(usage.byDay()).isEmpty();
    }

    @Test
    void aMonthFromBeforeThereWereMergedOnesIsRead() throws IOException {
        String former =
                """
                {"account":"1","month":"2026-10","delivered":501,"dead":3,
                 "byRule":{"default/r":501},"byChannel":{"http":501}}\
                """;

        assertThat(MonthlyUsage.read(former.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(
                        new MonthlyUsage(
                                "1",
                                "2026-10",
                                501,
                                0,
                                3,
                                Map.of("default/r", 501L),
                                Map.of("http", 501L)));
    }

    @Test
    void theMonthIsThatOfTheDeliveryInTheBillingZone() {
        delivered("a", "1", "r");
        pass(Duration.ofSeconds(1));
        delivered("b", "1", "r");

        assertThat(usage()).containsOnlyKeys("1/2026-11", "1/2026-12");
    }

    @Test
    void whatWasDeliveredIsCountedByDayOfTheBillingZone() {
        delivered("a", "1", "r");
        delivered("a", "1", "r");
        merged("m", "a");
        dead("d");
        assertThat(november().byDay()).isEqualTo(Map.of("2026-11-30", 1L));

        delivered("b", "1", "r");
        pass(Duration.ofDays(1));
        delivered("c", "1", "r");

        assertThat(usage().get("1/2026-12"))
                .isNotNull()
                .satisfies(december ->
                        assertThat(december.byDay())
                                .isEqualTo(Map.of("2026-12-01", 1L, "2026-12-02", 1L)));
    }

    @Test
    void theMonthIsWrittenOnceForManyOutcomes() {
        for (int i = 0; i < 500; i++) {
            delivered("d" + i, "1", "r");
        }

        pass(CountDeliveries.EVERY);

        assertThat(usage.readValuesToList()).hasSize(1);
    }

    /// The test driver deletes its state when it closes; here the stores outlive the processor.
    @Test
    void aRestartWritesTheMonthAgainAndGoesOnCounting() {
        var context =
                new MockProcessorContext<byte[], byte[]>(
                        config(), new TaskId(0, 0), folder.toFile());
        context.setCurrentSystemTimeMs(now.toEpochMilli());
        var seen = CountedDeliveries.store(UsageTopology.COUNTED).withLoggingDisabled().build();
        seen.init(context.getStateStoreContext(), seen);
        var counters =
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(UsageTopology.COUNTERS),
                                Serdes.String(),
                                Serdes.ByteArray())
                        .withLoggingDisabled()
                        .build();
        counters.init(context.getStateStoreContext(), counters);
        var before = new CountDeliveries(new Months(SHANGHAI));
        before.init(context);
        before.process(record("a"));

        var after = new CountDeliveries(new Months(SHANGHAI));
        after.init(context);
        punctuate(context);
        after.process(record("a"));
        after.process(record("b"));
        punctuate(context);

        assertThat(context.forwarded())
                .extracting(item -> read(item.record().value()).delivered())
                .containsExactly(1L, 2L);
        seen.close();
    }

    private Record<byte[], byte[]> record(String id) {
        var outcome =
                new Outcome.Delivered(
                        new OutcomeFacts(
                                id,
                                new TargetKey("1", "default", "r", "hook"),
                                Channel.HTTP,
                                "e",
                                1,
                                now.toEpochMilli(),
                                3,
                                200));
        return new Record<>(new byte[] {'1'}, outcome.toBytes(), now.toEpochMilli());
    }

    private void punctuate(MockProcessorContext<byte[], byte[]> context) {
        context.scheduledPunctuators().getLast().getPunctuator().punctuate(now.toEpochMilli());
    }

    @Test
    void aClockThatIsWrongElsewhereMakesNoIdExpire() {
        delivered("a", "1", "r");
        outcome(
                new Outcome.Delivered(
                        new OutcomeFacts(
                                "future",
                                new TargetKey("1", "default", "r", "hook"),
                                Channel.HTTP,
                                "e",
                                1,
                                now.plus(Duration.ofDays(365)).toEpochMilli(),
                                3,
                                200)));
        delivered("a", "1", "r");

        assertThat(november().delivered()).isEqualTo(1);
    }

    @Test
    void whatIsNoOutcomeIsPutAsideAndTheRestGoesOn() {
        outcomes.pipeInput("1", new byte[] {'{'});
        outcomes.pipeInput("1", "{\"status\":\"delivered\"}".getBytes(StandardCharsets.UTF_8));
        outcomes.pipeInput("1", null);
        delivered("a", "1/2", "r");
        delivered("a", "1", "r");

        assertThat(november().delivered()).isEqualTo(1);
        assertThat(unreadable.of(Topic.OUTCOMES)).isEqualTo(4);
        assertThat(rejected.readRecordsToList())
                .hasSize(4)
                .allSatisfy(item ->
                        assertThat(item.headers().lastHeader("signalbox-rejected-reason"))
                                .isNotNull());
    }
}

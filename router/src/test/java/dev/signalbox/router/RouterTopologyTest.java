package dev.signalbox.router;

import static dev.signalbox.contract.event.EventHeaders.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryId;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.event.EventLocation;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.RuleRecords;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.SealedSecret;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Rejection;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.topic.UnreadableRecords;
import dev.signalbox.router.replay.OwnedPartitions;
import dev.signalbox.streams.RejectUnreadable;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouterTopologyTest {
    private static final Instant START = Instant.parse("2026-11-21T00:00:00Z");
    private static final Instant NOW = START.plus(Duration.ofDays(365));
    private static final Duration WINDOW = Duration.ofHours(24);
    private static final RuleKey RULE = new RuleKey("1", "default", "failed-jobs");
    private static final TargetKey HOOK = RULE.target("hook");
    private static final TargetKey OTHER = RULE.target("other");

    private static final long REVISION = 7;

    private final Rulebook rules = new Rulebook();
    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private final RouterCounters counters = RouterCounters.in(metrics);
    private final RememberedEvents remembered = new RememberedEvents();
    private final OwnedPartitions owned = new OwnedPartitions();
    @TempDir @Nullable Path folder;
    private @Nullable TopologyTestDriver driver;
    private long rulesOffset;

    @BeforeEach
    void start() {
        var settings = Settings.forRoom(Map.of("SIGNALBOX_DATA", String.valueOf(folder)));
        Properties config = RouterConfig.of(settings, counters);
        config.put(RejectUnreadable.COUNT, UnreadableRecords.in(metrics));
        driver =
                new TopologyTestDriver(
                        RouterTopology.build(
                                new RuleMatcher(rules),
                                WINDOW,
                                counters,
                                remembered,
                                owned,
                                () -> NOW),
                        config,
                        NOW);
    }

    private long count(String counter) {
        return metrics.scrape(name -> name.equals("signalbox_router_" + counter)).stream()
                .flatMap(found -> found.getDataPoints().stream())
                .mapToLong(point ->
                        (long) ((CounterSnapshot.CounterDataPointSnapshot) point).getValue())
                .sum();
    }

    @AfterEach
    void stop() {
        driver().close();
    }

    @Test
    void nodesStoresAndTopicsKeepTheirNames() {
        assertThat(
                        RouterTopology.build(
                                        new RuleMatcher(rules),
                                        WINDOW,
                                        counters,
                                        remembered,
                                        owned,
                                        () -> NOW)
                                .describe()
                                .toString()
                                .lines()
                                .map(String::strip))
                .filteredOn(line -> !line.isEmpty())
                .containsExactly(
                        "Topologies:",
                        "Sub-topology: 0",
                        "Source: events (topics: [signalbox.events])",
                        "--> read",
                        "Processor: read (stores: [])",
                        "--> deduplicate, rejected",
                        "<-- events",
                        "Processor: deduplicate (stores: [seen-ids])",
                        "--> match",
                        "<-- read",
                        "Processor: match (stores: [])",
                        "--> deliveries, rejected",
                        "<-- deduplicate",
                        "Sink: deliveries (topic: signalbox.deliveries)",
                        "<-- match",
                        "Sink: rejected (topic: signalbox.rejected)",
                        "<-- read, match");
    }

    @Test
    void anEventThatMatchesBecomesOneDeliveryPerTarget() {
        rule(RULE, "{'source': ['acs.pai'], 'data': {'status': ['Failed']}}", true);
        byte[] body = body("Failed");

        send("1/default/e1", body, START);

        List<Delivery> deliveries = deliveries();
        assertThat(deliveries).extracting(Delivery::target).containsExactly(HOOK, OTHER);
        Delivery first = deliveries.getFirst();
        EventKey event = new EventKey("1", "default", "e1");
        assertThat(first.id()).isEqualTo(DeliveryId.of(event, HOOK, null));
        assertThat(first.event()).isEqualTo(event);
        assertThat(first.source()).isEqualTo("acs.pai");
        assertThat(first.type()).isEqualTo("pai:Job");
        assertThat(first.accepted()).isEqualTo(START);
        assertThat(first.attempts()).isEmpty();
        assertThat(first.revision()).isEqualTo(REVISION);
        assertThat(first.replay()).isEmpty();
        assertThat(first.body()).isEqualTo(body);
        assertThat(count("routed")).isEqualTo(1);
        assertThat(count("matched")).isEqualTo(2);
    }

    @Test
    void eachContactOfATargetGetsADeliveryOfItsOwn() {
        var texts =
                new Target.Sms(
                        "texts",
                        DeliveryOptions.DEFAULT,
                        List.of("+861", "+862", "+861"),
                        "SMS_1",
                        null);
        var mail =
                new Target.Email(
                        "mail", DeliveryOptions.DEFAULT, List.of("a@b.example"), null, false);
        rule(RULE, "{}", true, List.of(texts, mail));

        send("1/default/e1", body("x"), START);

        List<Delivery> deliveries = deliveries();
        assertThat(deliveries)
                .extracting(one -> one.target().target() + " " + one.contact())
                .containsExactly("texts +861", "texts +862", "mail a@b.example");
        assertThat(deliveries).extracting(Delivery::id).doesNotHaveDuplicates();
        assertThat(deliveries.getFirst().id())
                .isEqualTo(
                        DeliveryId.of(
                                new EventKey("1", "default", "e1"),
                                "",
                                RULE.target("texts"),
                                "+861",
                                null));
        assertThat(count("matched")).isEqualTo(3);
    }

    @Test
    void anEventThatMatchesNothingIsRoutedAllTheSame() {
        rule(RULE, "{'source': ['other']}", true);

        send("1/default/e1", body("x"), START);

        assertThat(deliveries()).isEmpty();
        assertThat(count("routed")).isEqualTo(1);
    }

    @Test
    void whatIsProcessedAgainIsCountedOnce() throws IOException {
        rule(RULE, "{}", true);
        send("1/default/e1", body("x"), START);
        send("1/default/e1", body("x"), START);

        stop();
        Utils.delete(Path.of(String.valueOf(folder)).toFile());
        start(); // the same process, which has lost what it had not committed
        send("1/default/e1", body("x"), START);
        send("1/default/e1", body("x"), START);
        send("1/default/e2", body("x"), START);

        assertThat(deliveries()).hasSize(4);
        assertThat(count("routed")).isEqualTo(2);
        assertThat(count("duplicates")).isEqualTo(1);
        assertThat(count("matched")).isEqualTo(4);
    }

    @Test
    void rulesOfOtherBusesAndAccountsDoNotMatch() {
        rule(new RuleKey("1", "other", "r"), "{}", true);
        rule(new RuleKey("2", "default", "r"), "{}", true);

        send("1/default/e1", body("x"), START);

        assertThat(deliveries()).isEmpty();
    }

    @Test
    void duplicateInsideTheWindowIsDropped() {
        rule(RULE, "{}", true);
        send("1/default/e1", body("x"), START);
        assertThat(deliveries()).hasSize(2);

        send("1/default/e1", body("other content"), START.plus(WINDOW).minusMillis(1));

        assertThat(deliveries()).isEmpty();
        assertThat(count("duplicates")).isEqualTo(1);
    }

    @Test
    void theSameIdAfterTheWindowIsRoutedAgain() {
        rule(RULE, "{}", true);
        send("1/default/e1", body("x"), START);
        deliveries();

        send("1/default/e1", body("x"), START.plus(WINDOW));

        assertThat(deliveries()).hasSize(2);
        assertThat(count("duplicates")).isZero();
    }

    @Test
    void whereAnEventWasAcceptedFirstIsRememberedAsLongAsThePartitionIsHere() {
        send("1/default/e1", body("x"), START, "s");
        send("1/default/e1", body("x"), START.plusSeconds(1), "s");
        byte[] key = utf8("1/default/e1");

        assertThat(remembered.find(0, key, "s")).containsExactly(new EventLocation(0, 0, START));
        assertThat(remembered.find(0, key, "other")).isEmpty();
        assertThat(remembered.find(1, key, "s")).isEmpty();

        stop();
        assertThat(remembered.find(0, key, "s")).isEmpty();
        start();
    }

    @Test
    void aDuplicateThatWasAcceptedEarlierThanTheFirstSightIsDropped() {
        rule(RULE, "{}", true);
        send("1/default/e1", body("x"), START);
        deliveries();

        send("1/default/e1", body("x"), START.minus(WINDOW).plusMillis(1));

        assertThat(deliveries()).isEmpty();
    }

    @Test
    void theSameIdInAnotherScopeIsAnotherEventWithDeliveriesOfItsOwn() {
        rule(RULE, "{}", true);
        EventKey event = new EventKey("1", "default", "e1");

        for (String scope : List.of("a", "b", "a")) {
            send("1/default/e1", body("x"), START, scope);
        }

        assertThat(deliveries())
                .extracting(Delivery::id)
                .containsExactly(
                        DeliveryId.of(event, "a", HOOK, "", null),
                        DeliveryId.of(event, "a", OTHER, "", null),
                        DeliveryId.of(event, "b", HOOK, "", null),
                        DeliveryId.of(event, "b", OTHER, "", null));
        assertThat(count("duplicates")).isEqualTo(1);
    }

    @Test
    void anEventOfABuildWithoutScopesIsADuplicateWhenItIsSentAgain() {
        rule(RULE, "{}", true);

        send("1/default/e1", body("x"), START);
        send("1/default/e1", body("x"), START, "acs.pai");

        assertThat(deliveries())
                .extracting(Delivery::id)
                .contains(DeliveryId.of(new EventKey("1", "default", "e1"), HOOK, null))
                .hasSize(2);
        assertThat(count("duplicates")).isEqualTo(1);
    }

    @Test
    void theSameIdOnAnotherBusOrAccountIsAnotherEvent() {
        rule(RULE, "{}", true);
        rule(new RuleKey("1", "b", "r"), "{}", true);
        rule(new RuleKey("2", "default", "r"), "{}", true);

        send("1/default/e1", body("x"), START);
        send("1/b/e1", body("x"), START);
        send("2/default/e1", body("x"), START);

        assertThat(deliveries()).hasSize(6);
    }

    @Test
    void aTimestampInTheFutureDoesNotExpireTheIdsOfOthers() {
        send("1/default/e1", body("x"), NOW);
        send("1/default/wrong-clock", body("x"), NOW.plus(Duration.ofDays(3_650)));

        send("1/default/e1", body("x"), NOW);

        assertThat(count("duplicates")).isEqualTo(1);
    }

    @Test
    void aDisabledRuleDoesNotMatch() {
        rule(RULE, "{}", true);
        rule(RULE, "{}", false);

        send("1/default/e1", body("x"), START);

        assertThat(deliveries()).isEmpty();
    }

    @Test
    void aRuleChangedBetweenTwoEventsIsMetByTheSecond() {
        rule(RULE, "{'data': {'status': ['A']}}", true);
        send("1/default/e1", body("B"), START);
        assertThat(deliveries()).isEmpty();

        rule(RULE, "{'data': {'status': ['B']}}", true);
        send("1/default/e2", body("B"), START);
        assertThat(deliveries()).hasSize(2);

        delete(RULE);
        send("1/default/e3", body("B"), START);
        assertThat(deliveries()).isEmpty();
    }

    @Test
    void recordsThatNobodyCanReadAreRejectedAndThePartitionGoesOn() {
        rule(RULE, "{}", true);
        byte[] good = body("x");

        send(utf8("no slashes"), good, headers());
        send(null, good, headers());
        send(utf8("1/default/e"), null, headers());
        send(utf8("1/default/e"), utf8("not json"), headers());
        send(utf8("1/default/e"), good, new RecordHeaders());
        Headers wrongPosition = headers();
        wrongPosition.add(EventHeaders.RULES_POSITION, utf8("many"));
        send(utf8("1/default/e"), good, wrongPosition);
        send("1/default/e1", good, START);

        assertThat(deliveries()).hasSize(2);
        List<TestRecord<byte[], byte[]>> rejected = rejected().readRecordsToList();
        assertThat(rejected)
                .extracting(item -> EventHeaders.text(item.headers(), Rejection.REASON))
                .containsExactly(
                        "the key is not account/bus/id",
                        "the record has no key",
                        "the record has no event",
                        "the event is not a JSON object",
                        "the header ce_source is missing",
                        "the header signalbox-rules is not a number");
        assertThat(rejected.get(3).value()).isEqualTo(utf8("not json"));
        assertThat(rejected.get(3).key()).isEqualTo(utf8("1/default/e"));
        assertThat(EventHeaders.text(rejected.get(3).headers(), EventHeaders.SOURCE))
                .isEqualTo("acs.pai");
        assertThat(EventHeaders.text(rejected.get(3).headers(), Rejection.OFFSET)).isEqualTo("3");
        assertThat(count("rejected")).isEqualTo(6);
        assertThat(UnreadableRecords.in(metrics).of(Topic.EVENTS)).isEqualTo(6);
    }

    @Test
    void anEventThatARuleMustReadAndCannotIsRejected() {
        rule(RULE, "{'data': {'status': ['x']}}", true);

        send("1/default/e1", utf8("{\"data\": oops}"), START);

        assertThat(deliveries()).isEmpty();
        assertThat(rejected().readRecordsToList())
                .singleElement()
                .satisfies(item -> {
                    assertThat(item.value()).isEqualTo(utf8("{\"data\": oops}"));
                    assertThat(EventHeaders.text(item.headers(), Rejection.REASON)).isNotEmpty();
                });
    }

    private TopologyTestDriver driver() {
        if (driver == null) {
            throw new IllegalStateException("not started");
        }
        return driver;
    }

    private void send(String key, byte[] body, Instant accepted) {
        input().pipeInput(new TestRecord<>(utf8(key), body, headers(), accepted));
    }

    private void send(String key, byte[] body, Instant accepted, String idScope) {
        Headers headers = headers().add(EventHeaders.ID_SCOPE, utf8(idScope));
        input().pipeInput(new TestRecord<>(utf8(key), body, headers, accepted));
    }

    private void send(byte @Nullable [] key, byte @Nullable [] body, Headers headers) {
        input().pipeInput(new TestRecord<>(key, body, headers, START));
    }

    private TestInputTopic<byte[], byte[]> input() {
        return driver().createInputTopic(
                        Topic.EVENTS.topicName(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    private List<Delivery> deliveries() {
        return output(Topic.DELIVERIES).readRecordsToList().stream()
                .map(item ->
                        DeliveryRecords.read(item.key(), item.value(), item.headers()).delivery())
                .toList();
    }

    private TestOutputTopic<byte[], byte[]> rejected() {
        return output(Topic.REJECTED);
    }

    private TestOutputTopic<byte[], byte[]> output(Topic topic) {
        return driver().createOutputTopic(
                        topic.topicName(),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
    }

    private static Headers headers() {
        var headers = new RecordHeaders();
        EventHeaders.write(headers, "acs.pai", "pai:Job", 0);
        return headers;
    }

    private static byte[] body(String status) {
        return utf8(
                "{\"source\":\"acs.pai\",\"type\":\"pai:Job\",\"data\":{\"status\":\"%s\"}}"
                        .formatted(status));
    }

    private void rule(RuleKey key, String pattern, boolean enabled) {
        var sealed = new SealedSecret("sealed:k:x");
        rule(
                key,
                pattern,
                enabled,
                List.of(
                        new Target.Http("hook", DeliveryOptions.DEFAULT, sealed, null, null),
                        new Target.Http("other", DeliveryOptions.DEFAULT, sealed, null, null)));
    }

    private void rule(RuleKey key, String pattern, boolean enabled, List<Target> targets) {
        try {
            var parsed = Pattern.parse(Json.MAPPER.readTree(pattern.replace('\'', '"')));
            apply(
                    key,
                    RuleRecords.write(
                            new Rule(key, "", enabled, parsed, targets, REVISION, START, START)));
        } catch (Exception e) {
            throw new IllegalArgumentException(pattern, e);
        }
    }

    private void delete(RuleKey key) {
        apply(key, null);
    }

    private void apply(RuleKey key, byte @Nullable [] value) {
        rules.apply(
                new ConsumerRecord<>(
                        Topic.RULES.topicName(),
                        0,
                        rulesOffset++,
                        key.toString().getBytes(StandardCharsets.UTF_8),
                        value));
    }
}

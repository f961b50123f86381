package dev.signalbox.console.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.console.ConsoleRig;
import dev.signalbox.console.ConsoleRig.Answer;
import dev.signalbox.console.LogConsumer;
import dev.signalbox.console.MemoryLog;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryId;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.delivery.OutcomeFacts;
import dev.signalbox.contract.delivery.RedriveMark;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.event.EventLocation;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.replay.OffsetRange;
import dev.signalbox.contract.replay.Only;
import dev.signalbox.contract.replay.PinnedRule;
import dev.signalbox.contract.replay.Replay;
import dev.signalbox.contract.replay.ReplayAccount;
import dev.signalbox.contract.replay.ReplayOrder;
import dev.signalbox.contract.replay.ReplayPlan;
import dev.signalbox.contract.replay.ReplayProgress;
import dev.signalbox.contract.replay.ReplayRecords;
import dev.signalbox.contract.replay.ReplayState;
import dev.signalbox.contract.replay.Speed;
import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.TargetKey;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceApiTest {
    private static final String ACCOUNT = "1000000000000001";
    private static final String BUS = ACCOUNT + "/default/";
    private static final Instant ACCEPTED = ConsoleRig.NOW.minus(Duration.ofHours(3));
    private static final TargetKey HOOK = new TargetKey(ACCOUNT, "default", "orders", "hook");

    @TempDir private Path data;
    private ConsoleRig rig;
    private LogConsumer.Topics topics;
    private int polls;

    @BeforeEach
    void start() {
        rig = new ConsoleRig(new MemoryLog(), data);
        topics = rig.topics();
        topics.atPoll(() -> polls++);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    /// Makes a rule as it was a day before the events.
    private void rule(String name, String pattern, boolean enabled) {
        rig.now(ConsoleRig.NOW.minus(Duration.ofDays(1)));
        String rule =
                """
                {"pattern": %s, "enabled": %s, "targets": [{"id": "hook", "type": "http",
                  "url": "https://ops.example.com/"}]}\
                """
                        .formatted(pattern.replace('\'', '"'), enabled);
        Answer answer = rig.put("/api/buses/default/rules/" + name, rule);
        assertThat(answer.status()).as(answer.message()).isEqualTo(201);
        rig.now(ConsoleRig.NOW);
    }

    private void event(String id, Instant time) {
        event(
                id,
                "my.shop",
                time,
                """
                {"id": "x", "source": "my.shop", "type": "order:created", "data": {"amount": 5}}\
                """);
    }

    private void event(String id, String source, Instant time, String json) {
        var headers = new RecordHeaders();
        EventHeaders.write(headers, source, "order:created", 3);
        headers.add(EventHeaders.ID_SCOPE, EventHeaders.utf8(source));
        topics.append("signalbox.events", BUS + id, time.toEpochMilli(), headers, json);
    }

    private static String delivery(String event) {
        return DeliveryId.of(new EventKey(ACCOUNT, "default", event), "my.shop", HOOK, "", null);
    }

    private static OutcomeFacts facts(String event, int attempt, Instant at, int status) {
        return new OutcomeFacts(
                delivery(event),
                HOOK,
                "",
                Channel.HTTP,
                event,
                "",
                1,
                ACCEPTED.toEpochMilli(),
                attempt,
                at.toEpochMilli(),
                20,
                status);
    }

    private void outcome(Outcome outcome) {
        topics.append(
                "signalbox.outcomes",
                outcome.target().account(),
                outcome.atMillis(),
                new RecordHeaders(),
                new String(outcome.toBytes(), UTF_8));
    }

    private void outcomesOfOthers(int count, Instant from) {
        for (int i = 0; i < count; i++) {
            outcome(new Outcome.Delivered(facts("other" + i, 1, from.plusMillis(i), 200)));
        }
    }

    private static String path(String id, String query) {
        return "/api/events/" + URLEncoder.encode(id, UTF_8).replace("+", "%20") + query;
    }

    private JsonNode trace(String id) {
        return trace(id, "");
    }

    private JsonNode trace(String id, String query) {
        Answer answer = rig.get(path(id, query));
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        return answer.body();
    }

    private void eachPollTakesASecond() {
        topics.atPoll(() -> {
            polls++;
            rig.now(ConsoleRig.NOW.plusSeconds(polls));
        });
    }

    @Test
    void aDeliveryIsToldWithItsAttemptsItsDeathItsRedriveAndItsEnd() {
        rule("orders", "{'type': ['order:created']}", true);
        event("e", ACCEPTED);
        Instant first = ACCEPTED.plusMillis(40);
        Instant second = ACCEPTED.plus(Duration.ofMinutes(10));
        Instant redriven = ACCEPTED.plus(Duration.ofHours(1));
        outcome(
                new Outcome.Retrying(
                        facts("e", 1, first, 503), "answered 503", second.toEpochMilli()));
        outcomesOfOthers(1_000, ACCEPTED.plusSeconds(60));
        outcome(new Outcome.Dead(facts("e", 2, second.plusMillis(50), 410), "answered 410"));
        outcomesOfOthers(1_000, ACCEPTED.plus(Duration.ofMinutes(20)));
        outcome(new Outcome.Delivered(facts("e", 1, redriven.plusMillis(30), 200)));
        dies("e", second.plusMillis(55));
        topics.append(
                "signalbox.dead-letters",
                HOOK.toString(),
                redriven.toEpochMilli(),
                new RedriveMark(delivery("e"), 0, redriven).headers(),
                null);

        JsonNode trace = trace("e");

        assertThat(trace.path("source").asText()).isEqualTo("my.shop");
        assertThat(trace.path("type").asText()).isEqualTo("order:created");
        assertThat(trace.at("/accepted/at").asText()).isEqualTo(ACCEPTED.toString());
        assertThat(trace.at("/accepted/offset").asLong()).isZero();
        assertThat(trace.at("/accepted/rulesPosition").asLong()).isEqualTo(3);
        assertThat(trace.at("/event/data/amount").asInt()).isEqualTo(5);
        JsonNode rule = trace.at("/rules/0");
        assertThat(rule.path("rule").asText()).isEqualTo("orders");
        assertThat(rule.path("matchedRevision").asLong()).isEqualTo(1);
        assertThat(rule.has("changedSince")).isFalse();
        JsonNode delivery = rule.at("/deliveries/0");
        assertThat(delivery.path("id").asText()).isEqualTo(delivery("e"));
        assertThat(delivery.path("state").asText()).isEqualTo("delivered");
        assertThat(delivery.path("attempts"))
                .extracting(one -> one.path("result").asText())
                .containsExactly("retrying", "dead", "delivered");
        assertThat(delivery.at("/attempts/0/reason").asText()).isEqualTo("answered 503");
        assertThat(delivery.at("/attempts/0/due").asText()).isEqualTo(second.toString());
        assertThat(delivery.path("deadLetter"))
                .extracting(one -> one.path("what").asText())
                .containsExactly("kept", "redriven");
        assertThat(trace.at("/searched/complete").asBoolean()).isTrue();
    }

    private void dies(String event, Instant at) {
        topics.append(
                "signalbox.dead-letters",
                HOOK.toString(),
                at.toEpochMilli(),
                DeliveryRecords.headers(record(event)),
                "{}");
    }

    private static Delivery record(String event) {
        return new Delivery(
                delivery(event),
                HOOK,
                "",
                new EventKey(ACCOUNT, "default", event),
                "my.shop",
                "order:created",
                ACCEPTED,
                7,
                1,
                List.of(),
                "",
                false,
                new byte[0]);
    }

    @Test
    void theRulesThatDidNotMatchSayWhyTheNearestFirst() {
        rule("far", "{'type': ['x'], 'data': {'amount': [6], 'city': ['y']}}", true);
        rule("near", "{'type': ['order:created'], 'data': {'amount': [6]}}", true);
        rule("near-disabled", "{'type': ['order:created'], 'data': {'amount': [7]}}", false);
        rule("orders", "{'type': ['order:created']}", false);
        event("e", ACCEPTED);

        JsonNode trace = trace("e");

        assertThat(trace.path("unmatched"))
                .extracting(one -> one.path("rule").asText())
                .containsExactly("near", "near-disabled", "far");
        JsonNode near = trace.at("/unmatched/0");
        assertThat(near.path("failed").asInt()).isEqualTo(1);
        assertThat(near.path("conditions").asInt()).isEqualTo(2);
        assertThat(near.path("path").asText()).isEqualTo("data.amount");
        assertThat(near.path("why").asText())
                .isEqualTo("data.amount is 5, and the pattern wants 6");
        assertThat(trace.at("/unmatched/1/enabled").asBoolean()).isFalse();
        assertThat(trace.at("/unmatched/2/failed").asInt()).isEqualTo(3);
        assertThat(trace.path("unmatchedTotal").asInt()).isEqualTo(3);
        assertThat(trace.at("/rules/0/rule").asText()).isEqualTo("orders");
        assertThat(trace.at("/rules/0/note").asText())
                .isEqualTo("the pattern matches, but the rule is disabled");
    }

    @Test
    void anEventThatIsNoJsonObjectIsShownAndMatchesNothing() {
        rule("orders", "{}", true);
        event("list", "my.shop", ACCEPTED, "[1]");
        event("text", "my.shop", ACCEPTED, "{oops");

        for (String id : List.of("list", "text")) {
            JsonNode trace = trace(id);
            assertThat(trace.path("rules")).isEmpty();
            assertThat(trace.path("unmatched")).isEmpty();
            assertThat(trace.has("event")).isTrue();
        }
    }

    @Test
    void aDeliveryThatWaitsSaysUntilWhen() {
        rule("orders", "{}", true);
        event("e", ACCEPTED);
        Instant due = ConsoleRig.NOW.plusSeconds(90);
        topics.append(
                "signalbox.retries",
                HOOK.toString(),
                ACCEPTED.plusSeconds(1).toEpochMilli(),
                DeliveryRecords.headersForRetry(record("e"), due, 2, ACCEPTED.toEpochMilli()),
                "{}");

        JsonNode delivery = trace("e").at("/rules/0/deliveries/0");

        assertThat(delivery.path("state").asText()).isEqualTo("waiting");
        assertThat(delivery.path("until").asText()).isEqualTo(due.toString());
        assertThat(delivery.at("/waits/0/until").asText()).isEqualTo(due.toString());
    }

    @Test
    void anEventThatCameAgainIsADuplicateWithinTheWindowAndRoutedAgainAfterIt() {
        event("e", ACCEPTED.minus(Duration.ofHours(30)));
        event("e", ACCEPTED.minus(Duration.ofHours(29)));
        event("e", ACCEPTED);

        JsonNode trace = trace("e");

        assertThat(trace.at("/accepted/offset").asLong()).isZero();
        assertThat(trace.path("cameAgain"))
                .extracting(one -> one.path("duplicate").asBoolean())
                .containsExactly(true, false);
    }

    @Test
    void eventsOfOtherSourcesWithTheIdAreNamedAndChosenBySource() {
        event("e", "crm", ACCEPTED, "{}");
        event("e", "my.shop", ACCEPTED.plusSeconds(1), "{}");

        JsonNode trace = trace("e");

        assertThat(trace.path("source").asText()).isEqualTo("my.shop");
        assertThat(trace.path("cameAgain")).isEmpty();
        assertThat(trace.path("otherSources")).extracting(JsonNode::asText).containsExactly("crm");
        assertThat(trace("e", "?source=crm").path("source").asText()).isEqualTo("crm");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a/b", "a%2Fb", "甲 乙", "a//b", "/a/", "a+b", "a;b=c?d#e", "a/../b", "\"q\\"})
    void anyIdIsFound(String id) {
        rule("orders", "{}", true);
        event(id, ACCEPTED);
        outcome(new Outcome.Delivered(facts(id, 1, ACCEPTED.plusMillis(9), 200)));

        JsonNode trace = trace(id);

        assertThat(trace.path("id").asText()).isEqualTo(id);
        assertThat(trace.at("/rules/0/deliveries/0/state").asText()).isEqualTo("delivered");
    }

    @Test
    void anIdMayHoldSlashesThatAreNotEscaped() {
        event("a/b", ACCEPTED);

        assertThat(rig.get("/api/events/a/b").body().path("id").asText()).isEqualTo("a/b");
    }

    @Test
    void anUnknownIdAndOneOfAnotherAccountAreAnsweredAlike() {
        event("e", ACCEPTED);

        Answer unknown = rig.get("/api/events/nothing");
        Answer others = rig.get("/api/events/e?account=2");

        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.code()).isEqualTo("EventNotExist");
        assertThat(unknown.body().path("searchedAll").asBoolean()).isTrue();
        assertThat(unknown.message()).contains("all events that are kept");
        assertThat(others.status()).isEqualTo(404);
        assertThat(others.code()).isEqualTo("EventNotExist");
        assertThat(others.body().path("searchedAll").asBoolean()).isTrue();
    }

    @Test
    void aSearchThatWasTooShortSaysHowFarItCameAndNotThatThereIsNothing() {
        event("old", ACCEPTED);
        for (int i = 0; i < 20_000; i++) {
            event("e" + i, ACCEPTED.plusMillis(i));
        }
        eachPollTakesASecond();

        Answer answer = rig.get("/api/events/old");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body().path("searchedAll").asBoolean()).isFalse();
        assertThat(Instant.parse(answer.body().path("searchedBackTo").asText()))
                .isBetween(ACCEPTED.plusMillis(1), ACCEPTED.plusMillis(20_000));
        assertThat(answer.message()).contains("older ones were not searched");
    }

    @Test
    void aKnownTimeLeadsToAnEventThatIsFarBack() {
        event("old", ACCEPTED);
        for (int i = 0; i < 20_000; i++) {
            event("e" + i, ACCEPTED.plusSeconds(3_600).plusMillis(i));
        }
        eachPollTakesASecond();

        JsonNode trace = trace("old", "?around=" + ACCEPTED.plusSeconds(300));

        assertThat(trace.at("/accepted/at").asText()).isEqualTo(ACCEPTED.toString());
        Answer nothing = rig.get("/api/events/nothing?around=" + ACCEPTED.minusSeconds(9_000));
        assertThat(nothing.status()).isEqualTo(404);
        assertThat(nothing.body().has("searchedBackTo")).isTrue();
        assertThat(nothing.body().has("searchedTo")).isTrue();
    }

    @Test
    void aRouterThatRemembersWhereItWasSeenMakesASearchOfAFewRecords() {
        event("old", ACCEPTED);
        for (int i = 0; i < 20_000; i++) {
            event("e" + i, ACCEPTED.plusMillis(i));
        }
        var asked = new ArrayList<String>();
        rig.locations()
                .remember((partition, key, scope) -> {
                    asked.add(scope);
                    return new String(key, UTF_8).equals(BUS + "old") && scope.equals("my.shop")
                            ? List.of(new EventLocation(partition, 0, ACCEPTED))
                            : List.of();
                });
        eachPollTakesASecond();

        // The scopes are learnt from the newest records.
        assertThat(trace("old").at("/accepted/at").asText()).isEqualTo(ACCEPTED.toString());

        polls = 0;
        asked.clear();
        assertThat(trace("old").at("/accepted/at").asText()).isEqualTo(ACCEPTED.toString());
        assertThat(asked).contains("", "my.shop");
        assertThat(polls).isLessThan(5);
    }

    @Test
    void whatAReplaySentIsToldBesideWhatWasSentLive() throws Exception {
        rule("orders", "{}", true);
        event("e", ACCEPTED);
        outcome(new Outcome.Delivered(facts("e", 1, ACCEPTED.plusMillis(5), 200)));
        outcomesOfOthers(20_000, ACCEPTED.plusSeconds(60));
        Instant ordered = ACCEPTED.plus(Duration.ofHours(2));
        replayed("rpl_1", ordered);
        String id =
                DeliveryId.of(new EventKey(ACCOUNT, "default", "e"), "my.shop", HOOK, "", "rpl_1");
        outcome(
                new Outcome.Delivered(
                        new OutcomeFacts(
                                id,
                                HOOK,
                                "",
                                Channel.HTTP,
                                "e",
                                "rpl_1",
                                1,
                                ACCEPTED.toEpochMilli(),
                                1,
                                ordered.plusSeconds(9).toEpochMilli(),
                                20,
                                200)));

        JsonNode trace = trace("e");

        assertThat(trace.at("/rules/0/deliveries"))
                .extracting(one -> one.path("replay").asText() + one.path("state").asText())
                .containsExactly("delivered", "rpl_1delivered");
        assertThat(trace.at("/replays/0/id").asText()).isEqualTo("rpl_1");
        assertThat(trace("e", "?source=my.shop").path("replays")).hasSize(1);
    }

    /// A replay has read all events by the rule `orders`.
    private void replayed(String id, Instant ordered) throws Exception {
        var ranges = new HashMap<Integer, OffsetRange>();
        var next = new HashMap<Integer, Long>();
        for (int i = 0; i < 3; i++) {
            ranges.put(i, new OffsetRange(0, 10));
            next.put(i, 10L);
        }
        var order =
                new ReplayOrder(
                        "default",
                        ACCEPTED.minusSeconds(60),
                        ACCEPTED.plusSeconds(60),
                        List.of(new PinnedRule("orders", 1, pattern())),
                        null,
                        Set.of(),
                        Only.ALL,
                        new Speed.Max(),
                        "",
                        ranges,
                        false);
        var plan =
                new ReplayPlan(1, 1, 1, List.of(), BigDecimal.ZERO, Duration.ZERO, true, List.of());
        var replay =
                new Replay(ACCOUNT, id, order, plan, ReplayState.DONE, "", ordered, "", ordered, 1);
        var progress =
                new ReplayProgress(
                        next,
                        ReplayAccount.NONE,
                        Map.of(),
                        0,
                        Map.of(),
                        "router",
                        1,
                        ordered,
                        1,
                        "",
                        null);
        apply(replay.key().toString(), ReplayRecords.write(replay), 0);
        apply(replay.key().progress(), ReplayRecords.write(progress), 1);
    }

    private static Pattern pattern() throws Exception {
        return Pattern.parse(Json.MAPPER.readTree("{}"));
    }

    private void apply(String key, byte[] value, int offset) {
        rig.replays()
                .apply(
                        new ConsumerRecord<>(
                                "signalbox.replays", 0, offset, key.getBytes(UTF_8), value));
    }

    @Test
    void whatABusyAccountDidBetweenTheAttemptsIsNotRead() {
        rule("orders", "{}", true);
        event("e", ACCEPTED);
        Instant due = ACCEPTED.plus(Duration.ofHours(2));
        outcome(
                new Outcome.Retrying(
                        facts("e", 1, ACCEPTED.plusMillis(5), 503), "busy", due.toEpochMilli()));
        outcomesOfOthers(60_000, ACCEPTED.plusSeconds(60));
        outcome(new Outcome.Delivered(facts("e", 2, due.plusMillis(7), 200)));

        JsonNode trace = trace("e");

        assertThat(trace.at("/rules/0/deliveries/0/state").asText()).isEqualTo("delivered");
        assertThat(polls).isLessThan(10);
        assertThat(Instant.parse(trace.at("/searched/outcomesTo").asText())).isBefore(due);
    }

    @Test
    void outcomesThatCouldNotBeReadInTimeAreNotTakenForNone() {
        rule("orders", "{}", true);
        event("e", ACCEPTED);
        outcomesOfOthers(60_000, ACCEPTED);
        eachPollTakesASecond();

        JsonNode trace = trace("e");

        assertThat(trace.at("/rules/0/deliveries/0/state").asText()).isEqualTo("underWay");
        assertThat(trace.at("/searched/complete").asBoolean()).isFalse();
        assertThat(trace.at("/searched/outcomesTo").asText()).isNotEmpty();
    }

    @Test
    void whatIsWrongWithAQuestionIsSaid() {
        assertThat(rig.get("/api/events/e?around=soon").message()).startsWith("around: must be");
        assertThat(rig.get("/api/events/e?bus=no").code()).isEqualTo("EventBusNotExist");
        assertThat(rig.get("/api/events/e?bus=a/b").status()).isEqualTo(400);
        assertThat(rig.get("/api/events/e?when=now").message())
                .isEqualTo("when: there is no such query parameter");
    }
}

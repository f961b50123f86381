package dev.signalbox.console.eventbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.console.ConsoleRig;
import dev.signalbox.console.ConsoleRig.Answer;
import dev.signalbox.console.LogConsumer;
import dev.signalbox.console.MemoryLog;
import dev.signalbox.console.history.HistoryReader;
import dev.signalbox.contract.delivery.DeliveryId;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.delivery.OutcomeFacts;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.TargetKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventBridgeHistoryTest {
    private static final String ACCOUNT = "1000000000000001";
    private static final String BUS = ACCOUNT + "/default/";
    private static final long DAY = 1_700_000_000_000L;

    @TempDir private Path data;
    private ConsoleRig rig;
    private LogConsumer.Topics topics;
    private int seconds;

    @BeforeEach
    void start() {
        rig = new ConsoleRig(new MemoryLog(), data);
        topics = rig.topics();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private Answer call(String operation, String members) {
        return rig.send(
                "POST",
                "/openapi/" + operation,
                "{\"EventBusName\": \"default\"%s}".formatted(members));
    }

    private Answer period(long from, long to, String members) {
        return call(
                "queryEventsByPeriod",
                ", \"StartTime\": %d, \"EndTime\": %d%s".formatted(from, to, members));
    }

    private static List<String> told(JsonNode list, String member) {
        var values = new ArrayList<String>();
        list.forEach(item -> values.add(item.path(member).asText()));
        return values;
    }

    private static List<String> ids(Answer answer) {
        assertThat(answer.status()).as(answer.message()).isEqualTo(200);
        return told(answer.body().path("TracedEvents"), "EventId");
    }

    private void event(String id, long time) {
        topics.event(BUS + id, "my.shop", "order:created", time, "{\"id\":\"%s\"}".formatted(id));
    }

    private void outcome(Outcome outcome) {
        topics.append(
                "signalbox.outcomes",
                outcome.target().account(),
                outcome.atMillis(),
                new RecordHeaders(),
                new String(outcome.toBytes(), StandardCharsets.UTF_8));
    }

    private void eachPollTakesASecond() {
        topics.atPoll(() -> {
            seconds++;
            rig.now(ConsoleRig.NOW.plusSeconds(seconds));
        });
    }

    @Test
    void eventsOfAPeriodComeByTimePageByPageEachOnce() {
        var expected = new ArrayList<String>();
        for (int i = 0; i < 100; i++) {
            event("e" + i, DAY + i);
            if (i >= 10 && i <= 90) {
                expected.add("e" + i);
            }
        }
        topics.atOnce(7);

        var seen = new ArrayList<String>();
        String token = "0";
        do {
            var page =
                    period(DAY + 10, DAY + 90, ", \"Limit\": 9, \"NextToken\": \"" + token + "\"");
            assertThat(page.body().path("Total").asInt()).isEqualTo(ids(page).size());
            seen.addAll(ids(page));
            token = page.body().path("NextToken").asText();
            event("late" + token.hashCode(), DAY + 100);
        } while (!token.isEmpty());

        assertThat(seen).isEqualTo(expected);
        JsonNode first = period(DAY, DAY, "").body().path("TracedEvents").path(0);
        assertThat(first.path("EventReceivedTime").asText()).isEqualTo("" + DAY);
        assertThat(first.path("EventBusName").asText()).isEqualTo("default");
        assertThat(first.path("EventType").asText()).isEqualTo("order:created");
    }

    @Test
    void eventsAreNarrowedDownBySourceTypeAndRule() {
        amount("a", "s1", "t1", 7);
        amount("b", "s2", "t1", 7);
        amount("c", "s1", "t2", 1);
        rig.put(
                "/api/buses/default/rules/large",
                """
                {"pattern": {"source": ["s1", "s2"], "data": {"amount": [{"numeric": [">", 5]}]}},
                 "targets": [{"id": "h", "type": "http", "url": "http://x.example/"}]}
                """);

        assertThat(ids(period(DAY, DAY, ", \"EventSource\": \"s1\"")))
                .containsExactlyInAnyOrder("a", "c");
        assertThat(ids(period(DAY, DAY, ", \"EventType\": \"t1\"")))
                .containsExactlyInAnyOrder("a", "b");
        assertThat(ids(period(DAY, DAY, ", \"MatchedRule\": \"large\"")))
                .containsExactlyInAnyOrder("a", "b");
        assertThat(ids(period(DAY, DAY, ", \"MatchedRule\": \"large\", \"EventSource\": \"s2\"")))
                .containsExactly("b");
        assertThat(period(DAY, DAY, ", \"MatchedRule\": \"gone\"").code())
                .isEqualTo("EventRuleNotExist");
    }

    private void amount(String id, String source, String type, int amount) {
        topics.event(
                BUS + id,
                source,
                type,
                DAY,
                "{\"source\":\"%s\",\"type\":\"%s\",\"data\":{\"amount\":%d}}"
                        .formatted(source, type, amount));
    }

    @Test
    void clocksThatDifferHideNoEventOfThePeriod() {
        for (int i = 0; i < 30; i++) {
            event("ahead" + i, DAY + 30_000);
            event("e" + i, DAY + i);
        }

        assertThat(ids(period(DAY, DAY + 100, ""))).hasSize(30).allMatch(id -> id.startsWith("e"));
    }

    @Test
    void aSearchWhoseTimeIsOverGoesOnWhereItEnded() {
        for (int i = 0; i < 50; i++) {
            topics.event("7/default/x" + i, "s", "t", DAY + i, "{}");
            event("e" + i, DAY + i);
        }
        topics.atOnce(3);
        eachPollTakesASecond();

        var seen = new ArrayList<String>();
        String token = "";
        int parts = 0;
        do {
            var part = period(DAY, DAY + 100, ", \"NextToken\": \"" + token + "\"");
            seen.addAll(ids(part));
            token = part.body().path("NextToken").asText();
            parts++;
        } while (!token.isEmpty());

        assertThat(parts).isGreaterThan(2);
        assertThat(seen).hasSize(50).doesNotHaveDuplicates().allMatch(id -> id.startsWith("e"));
    }

    @Test
    void aTokenOfAnotherQuestionIsRefused() {
        for (int i = 0; i < 9; i++) {
            event("e" + i, DAY + i);
        }
        String token = period(DAY, DAY + 10, ", \"Limit\": 2").body().path("NextToken").asText();

        for (String members :
                List.of(
                        ", \"EventSource\": \"my.shop\", \"NextToken\": \"" + token + "\"",
                        ", \"NextToken\": \"" + token + "x\"",
                        ", \"NextToken\": \"?\"",
                        ", \"NextToken\": \"aDEuLA\"")) {
            var answer = period(DAY, DAY + 10, members);
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.code()).isEqualTo("NextTokenInvalid");
        }
        assertThat(ids(period(DAY, DAY + 10, ", \"NextToken\": \"" + token + "\""))).hasSize(7);
    }

    @Test
    void whatIsWrongWithAQuestionIsSaid() {
        assertThat(call("queryEventsByPeriod", "").message()).isEqualTo("StartTime: is missing");
        assertThat(period(DAY, DAY - 1, "").message()).isEqualTo("EndTime: is before StartTime");
        assertThat(call("queryEventsByPeriod", ", \"StartTime\": \"now\"").message())
                .isEqualTo("StartTime: must be a time in milliseconds since 1970");
        assertThat(period(DAY, DAY, ", \"Limit\": 101").code()).isEqualTo("LimitSizeInvalid");
        assertThat(call("queryEventByEventId", "").message()).isEqualTo("EventId: is missing");
        assertThat(call("queryEventsByEventIds", ", \"EventIds\": \"a\"").message())
                .isEqualTo("EventIds: must be a list of 1 to 20 texts");
        for (String operation : EventBridgeHistory.NAMES) {
            var answer = rig.send("POST", "/openapi/" + operation, "{\"EventBusName\": \"gone\"}");
            assertThat(answer.code()).isEqualTo("EventBusNotExist");
        }
    }

    @Test
    void anEventIsFoundByItsIdAsOftenAsItCame() {
        event("twice", DAY);
        for (int i = 0; i < 5_000; i++) {
            event("e" + i, DAY + i);
        }
        event("twice", DAY + 5_000);

        var found = call("queryEventByEventId", ", \"EventId\": \"twice\"");

        assertThat(told(found.body().path("TracedEvents"), "EventReceivedTime"))
                .containsExactly("" + (DAY + 5_000), "" + DAY);
        assertThat(found.body().path("Total").asInt()).isEqualTo(2);
        assertThat(
                        ids(
                                call(
                                        "queryEventByEventId",
                                        ", \"EventId\": \"twice\", \"EventSource\": \"other\"")))
                .isEmpty();
        assertThat(ids(call("queryEventByEventId", ", \"EventId\": \"nowhere\""))).isEmpty();
    }

    @Test
    void ofAnIdThatCameManyTimesTheNewestHundredAreTold() {
        for (int i = 0; i < 250; i++) {
            event("often", DAY + i);
        }

        var found = call("queryEventByEventId", ", \"EventId\": \"often\"");

        assertThat(told(found.body().path("TracedEvents"), "EventReceivedTime"))
                .hasSize(100)
                .startsWith("" + (DAY + 249))
                .endsWith("" + (DAY + 150));
    }

    @Test
    void aTraceOfVeryManyAttemptsIsCutAndSaysSo() {
        event("e", DAY);
        var target = new TargetKey(ACCOUNT, "default", "r", "h");
        for (int i = 0; i < 40_000; i++) {
            outcome(
                    new Outcome.Delivered(
                            new OutcomeFacts(
                                    "d" + i, target, Channel.HTTP, "e", 1, DAY + i, 1, 200)));
        }

        JsonNode traces =
                call("queryEventTraces", ", \"EventId\": \"e\"").body().path("EventTraceList");

        assertThat(traces.size()).isBetween(10_000, 20_000);
        JsonNode end = traces.path(traces.size() - 1);
        assertThat(end.path("Action").asText()).isEqualTo("SearchEnded");
        assertThat(end.path("NotifyStatus").asText())
                .endsWith("10000 are the most that are listed");
        assertThat(end.path("ActionTime").asLong()).isBetween(DAY + 9_999, DAY + 39_998);
    }

    @Test
    void eachAttemptIsTracedToTheSourceOfItsEvent() {
        topics.eventOfSource(BUS + "1", "shop", DAY);
        topics.eventOfSource(BUS + "1", "crm", DAY + 1);
        var key = new EventKey(ACCOUNT, "default", "1");
        var target = new TargetKey(ACCOUNT, "default", "r", "h");
        for (String id :
                List.of(
                        DeliveryId.of(key, "crm", target, "", null),
                        DeliveryId.of(key, "shop", target, "", null),
                        "of a contact that is gone")) {
            outcome(
                    new Outcome.Delivered(
                            new OutcomeFacts(id, target, Channel.HTTP, "1", 1, DAY + 2, 1, 200)));
        }

        JsonNode traces =
                call("queryEventTraces", ", \"EventId\": \"1\"").body().path("EventTraceList");

        assertThat(traces)
                .filteredOn(step -> step.path("Action").asText().equals("PushEvent"))
                .extracting(step -> step.path("EventSource").asText(null))
                .containsExactly("crm", "shop", null);
        assertThat(traces)
                .filteredOn(step -> step.path("Action").asText().equals("PutEvent"))
                .extracting(step -> step.path("EventSource").asText())
                .containsExactly("shop", "crm");
    }

    @Test
    void aSearchThatWasTooShortNeverSaysThatThereIsNoSuchEvent() {
        event("old", DAY);
        for (int i = 0; i < 20_000; i++) {
            event("e" + i, DAY + 1 + i);
        }
        eachPollTakesASecond();

        for (var answer :
                List.of(
                        call("queryEventByEventId", ", \"EventId\": \"old\""),
                        call("queryEventTraces", ", \"EventId\": \"old\""),
                        call("queryEventsByEventIds", ", \"EventIds\": [\"old\"]"))) {
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.code()).isEqualTo("EventHistoryTooLong");
            assertThat(answer.message()).contains("[old]").contains("back to 2023-11-14T22:");
        }
    }

    @Test
    void aContentThatMayNotBeTheNewestIsNotTakenForIt() {
        topics.event(BUS + "a", "my.shop", "t", DAY, "{\"data\":\"first\"}");
        for (int i = 0; i < 500; i++) {
            topics.event(BUS + "a" + i, "my.shop", "t", DAY, "{}");
        }
        topics.event(BUS + "a", "my.shop", "t", DAY + 1, "{\"data\":\"second\"}");
        topics.atOnce(10);
        eachPollTakesASecond();

        var answer = call("queryEventsByEventIds", ", \"EventIds\": [\"a\"]");

        assertThat(answer.code()).isEqualTo("EventHistoryTooLong");
        assertThat(answer.message()).contains("only in part");
    }

    @Test
    void eventsAreFetchedByTheirIds() {
        topics.event(BUS + "a", "my.shop", "t", DAY, "{\"id\":\"a\",\"data\":\"first\"}");
        topics.event(BUS + "a", "my.shop", "t", DAY + 1, "{\"id\":\"a\",\"data\":\"second\"}");
        topics.atOnce(1);
        topics.event(BUS + "b/1", "my.shop", "t", DAY, "{\"id\":\"b/1\"}");

        var answer = call("queryEventsByEventIds", ", \"EventIds\": [\"b/1\", \"a\", \"gone\"]");

        assertThat(answer.body().path("EventBusName").asText()).isEqualTo("default");
        JsonNode map = answer.body().path("EventMap");
        assertThat(map).hasSize(2);
        assertThat(map.path("a").textValue()).isEqualTo("{\"id\":\"a\",\"data\":\"second\"}");
        assertThat(call("queryEventsByEventIds", ", \"EventIds\": [\"a\"]").body().path("EventMap"))
                .containsExactly(map.path("a"));
        assertThat(map.path("b/1").textValue()).isEqualTo("{\"id\":\"b/1\"}");
        assertThat(
                        call(
                                        "queryEventsByEventIds",
                                        ", \"EventSourceName\": \"other\", \"EventIds\": [\"a\"]")
                                .body()
                                .path("EventMap"))
                .isEmpty();
    }

    @Test
    void anEventsWayIsTold() {
        rig.put(
                "/api/buses/default/rules/r",
                """
                {"pattern": {}, "targets": [
                  {"id": "h", "type": "http", "url": "https://x.example/in?token=s3cret"}]}
                """);
        event("e", DAY);
        var target = new TargetKey(ACCOUNT, "default", "r", "h");
        outcome(
                new Outcome.Retrying(
                        new OutcomeFacts("d", target, Channel.HTTP, "e", 1, DAY + 30, 20, 503),
                        "busy",
                        DAY + 90));
        outcome(
                new Outcome.Delivered(
                        new OutcomeFacts("d", target, Channel.HTTP, "e", 2, DAY + 99, 8, 200)));
        outcome(
                new Outcome.Delivered(
                        new OutcomeFacts("x", target, Channel.HTTP, "other", 1, DAY + 99, 8, 200)));
        outcome(
                new Outcome.Delivered(
                        new OutcomeFacts(
                                "y",
                                new TargetKey(ACCOUNT, "bus", "r", "h"),
                                Channel.HTTP,
                                "e",
                                1,
                                DAY + 99,
                                8,
                                200)));

        var answer = call("queryEventTraces", ", \"EventId\": \"e\"");

        JsonNode traces = answer.body().path("EventTraceList");
        assertThat(told(traces, "Action"))
                .containsExactly("PutEvent", "FilterEvent", "PushEvent", "PushEvent");
        assertThat(told(traces, "ActionTime"))
                .containsExactly("" + DAY, "" + (DAY + 10), "" + (DAY + 30), "" + (DAY + 99));
        assertThat(traces.path(0).path("ReceivedTime").asLong()).isEqualTo(DAY);
        assertThat(traces.path(1).path("RuleName").asText()).isEqualTo("r");
        assertThat(traces.path(2).path("NotifyStatus").asText()).isEqualTo("[503]Retrying: busy");
        JsonNode last = traces.path(3);
        assertThat(last.path("NotifyStatus").asText()).isEqualTo("[200]Ok");
        assertThat(last.path("NotifyLatency").asLong()).isEqualTo(8);
        assertThat(last.path("Endpoint").asText()).isEqualTo("https://x.example/in?token=***");
        assertThat(answer.raw().body()).doesNotContain("s3cret");
    }

    @Test
    void aWayThatCouldNotBeSeenToItsEndSaysSo() {
        event("e", DAY);
        var target = new TargetKey(ACCOUNT, "default", "gone", "h");
        outcome(
                new Outcome.Dead(
                        new OutcomeFacts("d", target, Channel.HTTP, "e", 1, DAY + 1, 1, 404),
                        "no such page"));
        for (int i = 2; i < 3_000; i++) {
            outcome(
                    new Outcome.Delivered(
                            new OutcomeFacts(
                                    "d" + i, target, Channel.HTTP, "e" + i, 1, DAY + i, 1, 200)));
        }
        eachPollTakesASecond();

        JsonNode traces =
                call("queryEventTraces", ", \"EventId\": \"e\"").body().path("EventTraceList");

        assertThat(told(traces, "Action"))
                .containsExactly("PutEvent", "FilterEvent", "PushEvent", "SearchEnded");
        assertThat(traces.path(2).path("NotifyStatus").asText())
                .isEqualTo("[404]Dead: no such page");
        assertThat(traces.path(2).has("Endpoint")).isFalse();
        assertThat(traces.path(3).path("ActionTime").asLong()).isBetween(DAY + 400, DAY + 2_900);
        assertThat(traces.path(3).path("NotifyStatus").asText()).contains("were not searched");
    }

    @Test
    void anAccountLearnsNothingOfAnothers() {
        topics.event("7/default/e", "s", "t", DAY, "{}");
        outcome(
                new Outcome.Delivered(
                        new OutcomeFacts(
                                "d",
                                new TargetKey("7", "default", "r", "h"),
                                Channel.HTTP,
                                "e",
                                1,
                                DAY,
                                8,
                                200)));

        assertThat(ids(period(0, DAY, ""))).isEmpty();
        assertThat(ids(call("queryEventByEventId", ", \"EventId\": \"e\""))).isEmpty();
        assertThat(call("queryEventTraces", ", \"EventId\": \"e\"").body().path("EventTraceList"))
                .isEmpty();
        assertThat(call("queryEventsByEventIds", ", \"EventIds\": [\"e\"]").body().path("EventMap"))
                .isEmpty();
        assertThat(
                        ids(
                                rig.send(
                                        "POST",
                                        "/openapi/queryEventByEventId?account=7",
                                        "{\"EventBusName\": \"default\", \"EventId\": \"e\"}")))
                .containsExactly("e");
    }

    @Test
    void tooManyQuestionsAtOneTimeAreAskedToComeBack() throws Exception {
        event("e", DAY);
        var asked = new CountDownLatch(HistoryReader.MOST_AT_ONCE);
        var go = new CountDownLatch(1);
        topics.atPoll(() -> {
            asked.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < HistoryReader.MOST_AT_ONCE; i++) {
                threads.execute(() -> period(DAY, DAY, ""));
            }
            asked.await();

            var answer = period(DAY, DAY, "");

            go.countDown();
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.code()).isEqualTo("TooManyRequests");
            assertThat(answer.header("Retry-After")).isEqualTo("1");
        }
        assertThat(ids(period(DAY, DAY, ""))).containsExactly("e");
    }

    @Test
    void withKafkaAwayTheCallerIsAskedToComeBack() {
        event("e", DAY);
        topics.atPoll(() -> {
            throw new TimeoutException("no answer from broker-1.internal:9092");
        });

        var answer = period(DAY, DAY, "");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.message()).doesNotContain("broker");
    }
}

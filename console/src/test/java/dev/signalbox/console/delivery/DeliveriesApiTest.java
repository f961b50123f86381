package dev.signalbox.console.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.console.ConsoleRig;
import dev.signalbox.console.ConsoleRig.Answer;
import dev.signalbox.console.LogConsumer;
import dev.signalbox.console.MemoryLog;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.delivery.OutcomeFacts;
import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.TargetKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveriesApiTest {
    private static final String ACCOUNT = "1000000000000001";
    private static final long BEGIN = ConsoleRig.NOW.minus(Duration.ofMinutes(30)).toEpochMilli();

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

    private static TargetKey target(String account, String rule) {
        return new TargetKey(account, "default", rule, "hook");
    }

    private void outcome(Outcome outcome) {
        topics.append(
                "signalbox.outcomes",
                outcome.target().account(),
                outcome.atMillis(),
                new RecordHeaders(),
                new String(outcome.toBytes(), UTF_8));
    }

    private void delivered(String id, String rule, long at) {
        outcome(
                new Outcome.Delivered(
                        new OutcomeFacts(
                                id,
                                target(ACCOUNT, rule),
                                Channel.HTTP,
                                "e-" + id,
                                1,
                                at,
                                12,
                                204)));
    }

    private void retrying(String id, String rule, long at) {
        outcome(
                new Outcome.Retrying(
                        new OutcomeFacts(
                                id, target(ACCOUNT, rule), Channel.LARK, "e-" + id, 1, at, 12, 500),
                        "answered 500",
                        at + 1_000));
    }

    private void dead(String id, String rule, long at) {
        outcome(
                new Outcome.Dead(
                        new OutcomeFacts(
                                id, target(ACCOUNT, rule), Channel.HTTP, "e-" + id, 4, at, 1, 410),
                        "gone"));
    }

    private static List<String> told(Answer answer) {
        assertThat(answer.status()).as(answer.message()).isEqualTo(200);
        var ids = new ArrayList<String>();
        answer.body()
                .path("deliveries")
                .forEach(one ->
                        ids.add(one.path("id").asText() + " " + one.path("status").asText()));
        return ids;
    }

    private List<String> told(String query) {
        return told(rig.get("/api/deliveries" + query));
    }

    @Test
    void theLatestOutcomeOfEachDeliveryIsToldNewestFirst() {
        retrying("a", "r1", BEGIN);
        dead("b", "r2", BEGIN + 1);
        retrying("c", "r1", BEGIN + 2);
        delivered("a", "r1", BEGIN + 3);
        outcome(
                new Outcome.Dead(
                        new OutcomeFacts(
                                "x", target("2", "r1"), Channel.HTTP, "e", 1, BEGIN, 1, 410),
                        ""));

        assertThat(told("")).containsExactly("a delivered", "c retrying", "b dead");
        assertThat(told("?status=retrying")).containsExactly("c retrying");
        assertThat(told("?rule=r2")).containsExactly("b dead");
        assertThat(told("?rule=r1&target=hook&bus=default&status=delivered"))
                .containsExactly("a delivered");
        assertThat(told("?event=e-b")).containsExactly("b dead");
        assertThat(told("?id=a")).containsExactly("a delivered");
        assertThat(told("?id=z")).isEmpty();
        assertThat(told("?account=2")).containsExactly("x dead");
        assertThat(told("?to=" + BEGIN)).containsExactly("a retrying");
        assertThat(told("?from=" + (BEGIN + 2))).containsExactly("a delivered", "c retrying");
        JsonNode retrying =
                rig.get("/api/deliveries?status=retrying").body().path("deliveries").path(0);
        assertThat(retrying)
                .hasToString(
                        ("{'id':'c','bus':'default','rule':'r1','target':'hook','channel':'lark',"
                                        + "'event':'e-c','status':'retrying','attempt':1,"
                                        + "'at':'2026-11-30T16:00:00.002Z','tookMillis':12,"
                                        + "'httpStatus':500,'reason':'answered 500',"
                                        + "'due':'2026-11-30T16:00:01.002Z'}")
                                .replace('\'', '"'));
    }

    @Test
    void aDeliveryOfAReplayNamesItsReplayContactAndRevision() {
        outcome(new Outcome.Delivered(ofReplay("d-1", "rpl_1")));
        outcome(new Outcome.Dead(ofReplay("d-2", "rpl_1"), "the replay was cancelled", true));
        delivered("live", "r1", BEGIN);

        assertThat(told("?replay=rpl_1")).containsExactly("d-2 cancelled", "d-1 delivered");
        assertThat(told("?status=dead")).isEmpty();
        assertThat(told("?status=cancelled")).containsExactly("d-2 cancelled");
        assertThat(
                        rig.get("/api/deliveries?status=delivered&replay=rpl_1")
                                .body()
                                .at("/deliveries/0"))
                .hasToString(
                        ("{'id':'d-1','bus':'default','rule':'r1','target':'hook',"
                                        + "'contact':'+8613800000000','channel':'sms','event':'e',"
                                        + "'replay':'rpl_1','revision':7,"
                                        + "'accepted':'2026-11-30T15:59:59.995Z',"
                                        + "'status':'delivered','attempt':1,"
                                        + "'at':'2026-11-30T16:00:00Z','tookMillis':3,"
                                        + "'httpStatus':200}")
                                .replace('\'', '"'));
    }

    private static OutcomeFacts ofReplay(String id, String replay) {
        return new OutcomeFacts(
                id,
                target(ACCOUNT, "r1"),
                "+8613800000000",
                Channel.SMS,
                "e",
                replay,
                7,
                BEGIN - 5,
                1,
                BEGIN,
                3,
                200);
    }

    @Test
    void aDeliveryThatWasToldInTheMessageOfAnotherNamesThatOne() {
        TargetKey robot = target(ACCOUNT, "r1");
        outcome(
                new Outcome.Delivered(
                        new OutcomeFacts("b", robot, Channel.DINGTALK, "e-b", 1, BEGIN, 12, 200),
                        "a"));
        outcome(
                new Outcome.Delivered(
                        new OutcomeFacts("a", robot, Channel.DINGTALK, "e-a", 1, BEGIN, 12, 200),
                        ""));

        Answer answer = rig.get("/api/deliveries");

        assertThat(told(answer)).containsExactly("a delivered", "b delivered");
        assertThat(answer.body().at("/deliveries/0").has("mergedInto")).isFalse();
        assertThat(answer.body().at("/deliveries/1/mergedInto").asText()).isEqualTo("a");
    }

    @Test
    void onlyTheLastHourIsToldUnlessAskedOtherwise() {
        delivered("old", "r1", ConsoleRig.NOW.minus(Duration.ofMinutes(61)).toEpochMilli());
        delivered("new", "r1", ConsoleRig.NOW.minus(Duration.ofMinutes(59)).toEpochMilli());

        assertThat(told("")).containsExactly("new delivered");
        assertThat(told("?from=2026-11-30T14:30:00Z"))
                .containsExactly("new delivered", "old delivered");
        assertThat(told("?from=2026-11-30T22:30:00%2B08:00"))
                .containsExactly("new delivered", "old delivered");
    }

    @Test
    void pagesGoOnWhereTheOneBeforeEndedAlsoWhenTimeWasShort() {
        var expected = new ArrayList<String>();
        for (int i = 0; i < 5_000; i++) {
            delivered("d" + i, i % 250 == 0 ? "r1" : "r2", BEGIN + i);
            if (i % 250 == 0) {
                expected.addFirst("d" + i + " delivered");
            }
        }
        topics.atOnce(500);
        topics.atPoll(() -> {
            seconds++;
            rig.now(ConsoleRig.NOW.plusSeconds(seconds));
        });
        var seen = new ArrayList<String>();
        int cutShort = 0;
        String next = "";
        do {
            Answer page =
                    rig.get(
                            "/api/deliveries?rule=r1&limit=9&from=%d&to=%d&next=%s"
                                    .formatted(BEGIN, BEGIN + 10_000, next));
            seen.addAll(told(page));
            cutShort += page.body().has("searchedBackTo") ? 1 : 0;
            next = page.body().path("next").asText();
        } while (!next.isEmpty());

        assertThat(seen).isEqualTo(expected);
        assertThat(cutShort).isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?status=lost | status: must be one of delivered, retrying, dead",
                "?from=2026-11-01T00:00:00Z | from: is more than 7 days before to",
                "?from=2026-11-30T16:31:00Z | from: is after to",
                "?to=x | to: must be a time such as",
                "?next=h1 | next: must be the token of an earlier page of the same question",
                "?rules=a | rules: there is no such query parameter"
            })
    void whatIsWrongWithAQuestionIsNamed(String query, String reason) {
        Answer answer = rig.get("/api/deliveries" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).contains(reason);
    }
}

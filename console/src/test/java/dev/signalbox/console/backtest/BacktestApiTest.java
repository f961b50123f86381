package dev.signalbox.console.backtest;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.console.ConsoleRig;
import dev.signalbox.console.ConsoleRig.Answer;
import dev.signalbox.console.LogConsumer;
import dev.signalbox.console.MemoryLog;
import dev.signalbox.contract.usage.MonthlyUsage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class BacktestApiTest {
    private static final String ACCOUNT = "1000000000000001";
    private static final Instant BEGIN = ConsoleRig.NOW.minusSeconds(7_200);
    private static final String PERIOD =
            "\"from\": \"%s\", \"to\": \"%s\"".formatted(BEGIN, ConsoleRig.NOW);
    private static final String LARGE =
            "{\"source\": [\"my.shop\"], \"data\": {\"amount\": [{\"numeric\": [\">\", 100]}]}}";
    private static final String PEOPLE =
            "[{\"id\": \"calls\", \"type\": \"voice\", \"template\": \"TTS_1\","
                    + " \"contacts\": [\"13800000000\", \"13900000000\"]}]";

    @TempDir private Path data;
    private ConsoleRig rig;
    private LogConsumer.Topics topics;

    @BeforeEach
    void start() {
        rig = new ConsoleRig(new MemoryLog(), data);
        topics = rig.topics();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    /// An order that came so many seconds after the beginning.
    private void order(String id, int amount, int after) {
        topics.event(
                ACCOUNT + "/default/" + id,
                "my.shop",
                "order:created",
                BEGIN.plusSeconds(after).toEpochMilli(),
                "{\"id\":\"%s\",\"source\":\"my.shop\",\"data\":{\"amount\":%d}}"
                        .formatted(id, amount));
    }

    /// Sixty orders, a minute between them, of 10, 20, … 600.
    private void orders() {
        for (int i = 0; i < 60; i++) {
            order("order-" + i, (i + 1) * 10, 60 * i);
        }
    }

    private List<JsonNode> run(String fields) {
        return rig.lines("/api/backtests", "{" + PERIOD + ", " + fields + "}");
    }

    private static List<JsonNode> of(String kind, List<JsonNode> lines) {
        return lines.stream().filter(line -> line.path("kind").asText().equals(kind)).toList();
    }

    private static JsonNode one(String kind, List<JsonNode> lines) {
        assertThat(of(kind, lines)).as("%s in %s", kind, lines).hasSize(1);
        return of(kind, lines).getFirst();
    }

    @Test
    void aDraftIsCountedPerHourTargetAndContact() {
        orders();
        order("order-59", 600, 3_700);
        topics.event(ACCOUNT + "/other/x", "my.shop", "t", BEGIN.toEpochMilli(), "{}");

        List<JsonNode> lines = run("\"pattern\": " + LARGE + ", \"targets\": " + PEOPLE);

        JsonNode done = one("done", lines);
        assertThat(lines.getLast()).isEqualTo(done);
        assertThat(done.path("read").asInt()).isEqualTo(61);
        assertThat(done.path("matched").asInt()).isEqualTo(50);
        assertThat(done.path("repeated").asInt()).isEqualTo(1);
        assertThat(done.path("unmatched").asInt()).isEqualTo(10);
        assertThat(done.path("expired").asInt()).isZero();
        assertThat(done.path("notifications").asInt()).isEqualTo(100);
        JsonNode rule = one("rule", lines);
        assertThat(rule.path("peakPerMinute").asInt()).isEqualTo(1);
        JsonNode target = rule.at("/targets/0");
        assertThat(target.path("target").asText()).isEqualTo("calls");
        assertThat(target.path("notifications").asInt()).isEqualTo(100);
        assertThat(target.at("/contacts/1/notifications").asInt()).isEqualTo(50);
        assertThat(of("hour", lines)).hasSize(2);
        assertThat(of("hour", lines).getFirst().path("read").asInt()).isEqualTo(30);
        assertThat(of("hour", lines).getFirst().at("/rules/0/matched").asInt()).isEqualTo(20);
        assertThat(of("hour", lines).getLast().at("/rules/0/repeated").asInt()).isEqualTo(1);
    }

    @Test
    void samplesAreSpreadOverThePeriod() {
        orders();

        List<JsonNode> samples = of("sample", run("\"pattern\": {}, \"samples\": 5"));

        assertThat(samples).hasSize(5);
        assertThat(samples.getFirst().path("id").asText()).isEqualTo("order-0");
        assertThat(samples.getFirst().at("/event/data/amount").asInt()).isEqualTo(10);
        assertThat(Instant.parse(samples.getLast().path("accepted").asText()))
                .isAfter(BEGIN.plusSeconds(2_400));
    }

    @Test
    void whatMissesByOneConditionSaysWhy() {
        order("near", 90, 1);
        topics.event(
                ACCOUNT + "/default/far",
                "crm",
                "t",
                BEGIN.plusSeconds(2).toEpochMilli(),
                "{\"source\":\"crm\",\"data\":{\"amount\":1}}");

        List<JsonNode> lines = run("\"pattern\": " + LARGE);

        JsonNode miss = one("nearMiss", lines);
        assertThat(miss.path("id").asText()).isEqualTo("near");
        assertThat(miss.path("path").asText()).isEqualTo("data.amount");
        assertThat(miss.path("why").asText()).contains("data.amount is 90", "100");
    }

    @Test
    void anEditedRuleIsComparedWithTheStoredOne() {
        orders();
        rig.put(
                "/api/buses/default/rules/large",
                "{\"pattern\": {\"data\": {\"amount\": [{\"numeric\": [\">\", 200]}]}},"
                        + " \"targets\": "
                        + PEOPLE
                        + "}");

        List<JsonNode> lines =
                run(
                        "\"rule\": \"large\", \"pattern\": {\"data\": {\"amount\": [{\"numeric\":"
                                + " [\">\", 100, \"<=\", 500]}]}}");

        JsonNode comparison = one("comparison", lines);
        assertThat(comparison.path("revision").asInt()).isEqualTo(1);
        assertThat(comparison.path("added").asInt()).isEqualTo(10);
        assertThat(comparison.path("removed").asInt()).isEqualTo(10);
        assertThat(comparison.path("same").asInt()).isEqualTo(30);
        assertThat(comparison.at("/removedExamples/0/id").asText()).isEqualTo("order-50");
        assertThat(one("done", lines).path("notifications").asInt()).isEqualTo(80);
    }

    @Test
    void storedRulesAreTestedByNameOrAllThatAreEnabled() {
        orders();
        rig.put("/api/buses/default/rules/a", "{\"pattern\": {}, \"targets\": []}");
        rig.put(
                "/api/buses/default/rules/b",
                "{\"pattern\": {}, \"targets\": [], \"enabled\": false}");

        assertThat(of("rule", run("\"all\": true"))).hasSize(1);
        assertThat(of("rule", run("\"rules\": [\"a\", \"b\"]"))).hasSize(2);
        assertThat(one("rule", run("\"rule\": \"b\"")).path("matched").asInt()).isEqualTo(60);
    }

    /// The time is 00:30 on the first of December where bills are written.
    @Test
    void costIsAddedToTheMonthOfTheBillingZone() {
        orders();
        rig.used(new MonthlyUsage(ACCOUNT, "2026-11", 9_000, 0, 0, Map.of(), Map.of()));
        rig.used(new MonthlyUsage(ACCOUNT, "2026-12", 420, 0, 0, Map.of(), Map.of()));

        JsonNode cost = one("cost", run("\"pattern\": {}, \"targets\": " + PEOPLE));

        assertThat(cost.path("month").asText()).isEqualTo("2026-12");
        assertThat(cost.path("soFar").asInt()).isEqualTo(420);
        assertThat(cost.path("after").asInt()).isEqualTo(540);
        assertThat(cost.path("addedUsd").asText()).isEqualTo("0.040");
    }

    @Test
    void aRobotThatTakesLessThanThePeakIsWarnedOf() {
        for (int i = 0; i < 43; i++) {
            order("burst-" + i, 500, 600 + i);
        }

        List<JsonNode> lines =
                run(
                        "\"pattern\": {}, \"targets\": [{\"id\": \"ding\", \"type\": \"dingtalk\","
                                + " \"url\":"
                                + " \"https://oapi.dingtalk.com/robot/send?access_token=x\"}]");

        assertThat(one("rule", lines).at("/targets/0/ratePerMinute").asInt()).isEqualTo(20);
        assertThat(one("rule", lines).at("/targets/0/seconds").asInt()).isEqualTo(129);
        assertThat(one("done", lines).path("warnings").toString())
                .contains("target ding: up to 43 a minute, and it takes 20");
    }

    @Test
    void badRequestsNameFieldAndReason() {
        assertThat(refusal("{\"from\": \"x\", \"pattern\": {}}")).contains("from: must be a time");
        assertThat(refusal("{\"pattern\": {}}")).contains("from: is missing");
        assertThat(refusal("{" + PERIOD + "}")).contains("must say what to test");
        assertThat(refusal("{" + PERIOD + ", \"rule\": \"a\", \"all\": true}"))
                .contains("must say what to test");
        assertThat(refusal("{" + PERIOD + ", \"pattern\": {\"source\": \"x\"}}"))
                .contains("pattern.source: must be an array");
        assertThat(refusal("{" + PERIOD + ", \"pattern\": {}, \"samples\": 101}"))
                .contains("samples: must be a whole number from 0 to 100");
        assertThat(refusal("{" + PERIOD + ", \"pattern\": {}, \"targets\": [{\"id\": \"a\"}]}"))
                .contains("targets[0].type: is missing");
        assertThat(
                        refusal(
                                "{\"from\": \"%s\", \"to\": \"%s\", \"pattern\": {}}"
                                        .formatted(ConsoleRig.NOW, BEGIN)))
                .contains("from: must be earlier than to");
    }

    private String refusal(String body) {
        Answer answer = rig.send("POST", "/api/backtests", body);
        assertThat(answer.status()).isEqualTo(400);
        return answer.message();
    }

    @Test
    void rulesAndBusesThatAreNotThereAreNotFound() {
        assertThat(
                        rig.send("POST", "/api/backtests", "{" + PERIOD + ", \"rule\": \"none\"}")
                                .code())
                .isEqualTo("EventRuleNotExist");
        assertThat(
                        rig.send(
                                        "POST",
                                        "/api/backtests",
                                        "{" + PERIOD + ", \"pattern\": {}, \"bus\": \"none\"}")
                                .code())
                .isEqualTo("EventBusNotExist");
    }

    @Test
    @Timeout(60)
    void onlyAFewRunAtOneTime() throws Exception {
        orders();
        var running = new CountDownLatch(BacktestApi.MOST_AT_ONCE);
        var goOn = new CountDownLatch(1);
        topics.atPoll(() -> {
            running.countDown();
            try {
                assertThat(goOn.await(30, SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = callers.submit(() -> run("\"pattern\": {}"));
            var second = callers.submit(() -> run("\"pattern\": {}"));
            assertThat(running.await(30, SECONDS)).isTrue();

            Answer third = rig.send("POST", "/api/backtests", "{" + PERIOD + ", \"pattern\": {}}");

            assertThat(third.status()).isEqualTo(429);
            assertThat(third.header("retry-after")).isNotEmpty();
            goOn.countDown();
            assertThat(one("done", first.get()).path("matched").asInt()).isEqualTo(60);
            assertThat(one("done", second.get()).path("matched").asInt()).isEqualTo(60);
        }
        topics.atPoll(() -> {});
        assertThat(one("done", run("\"pattern\": {}")).path("matched").asInt()).isEqualTo(60);
    }
}

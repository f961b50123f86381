package dev.signalbox.console.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.console.ConsoleRig;
import dev.signalbox.contract.replay.ReplayAccount;
import dev.signalbox.contract.replay.ReplayId;
import dev.signalbox.contract.replay.ReplayProgress;
import dev.signalbox.contract.replay.ReplayRecords;
import dev.signalbox.contract.replay.ReplayState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ReplaysApiTest extends ReplayFixture {
    @Test
    void anOrderIsAnsweredWithItsPlan() {
        var answer = order(LAST_HOUR + ",\"rules\":[\"jobs\"],\"note\":\"hook was down\"");

        assertThat(answer.status()).isEqualTo(202);
        JsonNode replay = answer.body();
        assertThat(ReplayId.isOne(replay.path("id").asText())).isTrue();
        assertThat(replay.path("state").asText()).isEqualTo("planned");
        assertThat(replay.path("rules").toString()).isEqualTo("[\"jobs@1\"]");
        assertThat(replay.path("to").asText()).isEqualTo("2026-11-30T16:30:00Z");
        assertThat(replay.path("note").asText()).isEqualTo("hook was down");
        JsonNode plan = replay.path("plan");
        assertThat(plan.path("events").asInt()).isEqualTo(4);
        assertThat(plan.path("matched").asInt()).isEqualTo(2);
        assertThat(plan.path("notifications").asInt()).isEqualTo(2);
        assertThat(plan.path("costUsd").asText()).isEqualTo("0.000");
        assertThat(plan.path("duration").asText()).isEqualTo("PT1M");
        assertThat(plan.path("exact").asBoolean()).isTrue();
        assertThat(plan.path("byTarget").toString())
                .isEqualTo(
                        "[{\"rule\":\"jobs\",\"target\":\"hook\",\"channel\":\"http\","
                                + "\"notifications\":2,\"ratePerMinute\":2,\"duration\":\"PT1M\"}]");
        assertThat(replay.path("account").path("read").asInt(-1)).isZero();
    }

    @Test
    void aReplayCanBeStartedPausedResumedAndCancelled() {
        String id = ordered();

        assertThat(act(id, "start").body().path("state").asText()).isEqualTo("running");
        assertThat(act(id, "pause").body().path("state").asText()).isEqualTo("paused");
        assertThat(act(id, "resume").body().path("state").asText()).isEqualTo("running");
        assertThat(act(id, "cancel").body().path("state").asText()).isEqualTo("cancelled");
        assertThat(replay(id).path("state").asText()).isEqualTo("cancelled");
    }

    @Test
    void anActThatTheStateDoesNotAllowIsRefusedWithWhatItDoesAllow() {
        String id = ordered();

        assertThat(act(id, "pause").status()).isEqualTo(409);
        assertThat(act(id, "pause").code()).isEqualTo("ReplayStateConflict");
        assertThat(act(id, "resume").message())
                .isEqualTo("the replay is planned: it can be started or cancelled");
        act(id, "start");
        assertThat(act(id, "start").message())
                .isEqualTo("the replay is running: it can be paused or cancelled");
        act(id, "cancel");
        assertThat(act(id, "cancel").message())
                .isEqualTo("the replay is cancelled: nothing more can be done with it");
    }

    @Test
    void anOrderCanBeStartedAtOnce() {
        var answer = order(LAST_HOUR + ",\"all\":true,\"start\":true");

        assertThat(answer.body().path("state").asText()).isEqualTo("running");
        assertThat(answer.body().path("rules").toString()).isEqualTo("[\"jobs@1\"]");
        assertThat(answer.body().path("progress").path("waitsFor").asText())
                .isEqualTo("a router that takes it over");
        assertThat(log.size()).isEqualTo(1);
    }

    @Test
    void aDisabledRuleIsReplayedWhenItIsNamed() {
        var answer = order(LAST_HOUR + ",\"rules\":[\"off\"]");

        assertThat(answer.body().path("plan").path("matched").asInt()).isEqualTo(2);
        assertThat(answer.body().path("plan").path("warnings").toString())
                .contains("the rule off is disabled; it is replayed all the same");
    }

    @Test
    void idsAndAPatternNarrowTheChoice() {
        var byId = order(LAST_HOUR + ",\"ids\":[\"b\",\"c\"]");
        assertThat(byId.body().path("plan").path("matched").asInt()).isEqualTo(1);
        assertThat(byId.body().path("ids").toString()).isEqualTo("[\"b\",\"c\"]");

        var none = order(LAST_HOUR + ",\"all\":true,\"pattern\":{\"source\":[\"acs.dataworks\"]}");
        assertThat(none.body().path("plan").path("matched").asInt()).isZero();
        assertThat(none.body().path("plan").path("warnings").toString())
                .contains("it would send nothing");
    }

    @Test
    void theProgressOfTheRunnerIsShown() {
        String id = ordered();
        act(id, "start");
        log.write(
                ACCOUNT + "/" + id + "/progress",
                new String(
                        ReplayRecords.write(
                                new ReplayProgress(
                                        Map.of(),
                                        new ReplayAccount(4, 1, 1, 2, 0, 2, 1, 0, 0, 0),
                                        Map.of("jobs/hook", List.of("dlv_x")),
                                        0,
                                        Map.of(),
                                        "router-1",
                                        1,
                                        NOW,
                                        7.5,
                                        "hook takes 2 a minute",
                                        Duration.ofSeconds(30))),
                        UTF_8));
        act(id, "start"); // reads on, and is refused

        JsonNode replay = replay(id);

        assertThat(replay.path("progress").path("eventsPerSecond").asDouble()).isEqualTo(7.5);
        assertThat(replay.path("progress").path("timeLeft").asText()).isEqualTo("PT30S");
        assertThat(replay.path("progress").path("waitsFor").asText())
                .isEqualTo("hook takes 2 a minute");
        assertThat(replay.path("account").path("inFlight").asInt()).isEqualTo(1);
    }

    @Test
    void anotherAccountsReplayIsLikeAnUnknownOne() {
        String id = ordered();
        String unknown = "rpl_AAECAwQFBgcICQoLDA0ODw";

        for (String path : List.of("/%s", "/%s/start", "/%s/cancel")) {
            String method = path.equals("/%s") ? "GET" : "POST";
            var foreign = rig.send(method, REPLAYS + path.formatted(id) + "?account=7", "");
            var none = rig.send(method, REPLAYS + path.formatted(unknown), "");
            assertThat(foreign.status()).isEqualTo(404);
            assertThat(foreign.code()).isEqualTo(none.code()).isEqualTo("ReplayNotExist");
            assertThat(foreign.message()).isEqualTo(none.message());
        }
        assertThat(rig.get(REPLAYS + "?account=7").body().path("replays")).isEmpty();
    }

    @Test
    void replaysAreListedByPagesTheNewestFirst() {
        String first = ordered();
        rig.now(NOW.plusSeconds(60));
        String second = ordered();
        String third = ordered();
        act(third, "cancel");

        JsonNode page = rig.get(REPLAYS + "?limit=2").body();
        assertThat(page.path("replays")).hasSize(2);
        assertThat(page.path("replays").findValuesAsText("id"))
                .containsExactlyInAnyOrder(second, third);
        String next = page.path("next").asText();
        page = rig.get(REPLAYS + "?limit=2&next=" + next).body();
        assertThat(page.path("replays").findValuesAsText("id")).containsExactly(first);
        assertThat(page.path("next").asText()).isEmpty();
        assertThat(rig.get(REPLAYS + "?state=cancelled").body().path("replays")).hasSize(1);
        assertThat(rig.get(REPLAYS + "?state=asleep").status()).isEqualTo(400);
        assertThat(rig.get(REPLAYS + "?limit=0").status()).isEqualTo(400);
        assertThat(rig.get(REPLAYS + "?next=x").code()).isEqualTo("NextTokenInvalid");
    }

    @Test
    void aPlanThatIsNotStartedWithinADayIsForgotten() {
        String id = ordered();
        rig.now(NOW.plus(Duration.ofHours(25)));

        assertThat(rig.get(REPLAYS + "/" + id).status()).isEqualTo(404);
        assertThat(act(id, "start").status()).isEqualTo(404);
        assertThat(rig.get(REPLAYS).body().path("replays")).isEmpty();
        order(LAST_HOUR + ",\"rules\":[\"jobs\"]");
        Awaitility.await().untilAsserted(() -> assertThat(log.dump()).contains("/" + id + "=null"));
    }

    @Test
    void anActOfAnotherConsoleInBetweenIsNotLost() {
        String id = ordered();
        act(id, "start");
        try (var other = new ConsoleRig(rules, log, data)) {
            log.beforeNextAppend(() ->
                    assertThat(other.post(REPLAYS + "/" + id + "/cancel").status()).isEqualTo(200));

            var late = act(id, "pause");

            assertThat(late.status()).isEqualTo(409);
            assertThat(late.message()).startsWith("the replay is cancelled");
        }
    }

    @Test
    void theEndThatTheRunnerWroteIsShownWithItsReason() {
        String id = ordered();
        act(id, "start");
        ends(id, ReplayState.FAILED, "the rule jobs was deleted");

        assertThat(act(id, "pause").status()).isEqualTo(409);
        assertThat(replay(id).path("state").asText()).isEqualTo("failed");
        assertThat(replay(id).path("reason").asText()).isEqualTo("the rule jobs was deleted");
    }

    @Test
    void aReplayIsWatchedAsAStreamUntilItsEnd() {
        String id = ordered();
        act(id, "cancel");

        String stream = rig.text(REPLAYS + "/" + id, "Accept", "text/event-stream");

        assertThat(stream).contains("event: replay\ndata: {\"id\":\"" + id + "\"");
        assertThat(stream).contains("\"state\":\"cancelled\"").endsWith("\n\n");
    }
}

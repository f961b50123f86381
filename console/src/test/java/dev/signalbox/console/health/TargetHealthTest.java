package dev.signalbox.console.health;

import static dev.signalbox.console.ConsoleRig.NOW;
import static dev.signalbox.console.ConsoleRig.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.console.ConsoleRig;
import dev.signalbox.console.ConsoleRig.Answer;
import dev.signalbox.console.MemoryLog;
import dev.signalbox.contract.health.TargetHealth.Disabled;
import dev.signalbox.contract.health.TargetHealth.Failing;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.TargetKey;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetHealthTest {
    private static final String RULES = "/api/buses/default/rules";
    private static final String RULE = RULES + "/r";
    private static final TargetKey HOOK =
            new RuleKey("1000000000000001", "default", "r").target("hook");
    private static final Instant LATER = NOW.plusSeconds(600);
    private static final Failing FAILING =
            new Failing(NOW.plusSeconds(1), LATER, 503, "answered 503");
    private static final Disabled DISABLED = new Disabled(LATER, "it answered 410 Gone", FAILING);

    @TempDir private Path data;
    private final MemoryLog log = new MemoryLog();
    private ConsoleRig rig;

    @BeforeEach
    void start() {
        rig = new ConsoleRig(log, data);
        put("https://ops.example.com/hook?token=t0k");
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private Answer put(String url) {
        return rig.put(
                RULE,
                """
                {"pattern": {}, "targets": [{"id": "hook", "type": "http", "url": "%s"},
                                            {"id": "log", "type": "http", "url": "%s"}]}\
                """
                        .formatted(url, url));
    }

    @Test
    void aRuleWhoseTargetsAreWellSaysNothingOfIt() {
        assertThat(rig.text(RULE)).doesNotContain("health");
    }

    @Test
    void aFailingTargetIsShownWithSinceAndReason() {
        rig.fares(HOOK, FAILING);

        Answer rule = rig.get(RULE);

        assertThat(rule.body().at("/targets/0/health"))
                .isEqualTo(
                        json(
                                """
                                {"state": "failing", "since": "2026-11-30T16:30:01Z",
                                 "reason": "answered 503"}\
                                """));
        assertThat(rule.body().at("/targets/1").has("health")).isFalse();
        assertThat(rule.header("ETag")).isEqualTo("\"1\"");
    }

    @Test
    void aDisabledTargetIsShownInTheListToo() {
        rig.fares(HOOK, DISABLED);

        assertThat(rig.get(RULES).body().at("/rules/0/targets/0/health"))
                .isEqualTo(
                        json(
                                """
                                {"state": "disabled", "since": "2026-11-30T16:40:00Z",
                                 "reason": "it answered 410 Gone"}\
                                """));
    }

    @Test
    void whatWasReadCanBeWrittenAndChangesNothing() {
        rig.fares(HOOK, DISABLED);
        int written = log.size();

        Answer again = rig.put(RULE, rig.get(RULE).body());

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body().path("revision").asInt()).isEqualTo(1);
        assertThat(again.body().at("/targets/0/health/state").asText()).isEqualTo("disabled");
        assertThat(log.size()).isEqualTo(written);
        assertThat(log.dump()).doesNotContain("health");
    }

    @Test
    void aTargetIsEnabledAndTheRuleStaysAsItIs() {
        rig.fares(HOOK, DISABLED);

        Answer enabled = rig.post(RULE + "/targets/hook/enable");

        assertThat(enabled.status()).isEqualTo(200);
        assertThat(enabled.body().at("/targets/0").has("health")).isFalse();
        assertThat(enabled.header("ETag")).isEqualTo("\"1\"");
        assertThat(rig.text(RULE)).doesNotContain("health");
    }

    @Test
    void enablingOneTargetLeavesTheOthers() {
        rig.fares(HOOK, DISABLED);
        rig.fares(HOOK.ruleKey().target("log"), DISABLED);

        rig.post(RULE + "/targets/log/enable");

        assertThat(rig.get(RULE).body().at("/targets/0/health/state").asText())
                .isEqualTo("disabled");
        assertThat(rig.get(RULE).body().at("/targets/1").has("health")).isFalse();
    }

    @Test
    void enablingARuleThatIsEnabledEnablesItsTargets() {
        rig.fares(HOOK, DISABLED);

        Answer enabled = rig.post(RULE + "/enable");

        assertThat(enabled.status()).isEqualTo(200);
        assertThat(enabled.body().path("revision").asInt()).isEqualTo(1);
        assertThat(rig.text(RULE)).doesNotContain("health");
    }

    @Test
    void aTargetOfWhichNoTroubleIsKnownYetCanBeEnabledAndTheNotifierLearnsOfIt() {
        assertThat(rig.post(RULE + "/targets/hook/enable").status()).isEqualTo(200);

        assertThat(rig.enabled()).containsExactly(HOOK);
    }

    @Test
    void aChangedRuleBeginsAnew() {
        rig.fares(HOOK, new Disabled(NOW.minusSeconds(1), "it answered 410 Gone", FAILING));

        assertThat(rig.text(RULE)).doesNotContain("health");
    }

    @Test
    void aTargetThatIsNotThereCannotBeEnabled() {
        Answer noTarget = rig.post(RULE + "/targets/other/enable");
        assertThat(noTarget.status()).isEqualTo(404);
        assertThat(noTarget.code()).isEqualTo("EventTargetNotExist");

        assertThat(rig.post(RULES + "/other/targets/hook/enable").code())
                .isEqualTo("EventRuleNotExist");
        assertThat(rig.post("/api/buses/other/rules/r/targets/hook/enable").code())
                .isEqualTo("EventBusNotExist");
    }

    @Test
    void aTargetIsEnabledOnlyWhereTheRuleIsAsItWasRead() {
        rig.fares(HOOK, DISABLED);

        Answer refused = rig.send("POST", RULE + "/targets/hook/enable", "", "If-Match", "\"7\"");

        assertThat(refused.status()).isEqualTo(412);
        assertThat(rig.get(RULE).body().at("/targets/0").has("health")).isTrue();
    }

    @Test
    void kafkaThatIsAwayIsTold() {
        rig.fares(HOOK, DISABLED);
        rig.kafkaAway();

        Answer answer = rig.post(RULE + "/targets/hook/enable");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        assertThat(answer.message())
                .isEqualTo("Kafka does not answer; whether targets were enabled is not known");
        assertThat(rig.get(RULE).body().at("/targets/0").has("health")).isTrue();
    }
}

package dev.signalbox.console.rule;

import static dev.signalbox.console.ConsoleRig.json;
import static dev.signalbox.console.FailedJobs.RULE;
import static dev.signalbox.console.FailedJobs.RULES;
import static dev.signalbox.console.FailedJobs.SHOWN;
import static dev.signalbox.console.FailedJobs.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.ConsoleFixture;
import dev.signalbox.console.ConsoleRig;
import dev.signalbox.console.ConsoleRig.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RulesApiTest extends ConsoleFixture {
    private static final String ANOTHER_JSON = WRITTEN.replace("failed-jobs", "another");

    @Test
    void aRuleIsCreatedAndReadBackWithoutItsSecrets() {
        var created = rig.put(RULE, WRITTEN);

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body()).isEqualTo(json(SHOWN));
        assertThat(created.header("ETag")).isEqualTo("\"1\"");
        assertThat(rig.get(RULE).body()).isEqualTo(json(SHOWN));
        assertThat(rig.get(RULE).header("ETag")).isEqualTo("\"1\"");
    }

    @Test
    void everyKindOfTargetIsReadBackAsItWasWritten() {
        String targets =
                """
                [{"id": "ding", "type": "dingtalk", "url": "https://oapi.dingtalk.com/robot/send?access_token=t0p",
                  "signingKey": "SEC123", "ratePerMinute": 20},
                 {"id": "wecom", "type": "wecom", "url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=t0p",
                  "transform": {"form": "CONSTANT", "value": "{}"}},
                 {"id": "lark", "type": "lark",
                  "url": "https://open.feishu.cn/open-apis/bot/v2/hook/a1b2c3d4-a1b2-c3d4-e5f6-a1b2c3d4e5f6"},
                 {"id": "text", "type": "sms", "contacts": ["+8613800000000"], "template": "SMS_1",
                  "transform": {"form": "JSONPATH", "value": "$.data"}},
                 {"id": "mail", "type": "email", "contacts": ["ops@example.com"], "subject": "A job failed",
                  "transform": {"form": "TEMPLATE", "value": {"s": "$.subject"}, "template": "${s} failed"}}]
                """;
        String common = "\"retry\": \"BACKOFF_RETRY\", \"deadLetter\": true, \"concurrency\": 64";
        var expected =
                (ArrayNode)
                        json(
                                targets.replace("t0p", "***")
                                        .replace("SEC123", "***")
                                        .replaceAll("a1b2[0-9a-f-]+", "***"));
        expected.forEach(
                target -> ((ObjectNode) target).setAll((ObjectNode) json("{" + common + "}")));
        ((ObjectNode) expected.get(4)).put("html", false).put("retry", "EXPONENTIAL_DECAY_RETRY");

        var created = rig.put(RULE, "{\"pattern\": {}, \"targets\": " + targets + "}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body().path("targets")).isEqualTo(expected);
        assertThat(rig.get(RULE).body().path("targets")).isEqualTo(expected);
        assertThat(log.dump()).doesNotContain("t0p", "SEC123", "a1b2c3d4");
    }

    @Test
    void ifMatchLetsOnlyTheOneWithTheLatestRevisionWrite() {
        rig.put(RULE, WRITTEN);
        rig.put(RULE, WRITTEN.replace("true", "false"), "If-Match", "1");

        var late = rig.put(RULE, WRITTEN, "If-Match", "\"1\"");

        assertThat(late.status()).isEqualTo(412);
        assertThat(late.code()).isEqualTo("PreconditionFailed");
        assertThat(late.message()).isEqualTo("the rule has revision 2, and If-Match asks for 1");
        assertThat(rig.delete(RULE, "If-Match", "1").status()).isEqualTo(412);
        assertThat(rig.put(RULE, WRITTEN, "If-Match", "\"7\", \"2\"").status()).isEqualTo(200);
        assertThat(rig.put(RULE, WRITTEN, "If-Match", "*").status()).isEqualTo(200);
    }

    @Test
    void ifMatchCreatesNothingAndIfNoneMatchReplacesNothing() {
        assertThat(rig.put(RULE, WRITTEN, "If-Match", "*").status()).isEqualTo(412);
        assertThat(rig.put(RULE, WRITTEN, "If-None-Match", "*").status()).isEqualTo(201);
        assertThat(rig.put(RULE, WRITTEN, "If-None-Match", "*").status()).isEqualTo(412);
    }

    @Test
    void enableAndDisableChangeOnlyThat() {
        rig.put(RULE, WRITTEN);

        var disabled = rig.post(RULE + "/disable");

        assertThat(disabled.status()).isEqualTo(200);
        assertThat(disabled.body())
                .isEqualTo(
                        json(
                                SHOWN.replace("\"enabled\": true", "\"enabled\": false")
                                        .replace("\"revision\": 1", "\"revision\": 2")));
        assertThat(rig.post(RULE + "/disable").header("ETag")).isEqualTo("\"2\"");
        assertThat(rig.post(RULE + "/enable").header("ETag")).isEqualTo("\"3\"");
    }

    @Test
    void aDryRunAnswersWhatWouldBeThereAndWritesNothing() {
        rig.put(RULE, WRITTEN);
        int records = log.size();

        var same = rig.put(RULE + "?dryRun=true", WRITTEN);
        var changed = rig.put(RULE + "?dryRun=true", WRITTEN.replace("Page us", "Page them"));
        var another = rig.put(RULES + "/another?dryRun=true", ANOTHER_JSON, "If-None-Match", "*");
        var written = rig.put(RULE + "?dryRun=false", WRITTEN);

        assertThat(same.status()).isEqualTo(200);
        assertThat(same.body().path("dryRun").asBoolean()).isTrue();
        assertThat(same.body().path("revision").asInt()).isEqualTo(1);
        assertThat(changed.body().path("revision").asInt()).isEqualTo(2);
        assertThat(changed.body().path("description").asText()).startsWith("Page them");
        assertThat(changed.raw().body()).doesNotContain("t0p");
        assertThat(another.status()).isEqualTo(200);
        assertThat(another.body().path("name").asText()).isEqualTo("another");
        assertThat(written.body().has("dryRun")).isFalse();
        assertThat(log.size()).isEqualTo(records);
        assertThat(rig.get(RULES + "/another").status()).isEqualTo(404);
    }

    @Test
    void aDryRunRefusesWhatAChangeWouldBeRefusedFor() {
        rig.put(RULE, WRITTEN);
        rig.put("/api/quotas", "{\"rulesPerBus\": 1, \"buses\": 0}");
        int records = log.size();

        assertThat(rig.put(RULE + "?dryRun=true", WRITTEN, "If-Match", "\"2\"").status())
                .isEqualTo(412);
        assertThat(rig.put(RULE + "?dryRun=true", "{\"targets\": 1}").message())
                .contains("pattern: ", "targets: must be an array");
        assertThat(rig.put(RULES + "/another?dryRun=true", ANOTHER_JSON).code())
                .isEqualTo("EventRuleCountExceedLimit");
        assertThat(rig.put("/api/buses/ops?dryRun=true", "").code())
                .isEqualTo("EventBusCountExceedLimit");
        assertThat(rig.put(RULE + "?dryRun=1", WRITTEN).message())
                .isEqualTo("dryRun: must be true or false");
        assertThat(rig.send("DELETE", RULE + "?dryRun=true", "").status()).isEqualTo(400);
        assertThat(log.size()).isEqualTo(records);
    }

    @Test
    void aDryRunJudgesARuleOnABusThatIsMadeFirst() {
        String bus = "/api/buses/pai-system-a";
        String mail = "{\"id\": \"m\", \"type\": \"email\", \"contacts\": [\"a@b.example\"]}";
        String rule = "{\"pattern\": %s, \"targets\": [" + mail + "]}";
        String jobs = rule.formatted("{\"source\": [\"acs.pai.dlc\"]}");

        assertThat(rig.put(bus + "?dryRun=true", "").body().path("dryRun").asBoolean()).isTrue();
        assertThat(rig.put(bus + "/rules/r?dryRun=true", jobs).status()).isEqualTo(200);
        assertThat(rig.put(bus + "/rules/r?dryRun=true", rule.formatted("{}")).code())
                .isEqualTo("EventTargetIneffectiveAttribute");
        assertThat(rig.put(bus + "/rules/r", jobs).code()).isEqualTo("EventBusNotExist");
        assertThat(log.size()).isZero();
    }

    @Test
    void aDeletedRuleIsGone() {
        rig.put(RULE, WRITTEN);

        assertThat(rig.delete(RULE).status()).isEqualTo(204);

        assertMissingRule(rig.get(RULE));
        assertMissingRule(rig.delete(RULE));
        assertMissingRule(rig.post(RULE + "/enable"));
        assertThat(rig.get(RULES).body()).isEqualTo(json("{\"rules\":[],\"total\":0}"));
    }

    private static void assertMissingRule(Answer answer) {
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("EventRuleNotExist");
        assertThat(answer.message())
                .isEqualTo("The event rule [failed-jobs] of event bus [default] not existed!");
    }

    @Test
    void aBusThatIsNotThereHasNoRules() {
        for (Answer answer :
                List.of(
                        rig.get("/api/buses/none/rules"),
                        rig.get("/api/buses/none/rules/r"),
                        rig.put("/api/buses/none/rules/failed-jobs", WRITTEN),
                        rig.delete("/api/buses/none/rules/r"),
                        rig.post("/api/buses/none/rules/r/enable"))) {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.code()).isEqualTo("EventBusNotExist");
            assertThat(answer.message()).isEqualTo("The event bus [none] not existed!");
        }
    }

    @Test
    void rulesAreListedByName() {
        String any = "{\"pattern\":{},\"targets\":[]}";
        rig.put(RULES + "/b", any);
        rig.put(RULES + "/a", any);
        rig.put(RULES + "/c?account=another", any);

        assertThat(rig.get(RULES).body().path("rules"))
                .extracting(rule -> rule.path("name").asText())
                .containsExactly("a", "b");
        assertThat(rig.get(RULES + "?account=another").body().path("rules")).hasSize(1);
    }

    @Test
    void aRuleOfOneAccountIsNotSeenByAnother() {
        rig.put(RULE + "?account=1", WRITTEN);

        assertThat(rig.get(RULE + "?account=2").status()).isEqualTo(404);
        assertThat(rig.get(RULE + "?account=1").status()).isEqualTo(200);
    }

    @Test
    void aMistypedQueryParameterIsRefused() {
        var answer = rig.put(RULE + "?acount=2", WRITTEN);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).isEqualTo("acount: there is no such query parameter");
        assertThat(rig.put(RULE + "?account=1&account=2", WRITTEN).status()).isEqualTo(400);
        assertThat(rig.put(RULE + "?account=a%2Fb", WRITTEN).status()).isEqualTo(400);
        assertThat(rig.get(RULE).status()).isEqualTo(404);
    }

    @Test
    void whoIsFasterWinsAndTheOtherIsTold() {
        try (var other = new ConsoleRig(log, data)) {
            rig.put(RULE, WRITTEN);
            other.put("/api/buses/b", "");
            var faster = new AtomicReference<Answer>();
            log.beforeNextAppend(() ->
                    faster.set(other.put(RULE, WRITTEN.replace("DLC", "DSW"), "If-Match", "1")));

            var slower = rig.put(RULE, WRITTEN.replace("Page", "Wake"), "If-Match", "1");

            assertThat(faster.get().status()).isEqualTo(200);
            assertThat(slower.status()).isEqualTo(412);
            assertThat(rig.get(RULE).body().path("description").asText())
                    .isEqualTo("Page us when a DSW job fails");
        }
    }

    @Test
    void consolesThatWriteInTurnAlwaysSeeOneAnother() {
        try (var other = new ConsoleRig(log, data)) {
            rig.put(RULE, WRITTEN);
            var revisions = new ArrayList<Integer>();
            for (int i = 0; i < 6; i++) {
                var console = i % 2 == 0 ? other : rig;
                var answer = console.put(RULE, WRITTEN.replace("DLC", "job " + i));
                revisions.add(answer.body().path("revision").asInt());
            }
            assertThat(revisions).containsExactly(2, 3, 4, 5, 6, 7);
        }
    }

    @Test
    void withKafkaAwayAChangeIs503AndReadingGoesOn() {
        rig.put(RULE, WRITTEN);
        log.away(true);

        var answer = rig.delete(RULE);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("ServiceUnavailable");
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        assertThat(rig.get(RULE).status()).isEqualTo(200);
        log.away(false);
        assertThat(rig.delete(RULE).status()).isEqualTo(204);
    }

    @Test
    void aPatternThatCanNeverMatchIsTakenAndWarnedOf() {
        String warning =
                "pattern.type: no known event has the type \"pai:DlcJobProgress:Faild\"; did you"
                        + " mean \"pai:DlcJobProgress:Failed\"?";
        var created = rig.put(RULE, WRITTEN.replace("Progress:Failed", "Progress:Faild"));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body().path("warnings")).hasSize(1);
        assertThat(created.body().path("warnings").path(0).asText()).isEqualTo(warning);
        var read = rig.get(RULE).body();
        assertThat(read).isEqualTo(created.body());
        assertThat(rig.get(RULES).body().path("rules").path(0).has("warnings")).isFalse();
        assertThat(log.dump()).doesNotContain("warnings");
        assertThat(rig.put(RULE, read).body().path("revision").asInt()).isEqualTo(1);
        assertThat(rig.put(RULE, WRITTEN).body().has("warnings")).isFalse();
    }

    @Test
    void namesThatNoRuleMayHaveAreRefused() {
        for (String name : new String[] {"-a", "a%20b", "%C3%A9", "x".repeat(128), "%00", "_a"}) {
            var answer = rig.put(RULES + "/" + name, "{\"pattern\":{},\"targets\":[]}");

            assertThat(answer.status()).as(name).isEqualTo(400);
            assertThat(answer.code()).as(name).isEqualTo("EventRuleNameInvalid");
            assertThat(answer.message()).as(name).startsWith("rule: must be 1 to 127");
        }
        var reserved = rig.put(RULES + "/eventbridge-reserved-x", WRITTEN);
        assertThat(reserved.code()).isEqualTo("EventRuleNameInvalid");
        assertThat(reserved.message()).startsWith("rule: names that begin with eventbridge-reserv");
    }

    @Test
    void aBodyBeyondTheLimitIs413() {
        assertThat(rig.put(RULE, WRITTEN + " ".repeat(256 * 1024)).status()).isEqualTo(413);
    }

    @Test
    void theNumberOfRulesIsAMetric() {
        rig.put(RULE, WRITTEN);
        rig.put(RULES + "/other", "{\"pattern\":{},\"targets\":[]}");
        rig.delete(RULE);

        assertThat(rig.text("/metrics")).contains("signalbox_console_rules 1.0");
    }

    @Test
    void aRuleTellsWhenItWasMadeInTheLogOnly() {
        rig.put(RULE, WRITTEN);

        assertThat(log.dump()).contains(Instant.parse("2026-11-30T16:30:00Z").toString());
    }
}

package dev.signalbox.console.eventbridge;

import static dev.signalbox.console.ConsoleRig.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.signalbox.console.ConsoleRig;
import dev.signalbox.console.ConsoleRig.Answer;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;

/// The targets of a rule, as EventBridge's clients write and read them.
class EventBridgeTargetsTest extends EventBridgeFixture {
    @Test
    void targetsThatCannotBeAreNamedByTheirParameters() {
        String url = "\"Value\": \"https://ops.example.com/hook?token=t0p\"";
        target("Type\": \"https", "Type\": \"acs.fc.function", "EventTargetClassNotExist")
                .endsWith(
                        "Signalbox delivers to acs.dingtalk, signalbox.wecom, signalbox.lark, http,"
                                + " https, acs.sms, signalbox.voice, acs.mail");
        target("\"Network\"", "\"Netzwerk\"", "EventTargetIneffectiveAttribute")
                .contains("[Targets[0].ParamList.Netzwerk]", "url, Body, Network");
        target(url, "\"Value\": \"ftp://x\"", "EventTargetIneffectiveAttribute")
                .isEqualTo(
                        "The attribute [Targets[0].ParamList.url] is ineffective: must begin with"
                                + " http:// or https://");
        target(url, "\"Value\": \"https://x.example?t=***\"", "EventTargetIneffectiveAttribute")
                .contains("Targets[0].ParamList.url", "holds ***");
        target("\"tok3n\"", "\"***\"", "EventTargetIneffectiveAttribute")
                .contains("Targets[0].ParamList.Token", "has none to keep");
        target("EXPONENTIAL_DECAY_RETRY", "NEVER", "EventTargetIneffectiveAttribute")
                .contains("Targets[0].PushRetryStrategy");
        target("\"Concurrency\": 7", "\"Concurrency\": 0", "EventTargetIneffectiveAttribute")
                .contains("Targets[0].ConcurrentConfig.Concurrency");
        target("\"TEMPLATE\"", "\"HTML\"", "EventTargetIneffectiveAttribute")
                .contains("Targets[0].ParamList.Body");
        target("\"Template\": ", "\"Templates\": ", "EventTargetMissingAttribute")
                .isEqualTo("Missing the attribute [https:Targets[0].ParamList.Body.Template]");
        target("{\\\"job\\\": \\\"$.", "job\\\"$.", "EventTargetIneffectiveAttribute")
                .contains("Targets[0].ParamList.Body.Value");
        target(
                        "\"Form\": \"CONSTANT\"",
                        "\"Form\": \"JSONPATH\"",
                        "EventTargetIneffectiveAttribute")
                .contains("Targets[0].ParamList.URL", "CONSTANT");
        target("\"Id\": \"hook\", ", "", "RequestParameterInvalid")
                .isEqualTo("Targets[0].Id: is missing");
        refused(
                call(
                        "createRule",
                        RULE.replace(
                                HOOK, "{\"Id\": \"s\", \"Type\": \"acs.sms\", \"ParamList\": []}")),
                409,
                "EventTargetMissingAttribute");
        assertThat(log.size()).isZero();
    }

    @Test
    void aSecretWhoseQuotesWereForgottenIsNotSaidAgain() {
        String targets = HOOK.replace("\"tok3n\"", "tok3n").replace("\n", " ");
        String text = TextNode.valueOf("[" + targets + "]").toString();

        var answer = call("createRule", RULE.replace("[" + HOOK + "]", text));

        refused(answer, 400, "RequestParameterInvalid");
        assertThat(answer.message())
                .startsWith("Targets: is not JSON: a word that is neither in quotes nor");
        assertThat(answer.message()).doesNotContain("tok3n");
    }

    @Test
    void targetsThatAreThereAlreadyOrAreNotAreToldOneByOne() {
        call("createRule", RULE);
        String other = HOOK.replace("\"hook\"", "\"other\"");

        var created = ofJobs("createTargets", ", \"Targets\": [%s, %s]".formatted(HOOK, other));

        assertThat(created.status()).isEqualTo(200);
        assertThat(created.body().path("ErrorEntriesCount").asInt()).isEqualTo(1);
        assertThat(created.body().path("ErrorEntries"))
                .containsExactly(
                        json(
                                """
                                {"ErrorCode": "EventTargetAlreadyExist", "ErrorMessage":
                                 "The event target [hook] of event rule [jobs] on eventbus [default] already existed!",
                                 "EntryId": "hook"}
                                """));
        var listed = ofJobs("listTargets", ", \"Limit\": 100").body().path("Targets");
        assertThat(names(listed, "Id")).containsExactly("hook", "other");
        assertThat(ofJobs("listTargets", ", \"Limit\": 1").body().path("Targets")).hasSize(1);
        var updated =
                ofJobs(
                        "updateTargets",
                        ", \"Targets\": [%s, %s]"
                                .formatted(
                                        other.replace("7", "9"), HOOK.replace("hook\"", "new\"")));
        assertThat(names(updated.body().path("ErrorEntries"), "ErrorCode"))
                .containsExactly("EventTargetNotExist");
        assertThat(
                        ofJobs("listTargets", "")
                                .body()
                                .at("/Targets/1/ConcurrentConfig/Concurrency")
                                .asInt())
                .isEqualTo(9);
        var put =
                ofJobs(
                        "putTargets",
                        ", \"Targets\": [%s]".formatted(HOOK.replace("hook\"", "p\"")));
        assertThat(put.body().path("ErrorEntriesCount").asInt()).isZero();
        var deleted = ofJobs("deleteTargets", ", \"TargetIds\": [\"hook\", \"gone\", \"p\"]");
        assertThat(names(deleted.body().path("ErrorEntries"), "EntryId")).containsExactly("gone");
        assertThat(names(ofJobs("listTargets", "").body().path("Targets"), "Id"))
                .containsExactly("other");
    }

    @Test
    void headersAreAParameterThatIsShownMaskedAndKeptByItsMask() {
        String headers =
                ", {\"ResourceKey\": \"Headers\", \"Form\": \"CONSTANT\", \"Value\": %s}]}";
        String mask = "{\"X-Key\":\"***\"}";
        String with =
                HOOK.strip()
                        .replaceFirst(
                                "]}$",
                                Matcher.quoteReplacement(
                                        headers.formatted(
                                                TextNode.valueOf("{\"X-Key\": \"k3y\"}"))));
        assertThat(call("createRule", RULE.replace(HOOK, with)).status()).isEqualTo(200);

        JsonNode shown = ofJobs("listTargets", "").body().at("/Targets/0");

        assertThat(names(shown.path("ParamList"), "ResourceKey")).contains("Headers");
        assertThat(names(shown.path("ParamList"), "Value")).contains(mask);
        var updated = ofJobs("updateTargets", ", \"Targets\": [%s]".formatted(shown));
        assertThat(updated.body().path("ErrorEntriesCount").asInt()).isZero();
        var wrong = with.replace("X-Key", "Host");
        assertThat(ofJobs("updateTargets", ", \"Targets\": [%s]".formatted(wrong)).message())
                .contains("ParamList.Headers");
    }

    @Test
    void moreTargetsThanARuleMayHaveAreRefused() {
        call("createRule", RULE);
        var targets = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            targets.add(HOOK.replace("\"hook\"", "\"t" + i + "\""));
        }

        refused(
                ofJobs("createTargets", ", \"Targets\": " + targets),
                409,
                "EventTargetCountExceedLimit");
        assertThat(ofJobs("listTargets", "").body().path("Targets")).hasSize(1);
        assertThat(
                        ofJobs("createTargets", ", \"Targets\": [%s, %s]".formatted(HOOK, HOOK))
                                .message())
                .isEqualTo("Targets[1].Id: 'hook' is another target's id");
    }

    @Test
    void consolesThatChangeTargetsAtOnceLoseNone() throws Exception {
        call("createRule", RULE);
        try (var second = new ConsoleRig(log, data);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Callable<Answer>>();
            for (int i = 0; i < 4; i++) {
                ConsoleRig console = i % 2 == 0 ? rig : second;
                String target = HOOK.replace("\"hook\"", "\"t" + i + "\"");
                String body = JOBS.formatted(", \"Targets\": [" + target + "]");
                calls.add(() -> console.send("POST", "/openapi/createTargets", body));
            }

            for (var answer : threads.invokeAll(calls)) {
                assertThat(answer.get().status()).isEqualTo(200);
            }
        }

        // In this rig a console reads what another one wrote when it is about to write itself.
        ofJobs("enableRule", "");
        assertThat(names(ofJobs("listTargets", "").body().path("Targets"), "Id"))
                .containsExactlyInAnyOrder("hook", "t0", "t1", "t2", "t3");
    }

    private AbstractStringAssert<?> target(String from, String to, String code) {
        assertThat(RULE).contains(from);
        var answer = call("createRule", RULE.replace(from, to));
        assertThat(answer.code()).as(answer.message()).isEqualTo(code);
        return assertThat(answer.message());
    }
}

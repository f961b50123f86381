package dev.signalbox.console;

import static dev.signalbox.console.ConsoleRig.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.signalbox.console.ConsoleRig.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventBridgeApiTest {
    private static final String ACCOUNT = "1000000000000001";
    private static final String HOOK =
            """
            {"Id": "hook", "Type": "https", "Endpoint": "https://ops.example.com/hook?token=t0p",
             "PushRetryStrategy": "EXPONENTIAL_DECAY_RETRY", "ConcurrentConfig": {"Concurrency": 7},
             "ParamList": [
               {"ResourceKey": "URL", "Form": "CONSTANT", "Value": "https://ops.example.com/hook?token=t0p"},
               {"ResourceKey": "Body", "Form": "TEMPLATE", "Value": "{\\"job\\": \\"$.data.job\\"}",
                "Template": "{\\"job\\": \\"${job}\\"}"},
               {"ResourceKey": "Token", "Form": "CONSTANT", "Value": "tok3n"},
               {"ResourceKey": "Network", "Form": "CONSTANT", "Value": "PublicNetwork"}]}
            """;
    private static final String RULE =
            """
            {"EventBusName": "default", "RuleName": "jobs", "Description": "of jobs", "Status": "enable",
             "FilterPattern": "{\\"source\\":[\\"acs.pai.dlc\\"]}", "Tags": {"team": "a"}, "Targets": [%s]}
            """
                    .formatted(HOOK);
    private static final String JOBS = "{\"EventBusName\": \"default\", \"RuleName\": \"jobs\"%s}";

    @TempDir private Path data;
    private final MemoryLog log = new MemoryLog();
    private ConsoleRig rig;

    @BeforeEach
    void start() {
        rig = new ConsoleRig(log, data);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private Answer call(String operation, String body, String... headers) {
        return rig.send("POST", "/openapi/" + operation, body, headers);
    }

    private Answer ofJobs(String operation, String rest) {
        return call(operation, JOBS.formatted(rest));
    }

    private static List<String> names(JsonNode list, String field) {
        var names = new ArrayList<String>();
        list.forEach(item -> names.add(item.path(field).asText()));
        return names;
    }

    @Test
    void aRuleIsCreatedAndReadBackAsItWasWritten() {
        var created = call("createRule", RULE, "x-eventbridge-regionId", "cn-hangzhou");

        assertThat(created.status()).isEqualTo(200);
        assertThat(created.body().path("RuleARN").asText())
                .isEqualTo(
                        "acs:eventbridge:cn-hangzhou:" + ACCOUNT + ":eventbus/default/rule/jobs");
        assertThat(created.body().path("RequestId").asText())
                .isEqualTo(created.header("x-acs-request-id"));
        assertThat(created.body().path("ResourceOwnerAccountId").asText()).isEqualTo(ACCOUNT);
        JsonNode read = ofJobs("getRule", "").body();
        assertThat(read.path("RuleARN").asText()).contains(":local:");
        assertThat(read.path("Description").asText()).isEqualTo("of jobs");
        assertThat(read.path("Status").asText()).isEqualTo("ENABLE");
        assertThat(read.path("FilterPattern").asText()).isEqualTo("{\"source\":[\"acs.pai.dlc\"]}");
        assertThat(read.path("Ctime").asLong()).isEqualTo(ConsoleRig.NOW.toEpochMilli());
        assertThat(read.path("Mtime").asLong()).isEqualTo(ConsoleRig.NOW.toEpochMilli());
        assertThat(read.path("Tags")).isEqualTo(json("{\"team\": \"a\"}"));
        assertThat(read.path("Targets"))
                .containsExactly(
                        json(
                                """
                                {"Id": "hook", "Type": "https",
                                 "Endpoint": "https://ops.example.com/hook?token=***",
                                 "PushRetryStrategy": "EXPONENTIAL_DECAY_RETRY",
                                 "ErrorsTolerance": "ALL", "ConcurrentConfig": {"Concurrency": 7},
                                 "ParamList": [
                                   {"ResourceKey": "URL", "Form": "CONSTANT",
                                    "Value": "https://ops.example.com/hook?token=***"},
                                   {"ResourceKey": "Body", "Form": "TEMPLATE",
                                    "Value": "{\\"job\\":\\"$.data.job\\"}",
                                    "Template": "{\\"job\\": \\"${job}\\"}"},
                                   {"ResourceKey": "Token", "Form": "CONSTANT", "Value": "***"},
                                   {"ResourceKey": "Network", "Form": "CONSTANT",
                                    "Value": "PublicNetwork"}]}
                                """));
        assertThat(log.dump()).contains("jobs").doesNotContain("t0p", "tok3n");
    }

    @Test
    void theHousesOwnViewShowsTheSameRule() {
        call("createRule", RULE);

        assertThat(rig.get("/api/buses/default/rules/jobs").body())
                .isEqualTo(
                        json(
                                """
                                {"name": "jobs", "description": "of jobs", "enabled": true,
                                 "pattern": {"source": ["acs.pai.dlc"]},
                                 "targets": [
                                   {"id": "hook", "type": "http",
                                    "url": "https://ops.example.com/hook?token=***", "token": "***",
                                    "transform": {"form": "TEMPLATE", "value": {"job": "$.data.job"},
                                      "template": "{\\"job\\": \\"${job}\\"}"},
                                    "retry": "EXPONENTIAL_DECAY_RETRY", "deadLetter": true,
                                    "concurrency": 7}],
                                 "revision": 1}
                                """));
    }

    @Test
    void aRuleIsChangedMemberByMember() {
        call("createRule", RULE);

        assertThat(ofJobs("updateRule", ", \"Description\": \"new\"").status()).isEqualTo(200);
        assertThat(ofJobs("updateRule", ", \"Status\": \"Disable\"").status()).isEqualTo(200);
        assertThat(ofJobs("updateRule", ", \"FilterPattern\": \"{}\"").status()).isEqualTo(200);
        assertThat(ofJobs("updateRule", ", \"Tags\": null").status()).isEqualTo(200);

        JsonNode read = ofJobs("getRule", "").body();
        assertThat(read.path("Description").asText()).isEqualTo("new");
        assertThat(read.path("Status").asText()).isEqualTo("DISABLE");
        assertThat(read.path("FilterPattern").asText()).isEqualTo("{}");
        assertThat(read.path("Tags")).isEqualTo(json("{\"team\": \"a\"}"));
        assertThat(read.path("Targets")).hasSize(1);
        ofJobs("enableRule", "");
        assertThat(ofJobs("getRule", "").body().path("Status").asText()).isEqualTo("ENABLE");
        ofJobs("disableRule", "");
        assertThat(ofJobs("getRule", "").body().path("Status").asText()).isEqualTo("DISABLE");
        assertThat(ofJobs("deleteRule", "").status()).isEqualTo(200);
        assertThat(ofJobs("getRule", "").code()).isEqualTo("EventRuleNotExist");
    }

    @Test
    void whatIsThereAlreadyOrIsNotIsAConflict() {
        call("createRule", RULE);
        refused(call("createRule", RULE), 409, "EventRuleAlreadyExist");
        refused(
                call("createEventBus", "{\"EventBusName\": \"default\"}"),
                409,
                "EventBusAlreadyExist");
        refused(call("getEventBus", "{\"EventBusName\": \"none\"}"), 409, "EventBusNotExist");
        refused(call("updateEventBus", "{\"EventBusName\": \"none\"}"), 409, "EventBusNotExist");
        refused(
                call("createEventBus", "{\"EventBusName\": \"eventbridge-reserved-x\"}"),
                409,
                "EventBusNameInvalid");
        refused(call("createRule", RULE.replace("jobs", "no/rule")), 409, "EventRuleNameInvalid");
        refused(
                call("deleteEventBus", "{\"EventBusName\": \"default\"}"),
                409,
                "EventBusNameInvalid");
        assertThat(ofJobs("getRule", ", \"x\": 1").status()).isEqualTo(200);
    }

    private static void refused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.message()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.body().path("requestId").asText())
                .isEqualTo(answer.header("x-acs-request-id"));
        assertThat(answer.body().size()).isEqualTo(3);
    }

    @Test
    void whatIsWrongInFormIsNamed() {
        refused(call("createRule", "{"), 400, "InvalidJson");
        refused(call("createRule", "[]"), 400, "RequestParameterInvalid");
        assertThat(call("getRule", "{\"EventBusName\": 1}").message())
                .isEqualTo("EventBusName: must be a text");
        assertThat(call("getRule", "{}").message()).isEqualTo("EventBusName: is missing");
        assertThat(call("createRule", RULE.replace("\"Targets\"", "\"Target\"")).message())
                .isEqualTo("Targets: is missing");
        assertThat(call("createRule", RULE.replace("FilterPattern", "Pattern")).message())
                .startsWith("FilterPattern: is missing");
        assertThat(call("createRule", RULE.replace("\"enable\"", "\"on\"")).message())
                .isEqualTo("Status: must be ENABLE or DISABLE");
        var pattern = call("createRule", RULE.replace("source", "so-urce"));
        refused(pattern, 400, "InvalidEventPattern");
        assertThat(pattern.message()).contains("FilterPattern").contains("so-urce");
        assertThat(call("createRule", RULE.replace("{\\\"source", "{source")).message())
                .startsWith("FilterPattern: is no JSON");
        assertThat(call("createRule", RULE.replace("of jobs", "x".repeat(257))).message())
                .startsWith("Description: has 257 characters");
        assertThat(log.size()).isZero();
    }

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
                .startsWith("Targets: is no JSON: a word that is neither in quotes nor");
        assertThat(answer.message()).doesNotContain("tok3n");
    }

    private org.assertj.core.api.AbstractStringAssert<?> target(
            String from, String to, String code) {
        assertThat(RULE).contains(from);
        var answer = call("createRule", RULE.replace(from, to));
        assertThat(answer.code()).as(answer.message()).isEqualTo(code);
        return assertThat(answer.message());
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

    @Test
    void busesAreCreatedChangedListedAndDeleted() {
        String bus =
                "{\"EventBusName\": \"b1\", \"Description\": \"first\", \"Tags\": {\"k\": \"v\"}}";

        var created = call("createEventBus", bus);

        assertThat(created.body().path("EventBusARN").asText())
                .isEqualTo("acs:eventbridge:local:" + ACCOUNT + ":eventbus/b1");
        JsonNode read = call("getEventBus", bus).body();
        assertThat(read.path("Description").asText()).isEqualTo("first");
        assertThat(read.path("CreateTimestamp").asLong()).isEqualTo(ConsoleRig.NOW.toEpochMilli());
        assertThat(read.path("Tags")).isEqualTo(json("{\"k\": \"v\"}"));
        call("updateEventBus", "{\"EventBusName\": \"b1\", \"Description\": \"other\"}");
        JsonNode list = call("listEventBuses", "{}").body();
        assertThat(names(list.path("EventBuses"), "EventBusName")).containsExactly("b1", "default");
        assertThat(list.at("/EventBuses/0/Description").asText()).isEqualTo("other");
        assertThat(list.at("/EventBuses/0/Tags/k").asText()).isEqualTo("v");
        assertThat(list.path("Total").asInt()).isEqualTo(2);
        assertThat(list.path("NextToken").asText()).isEmpty();
        rig.put("/api/buses/b1", "{\"description\": \"own\"}");
        assertThat(call("getEventBus", bus).body().at("/Tags/k").asText()).isEqualTo("v");
        call("createRule", RULE.replace("\"default\"", "\"b1\""));
        refused(call("deleteEventBus", bus), 409, "EventBusRuleNotEmptyForDelete");
        call("deleteRule", "{\"EventBusName\": \"b1\", \"RuleName\": \"jobs\"}");
        assertThat(call("deleteEventBus", bus).status()).isEqualTo(200);
        refused(call("deleteEventBus", bus), 409, "EventBusNotExist");
    }

    @Test
    void pagesNeitherRepeatNorHideWhatStays() {
        for (String name : List.of("a1", "a2", "a3", "a4", "b1")) {
            call("createRule", RULE.replace("\"jobs\"", "\"" + name + "\""));
        }
        String page =
                "{\"EventBusName\": \"default\", \"RuleNamePrefix\": \"a\", \"Limit\": 2, \"NextToken\": \"%s\"}";

        JsonNode first = call("listRules", page.formatted("0")).body();
        call("deleteRule", JOBS.formatted("").replace("jobs", "a2"));
        call("deleteRule", JOBS.formatted("").replace("jobs", "a1"));
        call("createRule", RULE.replace("\"jobs\"", "\"a0\""));
        JsonNode second =
                call("listRules", page.formatted(first.path("NextToken").asText())).body();

        assertThat(names(first.path("Rules"), "RuleName")).containsExactly("a1", "a2");
        assertThat(first.path("Total").asInt()).isEqualTo(4);
        assertThat(names(second.path("Rules"), "RuleName")).containsExactly("a3", "a4");
        assertThat(second.path("NextToken").asText()).isEmpty();
        assertThat(second.path("Total").asInt()).isEqualTo(3);
        refused(call("listRules", page.formatted("b!gus")), 409, "NextTokenInvalid");
        refused(call("listRules", page.formatted("eHg")), 409, "NextTokenInvalid");
        for (String limit : List.of("0", "101", "\"2\"", "2.5")) {
            refused(
                    call("listEventBuses", "{\"Limit\": %s}".formatted(limit)),
                    409,
                    "LimitSizeInvalid");
        }
    }

    @Test
    void patternsAreTriedOnEvents() {
        String test =
                "{\"Event\": \"{\\\"source\\\": \\\"%s\\\"}\", \"EventPattern\": \"{\\\"source\\\": [\\\"a\\\"]}\"}";

        assertThat(call("testEventPattern", test.formatted("a")).body().path("Result").asBoolean())
                .isTrue();
        assertThat(
                        call("testEventPattern", test.formatted("b"))
                                .body()
                                .path("Result")
                                .asBoolean(true))
                .isFalse();
        refused(
                call("testEventPattern", "{\"Event\": \"x\", \"EventPattern\": \"{}\"}"),
                400,
                "RequestParameterInvalid");
        refused(
                call(
                        "testEventPattern",
                        "{\"Event\": \"{}\", \"EventPattern\": \"{\\\"x\\\":1}\"}"),
                400,
                "InvalidEventPattern");
    }

    @Test
    void whatSignalboxDoesNotHaveIsSaid() {
        for (String name : List.of("listPartnerEventSources", "v2/createEventSource")) {
            var answer = call(name, "{}");
            refused(answer, 404, "InvalidAction.NotFound");
            assertThat(answer.message()).endsWith(" " + name);
        }
        assertThat(call("noSuchThing", "{}").status()).isEqualTo(404);
    }

    @Test
    void aCallActsForItsAccountAlone() {
        call("createRule", RULE);

        refused(call("getRule?account=7", JOBS.formatted("")), 409, "EventRuleNotExist");
        assertThat(
                        call("getEventBus?account=7", "{\"EventBusName\": \"default\"}")
                                .body()
                                .path("EventBusARN")
                                .asText())
                .isEqualTo("acs:eventbridge:local:7:eventbus/default");
        refused(
                call("getRule", JOBS.formatted(""), "x-eventbridge-regionId", "a:b"),
                400,
                "RequestParameterInvalid");
    }
}

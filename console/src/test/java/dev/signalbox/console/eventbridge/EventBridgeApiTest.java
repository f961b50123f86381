package dev.signalbox.console.eventbridge;

import static dev.signalbox.console.ConsoleRig.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.console.ConsoleRig;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventBridgeApiTest extends EventBridgeFixture {
    private static final String ACCOUNT = "1000000000000001";

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
                .startsWith("FilterPattern: is not JSON");
        assertThat(call("createRule", RULE.replace("of jobs", "x".repeat(257))).message())
                .startsWith("Description: has 257 characters");
        assertThat(log.size()).isZero();
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
                "{\"EventBusName\": \"default\", \"RuleNamePrefix\": \"a\", \"Limit\": 2,"
                        + " \"NextToken\": \"%s\"}";

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
                "{\"Event\": \"{\\\"source\\\": \\\"%s\\\"}\", \"EventPattern\": \"{\\\"source\\\":"
                        + " [\\\"a\\\"]}\"}";

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

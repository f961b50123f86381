package dev.signalbox.console.eventbridge;

import static dev.signalbox.console.ConsoleRig.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.ConsoleRig;
import dev.signalbox.console.ConsoleRig.Answer;
import dev.signalbox.console.MemoryLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// EventBridge's answers when any one part of a good call is something else: an error of the
/// caller's, or success, but never an error of ours.
class EventBridgeBadInputTest {
    private static final String RULE =
            """
            {"EventBusName": "default", "RuleName": "r", "Description": "d", "Status": "ENABLE",
             "FilterPattern": "{}", "Tags": {"k": "v"}, "TargetIds": ["gone"], "Limit": 5, "NextToken": "0",
             "NamePrefix": "d", "Event": "{}", "EventPattern": {"data": {"a": [{"prefix": "b"}]}},
             "Targets": [
               {"Id": "h", "Type": "http", "Endpoint": "http://x.example/", "PushRetryStrategy": "BACKOFF_RETRY",
                "ErrorsTolerance": "NONE", "DeadLetterQueue": {"Arn": "acs:mns:x"},
                "ConcurrentConfig": {"Concurrency": 5},
                "ParamList": [
                  {"ResourceKey": "url", "Form": "CONSTANT", "Value": "http://x.example/"},
                  {"ResourceKey": "Token", "Form": "CONSTANT", "Value": "t"},
                  {"ResourceKey": "Network", "Form": "CONSTANT", "Value": "PublicNetwork"},
                  {"ResourceKey": "Body", "Form": "TEMPLATE", "Value": {"a": "$.id"}, "Template": "${a}"}]},
               {"Id": "m", "Type": "acs.mail", "Endpoint": "acs:mail:x",
                "ParamList": [
                  {"ResourceKey": "ToAddress", "Form": "CONSTANT", "Value": "a@example.com"},
                  {"ResourceKey": "IsHtmlBody", "Form": "CONSTANT", "Value": "true"},
                  {"ResourceKey": "Body", "Form": "JSONPATH", "Value": "$.data"}]}]}
            """;
    private static final List<String> OPERATIONS =
            List.of(
                    "createRule",
                    "updateRule",
                    "putTargets",
                    "updateTargets",
                    "deleteTargets",
                    "listTargets",
                    "listRules",
                    "getRule",
                    "updateEventBus",
                    "listEventBuses",
                    "testEventPattern");
    private static final List<String> ODD =
            List.of(
                    "null",
                    "true",
                    "-1",
                    "1e400",
                    "12345678901234567890123",
                    "\"\"",
                    "\" \"",
                    "\"\\ud800\"",
                    "\"\\u0000\"",
                    "\"{\\\"a\\\": \\\"\\\\ud800\\\", \\\"\\\\udc00\\\": 1}\"",
                    "\"[\"",
                    "\"[1, null, {}]\"",
                    "\"***\"",
                    "[]",
                    "[null]",
                    "[[\"x\"]]",
                    "{}",
                    "{\"a\": \"\\udc00\"}",
                    "{\"a\": null}");

    @TempDir private Path data;
    private ConsoleRig rig;

    @BeforeEach
    void start() {
        rig = new ConsoleRig(new MemoryLog(), data);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void noPartOfACallMakesItFailByOurFault() {
        call("createRule", RULE);
        var bodies = new ArrayList<JsonNode>();
        for (String odd : ODD) {
            bodies.addAll(variants(json(RULE), json(odd)));
        }
        assertThat(bodies).hasSizeGreaterThan(1_000);

        for (JsonNode body : bodies) {
            String text = ConsoleRig.escaped(body);
            for (String operation : operations(body)) {
                Answer answer = call(operation, text);
                assertThat(answer.status()).as("%s %s", operation, text).isBetween(200, 499);
                if (answer.status() != 200) {
                    assertThat(answer.code()).as(text).isNotEmpty();
                    assertThat(answer.message()).as(text).isNotEmpty();
                }
            }
        }

        Answer listed = call("listRules", "{\"EventBusName\": \"default\"}");
        assertThat(listed.status()).isEqualTo(200);
        assertThat(rig.get("/api/buses/default/rules").status()).isEqualTo(200);
    }

    /// Parts of targets matter to those operations alone that take targets.
    private static List<String> operations(JsonNode body) {
        boolean onlyTargets =
                body instanceof ObjectNode object
                        && object.deepCopy()
                                .without("Targets")
                                .equals(((ObjectNode) json(RULE)).without("Targets"));
        return onlyTargets ? List.of("createRule", "putTargets") : OPERATIONS;
    }

    private Answer call(String operation, String body) {
        return rig.send("POST", "/openapi/" + operation, body);
    }

    /// The tree with each of its parts replaced in turn.
    private static List<JsonNode> variants(JsonNode tree, JsonNode odd) {
        var variants = new ArrayList<JsonNode>();
        if (tree instanceof ObjectNode object) {
            for (var field : object.properties()) {
                ObjectNode without = object.deepCopy();
                without.remove(field.getKey());
                variants.add(without);
                var values = new ArrayList<>(variants(field.getValue(), odd));
                values.add(odd);
                for (JsonNode value : values) {
                    ObjectNode copy = object.deepCopy();
                    copy.set(field.getKey(), value);
                    variants.add(copy);
                }
            }
        } else if (tree instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                var values = new ArrayList<>(variants(array.get(i), odd));
                values.add(odd);
                for (JsonNode value : values) {
                    ArrayNode copy = array.deepCopy();
                    copy.set(i, value);
                    variants.add(copy);
                }
            }
        }
        return variants;
    }
}

package dev.signalbox.console;

import static dev.signalbox.console.ConsoleRig.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.ConsoleRig.Answer;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.PatternMachine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever a person writes, the answer names the place, and nothing is half stored.
class MalformedRulesTest {
    private static final String RULE = "/api/buses/default/rules/r";
    private static final JsonNode GOOD =
            json(
                    """
                    {"name": "r", "description": "d", "enabled": true, "revision": 3,
                     "pattern": {"source": ["s"], "type": ["t", "u"],
                       "data": {"a": {"b": [1, true]}, "c": ["x"]}},
                     "targets": [
                       {"id": "a", "type": "http", "url": "https://h.example/p?q=1",
                        "signingKey": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                        "retry": "BACKOFF_RETRY", "deadLetter": true, "concurrency": 7,
                        "transform": {"form": "TEMPLATE", "value": {"x": "$.data.x"},
                          "template": "text"}},
                       {"id": "b", "type": "http", "url": "http://127.0.0.1/"}]}\
                    """);
    private static final Pattern STEP = Pattern.compile("\\.|\\[|\\]\\.?");
    private static final JsonNode ODD =
            json(
                    """
                    [null, true, false, 0, -1, 1.5, 1e400, -0.0, 12345678901234567890, "", " ", "***",
                     "x", "\\ud800", "\\udc00x", "\\u0000", "\\u706b\\u8f66", "http://", "%%%s",
                     "../..", [], {}, [null], [[]], [{}], [1, 2], ["\\ud800"], {"a": 1},
                     {"": ["x"]}, {"a.b/c": ["x"]}, [[[[[[[["x"]]]]]]]]]\
                    """);

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

    @Test
    void everyCaseOfTheCorpusIsRefusedWithItsPlaceAndReason() throws IOException {
        for (JsonNode item : corpus()) {
            String at = item.path("at").asText();
            JsonNode rule = with(at, item.path("value"));

            var answer = rig.put(RULE, rule);

            assertRefused(item.toString(), answer, at);
            assertThat(answer.message()).as(item.toString()).contains(item.path("says").asText());
        }
        assertThat(log.size()).isZero();
    }

    private static JsonNode corpus() throws IOException {
        try (InputStream file =
                MalformedRulesTest.class.getResourceAsStream("malformed-rules.json")) {
            return Json.MAPPER.readTree(Objects.requireNonNull(file));
        }
    }

    @Test
    void anyValueInAnyPlaceIsKeptAsItIsOrRefused() {
        int tried = 0;
        for (String at : paths(GOOD, "")) {
            for (JsonNode odd : ODD) {
                JsonNode rule = with(at, odd);

                var answer = rig.put(RULE, rule);

                String what = at + " = " + odd;
                if (answer.status() == 201) {
                    assertKept(what, rule, answer.body());
                    assertUsable(what, answer.body().path("pattern"));
                    rig.delete(RULE);
                } else {
                    assertRefused(what, answer, at);
                    assertThat(rig.get(RULE).status()).as(what).isEqualTo(404);
                }
                tried++;
            }
        }
        assertThat(tried).isGreaterThan(800);
    }

    @Test
    void aFieldThatMustBeThereIsAskedFor() {
        for (String at :
                List.of(
                        "pattern",
                        "targets",
                        "targets[0].id",
                        "targets[0].type",
                        "targets[0].url")) {
            var rule = GOOD.deepCopy();
            var steps = STEP.split(at);
            ((ObjectNode) parent(rule, steps)).remove(steps[steps.length - 1]);

            var answer = rig.put(RULE, rule);

            assertRefused(at, answer, at);
            assertThat(answer.message()).contains("is missing");
        }
    }

    @Test
    void allProblemsAreToldAtOnce() {
        var rule = with("targets[1].url", json("\"ftp://h\""));
        ((ObjectNode) rule).put("colour", "red").put("enabled", "yes");
        ((ObjectNode) rule.path("targets").path(0)).put("concurrency", 0).put("id", "b");

        assertThat(rig.put(RULE, rule).message())
                .isEqualTo(
                        "colour: there is no such field, only name, description, enabled, pattern,"
                                + " targets, revision; enabled: must be true or false;"
                                + " targets[0].concurrency: must be a whole number from 1 to 1000;"
                                + " targets[1].url: must begin with http:// or https://;"
                                + " targets[1].id: 'b' is another target's id already");
    }

    @Test
    void textThatIsNoJsonObjectIsRefused() {
        for (String body :
                new String[] {
                    "",
                    " ",
                    "{",
                    "}",
                    "null",
                    "1",
                    "\"x\"",
                    "[]",
                    "{}{}",
                    "{'a':1}",
                    "{a:1}",
                    "{\"pattern\":{},\"pattern\":{},\"targets\":[]}",
                    "{\"pattern\":NaN}",
                    "\u0000",
                    "<rule/>",
                    "[".repeat(5_000),
                    "{\"a\":".repeat(5_000),
                    "{\"targets\":[],\"pattern\":{\"data\":{\"\\ud800\":[1]}}}",
                    "{\"description\":" + "9".repeat(5_000) + "}"
                }) {
            var answer = rig.put(RULE, body);

            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.message()).isNotBlank();
        }
        assertThat(log.size()).isZero();
    }

    @Test
    void aQueryThatCannotBeDecodedIsRefused() {
        for (String query : new String[] {"?account=", "?account", "?account=%00", "?=1", "?&"}) {
            assertThat(rig.get(RULE + query).status()).as(query).isBetween(400, 404);
        }
    }

    private static void assertRefused(String what, Answer answer, String at) {
        assertThat(answer.status()).as(what).isEqualTo(400);
        assertThat(answer.code()).as(what).isEqualTo("RequestParameterInvalid");
        assertThat(answer.message().replaceAll("[?\ufffd]", "?")).as(what).contains(at);
        assertThat(answer.body().path("requestId").asText()).as(what).isNotEmpty();
    }

    private static void assertKept(String what, JsonNode given, JsonNode kept) {
        for (String field : List.of("name", "description", "enabled", "pattern")) {
            assertThat(kept.path(field)).as(what).isEqualTo(given.path(field));
        }
        assertThat(kept.path("targets")).as(what).hasSameSizeAs(given.path("targets"));
        for (int i = 0; i < given.path("targets").size(); i++) {
            JsonNode target = given.path("targets").path(i);
            for (String field : List.of("id", "type", "retry", "deadLetter", "concurrency")) {
                if (target.has(field)) {
                    assertThat(kept.path("targets").path(i).path(field))
                            .as(what)
                            .isEqualTo(target.path(field));
                }
            }
        }
    }

    private static void assertUsable(String what, JsonNode pattern) {
        assertThatCode(
                        () -> {
                            var machine = new PatternMachine<String, String>();
                            machine.put(
                                    "r",
                                    dev.signalbox.contract.pattern.Pattern.parse(pattern),
                                    "r");
                            machine.match("s", "t", GOOD.toString().getBytes(UTF_8));
                            machine.remove("r");
                        })
                .as(what)
                .doesNotThrowAnyException();
    }

    /// The paths of all values within, as messages name them.
    private static List<String> paths(JsonNode json, String path) {
        var paths = new ArrayList<String>();
        for (var field : json.properties()) {
            String at = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            paths.add(at);
            paths.addAll(paths(field.getValue(), at));
        }
        for (int i = 0; json.isArray() && i < json.size(); i++) {
            String at = path + "[" + i + "]";
            paths.add(at);
            paths.addAll(paths(json.get(i), at));
        }
        return paths;
    }

    private static JsonNode with(String at, JsonNode value) {
        JsonNode rule = GOOD.deepCopy();
        String[] steps = at.endsWith(".") ? STEP.split(at, -1) : STEP.split(at);
        String last = steps[steps.length - 1];
        switch (parent(rule, steps)) {
            case ObjectNode object -> object.set(last, value);
            case ArrayNode array -> array.set(Integer.parseInt(last), value);
            default -> throw new AssertionError(at);
        }
        return rule;
    }

    private static JsonNode parent(JsonNode rule, String[] steps) {
        JsonNode node = rule;
        for (int i = 0; i < steps.length - 1; i++) {
            node = node.isArray() ? node.path(Integer.parseInt(steps[i])) : node.path(steps[i]);
        }
        return node;
    }
}

package dev.signalbox.console.rule;

import static dev.signalbox.console.ConsoleRig.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.ConsoleFixture;
import dev.signalbox.console.ConsoleRig.Answer;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.PatternVerdict;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whatever a person writes, the answer names the place, and nothing is half stored.
class MalformedRulesTest extends ConsoleFixture {
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
    private static final JsonNode BOTS =
            json(
                    """
                    {"name": "r", "description": "", "enabled": false,
                     "pattern": {"source": [{"prefix": "acs.", "suffix": "s"}],
                       "type": [{"anything-but": ["a", "b"]}, {"anything-but": {"prefix": "b"}}],
                       "data": {"n": [{"numeric": [">", 0, "<=", 5]}], "ip": [{"cidr": "10.0.0.0/24"}],
                         "there": [{"exists": false}], "text": [null, "", {"contains": "x"}]}},
                     "targets": [
                       {"id": "a", "type": "dingtalk", "url": "https://h.example/?access_token=t",
                        "signingKey": "SEC1", "ratePerMinute": 20,
                        "transform": {"form": "CONSTANT", "value": "v"}},
                       {"id": "b", "type": "wecom", "url": "https://h.example/?key=t",
                        "transform": {"form": "JSONPATH", "value": "$.data.status"}},
                       {"id": "c", "type": "lark", "url": "https://h.example/hook/t",
                        "signingKey": "k", "transform":
                          {"form": "TEMPLATE", "value": {"s": "$.subject", "c": "x"}, "template": "${s} ${c}"}},
                       {"id": "d", "type": "http", "url": "https://h.example/", "token": "t",
                        "transform": {"form": "ORIGINAL"}}]}\
                    """);
    private static final JsonNode PEOPLE =
            json(
                    """
                    {"name": "r", "description": "d", "enabled": true, "pattern": {},
                     "targets": [
                       {"id": "a", "type": "sms", "contacts": ["+8613800000000", "13800000000"],
                        "template": "SMS_1", "signName": "DataWorks"},
                       {"id": "b", "type": "voice", "contacts": ["+8613800000000"], "template": "TTS_1",
                        "retry": "EXPONENTIAL_DECAY_RETRY"},
                       {"id": "c", "type": "email", "contacts": ["ops@example.com"], "subject": "A job failed",
                        "html": true, "deadLetter": false}]}\
                    """);
    private static final long SEED = 20261121;
    private static final Pattern STEP = Pattern.compile("\\.|\\[|\\]\\.?");
    private static final JsonNode ODD =
            json(
                    """
                    [null, true, false, 0, -1, 1.5, 1e400, -0.0, 12345678901234567890, "", " ", "***",
                     "x", "\\ud800", "\\udc00x", "\\u0000", "\\u706b\\u8f66", "http://", "%%%s",
                     "../..", [], {}, [null], [[]], [{}], [1, 2], ["\\ud800"], {"a": 1},
                     {"": ["x"]}, {"a.b/c": ["x"]}, [[[[[[[["x"]]]]]]]]]\
                    """);

    @Test
    void everyCaseOfTheCorpusIsRefusedWithItsPlaceAndReason() throws IOException {
        for (JsonNode item : corpus()) {
            String at = item.path("at").asText();
            JsonNode rule = with(GOOD, at, item.path("value"));

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
        for (JsonNode good : List.of(GOOD, BOTS, PEOPLE)) {
            assertThat(rig.put(RULE, good).message()).isEmpty();
            rig.delete(RULE);
            for (String at : paths(good, "")) {
                for (JsonNode odd : ODD) {
                    JsonNode rule = with(good, at, odd);

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
        }
        assertThat(tried).isGreaterThan(3_000);
    }

    @Test
    void textThatWasSpoiledIsARuleOrRefusedAndNeverHalfStored() {
        var random = new Random(SEED);
        int refused = 0;
        for (int i = 0; i < 1_500; i++) {
            JsonNode good = List.of(GOOD, BOTS, PEOPLE).get(i % 3);
            String text = spoiled(good.toString(), random);

            var answer = rig.put(RULE, text);

            String what = "seed " + SEED + ", try " + i + ": " + text;
            assertThat(answer.status()).as(what).isIn(201, 400);
            if (answer.status() == 201) {
                assertThat(rig.get(RULE).body()).as(what).isEqualTo(answer.body());
                rig.delete(RULE);
            } else {
                assertThat(answer.message()).as(what).isNotBlank();
                assertThat(rig.get(RULE).status()).as(what).isEqualTo(404);
                refused++;
            }
        }
        assertThat(refused).isBetween(500, 1_499);
    }

    /// The text with a few characters taken out, doubled, swapped or become others.
    private static String spoiled(String text, Random random) {
        var spoiled = new StringBuilder(text);
        String others = "{}[]\",:\\ 0-eu\u0000\u00e9\ud83d\ude00";
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(spoiled.length() - 1);
            switch (random.nextInt(4)) {
                case 0 -> spoiled.deleteCharAt(at);
                case 1 -> spoiled.insert(at, spoiled.charAt(at));
                case 2 -> spoiled.setCharAt(at, others.charAt(random.nextInt(others.length())));
                default -> {
                    char first = spoiled.charAt(at);
                    spoiled.setCharAt(at, spoiled.charAt(at + 1));
                    spoiled.setCharAt(at + 1, first);
                }
            }
        }
        return spoiled.toString();
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
            assertAskedFor(GOOD, at);
        }
        for (int i = 0; i < 4; i++) {
            assertAskedFor(BOTS, "targets[" + i + "].url");
            assertAskedFor(BOTS, "targets[" + i + "].transform.form");
        }
        for (String at :
                List.of(
                        "targets[0].contacts",
                        "targets[0].template",
                        "targets[1].contacts",
                        "targets[1].template",
                        "targets[2].contacts")) {
            assertAskedFor(PEOPLE, at);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | +86138000000001 | must be a phone number of mainland China after +86",
                "0 | 4915112345678 | must be a phone number with the country code after a +",
                "1 | +4915112345678 | must be a phone number of mainland China: no other is called",
                "2 | a..b@example.com | must be one e-mail address",
                "2 | 用户@example.com | with ASCII characters only before the @",
                "2 | ops@localhost | with a domain such as example.com"
            })
    void aContactThatCouldNeverBeReachedIsRefusedWithItsPlace(
            int target, String contact, String reason) {
        var rule = PEOPLE.deepCopy();
        ((ArrayNode) rule.at("/targets/%d/contacts".formatted(target))).add(contact);
        int place = rule.at("/targets/%d/contacts".formatted(target)).size() - 1;
        String at = "targets[%d].contacts[%d]".formatted(target, place);

        var answer = rig.put(RULE, rule);

        assertRefused(at, answer, at);
        assertThat(answer.message()).contains(reason);
    }

    private void assertAskedFor(JsonNode good, String at) {
        var rule = good.deepCopy();
        var steps = STEP.split(at);
        ((ObjectNode) parent(rule, steps)).remove(steps[steps.length - 1]);

        var answer = rig.put(RULE, rule);

        assertRefused(at, answer, at);
        assertThat(answer.message()).contains("is missing");
    }

    @Test
    void allProblemsAreToldAtOnce() {
        var rule = with(GOOD, "targets[1].url", json("\"ftp://h\""));
        ((ObjectNode) rule).put("colour", "red").put("enabled", "yes");
        ((ObjectNode) rule.path("targets").path(0)).put("concurrency", 0).put("id", "b");

        assertThat(rig.put(RULE, rule).message())
                .isEqualTo(
                        "colour: there is no such field, only name, description, enabled, pattern,"
                                + " targets, revision, warnings; enabled: must be true or false;"
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
        // What a numeric condition compares is told of as a whole; and where a template's variables
        // are not there, the template is at fault as much as they are.
        assertThat(answer.message().replaceAll("[?\ufffd]", "?"))
                .as(what)
                .contains(
                        at.replaceFirst("(\\.numeric)\\[.*", "$1")
                                .replaceFirst("(\\.transform)\\.value$", "$1."));
        assertThat(answer.body().path("requestId").asText()).as(what).isNotEmpty();
    }

    private static void assertKept(String what, JsonNode given, JsonNode kept) {
        for (String field : List.of("name", "description", "enabled", "pattern")) {
            assertThat(kept.path(field)).as(what).isEqualTo(given.path(field));
        }
        assertThat(kept.path("targets")).as(what).hasSameSizeAs(given.path("targets"));
        for (int i = 0; i < given.path("targets").size(); i++) {
            JsonNode target = given.path("targets").path(i);
            for (String field :
                    List.of(
                            "id",
                            "type",
                            "retry",
                            "deadLetter",
                            "concurrency",
                            "ratePerMinute",
                            "contacts",
                            "template",
                            "signName",
                            "subject",
                            "html")) {
                if (target.has(field)) {
                    assertThat(kept.path("targets").path(i).path(field))
                            .as(what)
                            .isEqualTo(target.path(field));
                }
            }
        }
    }

    private static void assertUsable(String what, JsonNode pattern) {
        assertThatCode(() ->
                        PatternVerdict.of(
                                dev.signalbox.contract.pattern.Pattern.parse(pattern),
                                GOOD.toString().getBytes(UTF_8)))
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

    private static JsonNode with(JsonNode good, String at, JsonNode value) {
        JsonNode rule = good.deepCopy();
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

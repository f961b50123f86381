package dev.signalbox.contract.transform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.Transform;
import dev.signalbox.contract.transform.Transformed.Body;
import dev.signalbox.contract.transform.Transformed.Format;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/// Whatever an event holds and whatever an author writes.
class TransformerPropertiesTest {
    private static final List<String> NASTY =
            List.of(
                    "\",\"admin\":true,\"x\":\"",
                    "\\",
                    "${v}",
                    "\ud83d\ude80",
                    "\\u0022",
                    "",
                    "null",
                    "{\"a\":[",
                    "\u0000\n\u2028");
    private static final List<String> NAMES = List.of("a", "b", "c d", "\"");
    private static final Transformer MESSAGE =
            transformer(
                    "{\"a\": \"<${v}>\", \"b\": ${v}, \"c\": [\"${v}\", {\"d\": \"${v}${v}\"}]}");

    private static Transformer transformer(String template) {
        try {
            return Transformer.of(new Transform.Template(Map.of("v", "$.data.v"), template));
        } catch (InvalidTransform e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] event(JsonNode value, boolean ascii) throws JsonProcessingException {
        ObjectNode event = Json.MAPPER.createObjectNode();
        event.putObject("data").set("v", value);
        return ascii
                ? Json.MAPPER
                        .writer()
                        .with(JsonWriteFeature.ESCAPE_NON_ASCII)
                        .writeValueAsBytes(event)
                : Json.MAPPER.writeValueAsBytes(event);
    }

    @Property(tries = 2_000)
    void noTextOfAnEventBreaksOutOfAJsonTemplate(
            @ForAll("texts") String text, @ForAll boolean ascii) throws IOException {
        var made = (Body) MESSAGE.apply(event(Json.MAPPER.getNodeFactory().textNode(text), ascii));

        ObjectNode expected = Json.MAPPER.createObjectNode();
        expected.put("a", "<" + text + ">").put("b", text);
        expected.putArray("c").add(text).addObject().put("d", text + text);
        assertThat(made.format()).isEqualTo(Format.JSON);
        assertThat(Json.MAPPER.readTree(made.bytes())).isEqualTo(expected);
    }

    @Property(tries = 2_000)
    void noValueOfAnEventBreaksOutOfAJsonTemplate(@ForAll("values") JsonNode value)
            throws IOException {
        var made =
                (Body)
                        MESSAGE.apply(
                                Json.MAPPER
                                        .writerWithDefaultPrettyPrinter()
                                        .writeValueAsBytes(
                                                Json.MAPPER
                                                        .createObjectNode()
                                                        .set("data", object(value))));

        JsonNode message = Json.MAPPER.readTree(made.bytes());
        assertThat(message.path("b")).isEqualTo(value);
        String text = message.path("c").path(0).textValue();
        if (value.isNull()) {
            assertThat(text).isEmpty();
        } else if (value.isTextual()) {
            assertThat(text).isEqualTo(value.textValue());
        } else {
            assertThat(Json.MAPPER.readTree(text)).isEqualTo(value);
        }
        assertThat(message.path("a").textValue()).isEqualTo("<" + text + ">");
    }

    private static ObjectNode object(JsonNode value) {
        return Json.MAPPER.createObjectNode().set("v", value);
    }

    @Property(tries = 2_000)
    void aTextOutOfAnEventIsThatText(@ForAll("texts") String text, @ForAll boolean ascii)
            throws Exception {
        byte[] event = event(Json.MAPPER.getNodeFactory().textNode(text), ascii);

        var part = (Body) Transformer.of(new Transform.JsonPath("$.data.v")).apply(event);
        var filled = (Body) transformer("- ${v} -").apply(event);

        assertThat(new String(part.bytes(), StandardCharsets.UTF_8)).isEqualTo(text);
        assertThat(new String(filled.bytes(), StandardCharsets.UTF_8))
                .isEqualTo("- " + text + " -");
    }

    @Property(tries = 20_000)
    void anyTemplateIsRefusedOrMakesJsonWhereItLooksLikeIt(
            @ForAll("templates") String template, @ForAll("values") JsonNode value)
            throws IOException {
        Transformer transformer;
        try {
            transformer =
                    Transformer.of(
                            new Transform.Template(
                                    Map.of("v", "$.data.v", "w", "$.data", "c", "\"", "d", "{}"),
                                    template));
        } catch (InvalidTransform e) {
            assertThat(e.path()).isEqualTo("template");
            assertThat(e.reason()).isNotBlank();
            return;
        }
        var made = (Body) transformer.apply(event(value, false));
        if (template.stripLeading().startsWith("{")) {
            assertThat(made.format()).isEqualTo(Format.JSON);
            assertThat(Json.MAPPER.readTree(made.bytes()).isObject()).isTrue();
        }
    }

    @Property(tries = 20_000)
    void anyPathIsRefusedOrLeadsSomewhere(@ForAll("pathTexts") String path) throws IOException {
        try {
            assertThat(
                            Transformer.of(new Transform.JsonPath("$" + path))
                                    .apply("{}".getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(Body.class);
        } catch (InvalidTransform e) {
            assertThat(e.path()).isEqualTo("value");
        }
    }

    @Property(tries = 5_000)
    void manyPathsAreFollowedInOnePassAsOneByOne(
            @ForAll("paths") @Size(min = 1, max = 8) List<List<Object>> paths,
            @ForAll("values") JsonNode value)
            throws Exception {
        JsonNode event = object(value);
        var variables = new TreeMap<String, String>();
        var fields = new ArrayList<String>();
        ObjectNode expected = Json.MAPPER.createObjectNode();
        for (int i = 0; i < paths.size(); i++) {
            var path = new StringBuilder("$.v");
            JsonNode found = value;
            for (Object step : paths.get(i)) {
                path.append(step instanceof Integer ? "[" + step + "]" : "['" + step + "']");
                found = step instanceof Integer index ? found.path(index) : found.path("" + step);
            }
            variables.put("p" + i, path.toString());
            fields.add("\"p%d\":${p%d}".formatted(i, i));
            expected.set("p" + i, found instanceof MissingNode ? Json.MAPPER.nullNode() : found);
        }
        var template = new Transform.Template(variables, "{" + String.join(",", fields) + "}");

        var made = (Body) Transformer.of(template).apply(Json.MAPPER.writeValueAsBytes(event));

        assertThat(Json.MAPPER.readTree(made.bytes())).isEqualTo(expected);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(30),
                Arbitraries.strings()
                        .withChars("\"\\{}[]:,$n\n\t\u0000\u001f\u2028/ <>'")
                        .ofMaxLength(12),
                Arbitraries.of(NASTY));
    }

    /// Made by hand: jqwik's own containers within one another take minutes.
    @Provide
    Arbitrary<JsonNode> values() {
        return Arbitraries.longs().map(seed -> asRead(tree(new Random(seed), 3)));
    }

    private static JsonNode tree(Random random, int depth) {
        var nodes = Json.MAPPER.getNodeFactory();
        return switch (random.nextInt(depth == 0 ? 5 : 9)) {
            case 0 -> nodes.textNode(NASTY.get(random.nextInt(NASTY.size())));
            case 1 -> nodes.numberNode(new BigInteger(random.nextInt(120), random));
            case 2 ->
                    nodes.numberNode(
                            new BigDecimal(
                                    new BigInteger(random.nextInt(90), random),
                                    random.nextInt(40) - 20));
            case 3 -> nodes.nullNode();
            case 4 -> nodes.booleanNode(random.nextBoolean());
            case 5, 6 -> {
                var array = nodes.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(tree(random, depth - 1));
                }
                yield array;
            }
            default -> {
                var object = nodes.objectNode();
                for (String name : NAMES) {
                    if (random.nextBoolean()) {
                        object.set(name, tree(random, depth - 1));
                    }
                }
                yield object;
            }
        };
    }

    /// Numbers that are the same are then of the same class.
    private static JsonNode asRead(JsonNode json) {
        try {
            return Json.MAPPER.readTree(json.toString());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Provide
    Arbitrary<String> templates() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        "\"",
                        "\"",
                        "\\",
                        ":",
                        ",",
                        "$",
                        "${",
                        "$${",
                        "${v}",
                        "${v}",
                        "${w}",
                        "${c}",
                        "${d}",
                        "\"${v}\"",
                        "{\"a\":",
                        "\"b\"",
                        "1",
                        " ",
                        "x",
                        "{\"k\":\"",
                        "\"}",
                        "}}")
                .list()
                .ofMaxSize(9)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> pathTexts() {
        return Arbitraries.of(
                        ".",
                        ".",
                        "a",
                        "[",
                        "]",
                        "'",
                        "\"",
                        "\\",
                        "*",
                        "0",
                        "-1",
                        "?(",
                        "@",
                        ")",
                        ":",
                        ",",
                        "['a']",
                        "[0]",
                        ".data",
                        " ",
                        "\u0000",
                        "火",
                        "99999999999")
                .list()
                .ofMaxSize(8)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<List<List<Object>>> paths() {
        return Arbitraries.of((Object) "a", "b", "c d", "\"", 0, 1, 2).list().ofMaxSize(3).list();
    }
}

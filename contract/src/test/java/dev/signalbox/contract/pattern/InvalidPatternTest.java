package dev.signalbox.contract.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class InvalidPatternTest {
    private static final byte[] EVENT =
            "{\"source\":\"s\",\"type\":\"t\",\"data\":{\"a\":1}}"
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8);

    /// Where a value of the corpus may stand, and what must be wrong with it there.
    private static final List<String> PLACES =
            List.of("source", "subject", "data", "data.a", "data.a.b.c");

    @Test
    void everyCaseOfTheCorpusIsRefusedInOneSentenceThatNamesThePlace() throws IOException {
        int tried = 0;
        for (JsonNode item : corpus()) {
            JsonNode value = item.path("value");
            for (String place : item.has("whole") ? List.of("") : PLACES) {
                JsonNode pattern = item.has("whole") ? item.path("whole") : at(place, value);
                String at = "pattern" + (place.isEmpty() ? "" : "." + place);
                at += item.path("at").asText();

                var problem =
                        catchThrowableOfType(InvalidPattern.class, () -> Pattern.parse(pattern));

                assertThat(problem).as(pattern.toString()).isNotNull();
                assertThat(problem.path()).as(pattern.toString()).isEqualTo(at);
                assertThat(problem.reason())
                        .contains(item.path("says").asText())
                        .doesNotEndWith(".");
                assertThat(problem).hasMessage(at + ": " + problem.reason());
                tried++;
            }
        }
        assertThat(tried).isGreaterThan(300);
    }

    private static JsonNode corpus() throws IOException {
        try (InputStream file =
                InvalidPatternTest.class.getResourceAsStream("malformed-patterns.json")) {
            return Json.MAPPER.readTree(Objects.requireNonNull(file));
        }
    }

    private static JsonNode at(String place, JsonNode value) {
        ObjectNode pattern = Json.MAPPER.createObjectNode();
        ObjectNode object = pattern;
        String[] steps = place.split("\\.", -1);
        for (int i = 0; i < steps.length - 1; i++) {
            object = object.putObject(steps[i]);
        }
        object.set(steps[steps.length - 1], value);
        return pattern;
    }

    @Test
    void nestingIsLimited() {
        ObjectNode pattern = Json.MAPPER.createObjectNode();
        ObjectNode object = pattern.putObject("data");
        for (int i = 0; i < 20_000; i++) {
            object = object.putObject("a");
        }
        object.putArray("a").add(1);

        assertThatThrownBy(() -> Pattern.parse(pattern))
                .isInstanceOf(InvalidPattern.class)
                .hasMessageEndingWith("nests deeper than 100 levels");
    }

    @Test
    void numbersThatAreNoneAreRefused() {
        for (double odd : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
            ObjectNode plain = Json.MAPPER.createObjectNode();
            plain.putArray("source").add(odd);
            ObjectNode numeric = Json.MAPPER.createObjectNode();
            numeric.putArray("source").addObject().putArray("numeric").add(">").add(odd);

            assertThatThrownBy(() -> Pattern.parse(plain)).isInstanceOf(InvalidPattern.class);
            assertThatThrownBy(() -> Pattern.parse(numeric)).isInstanceOf(InvalidPattern.class);
        }
    }

    @Property
    void anyJsonIsAPatternThatCanBeUsedOrAnInvalidPattern(@ForAll("json") JsonNode json)
            throws IOException {
        Pattern pattern;
        try {
            pattern = Pattern.parse(json);
        } catch (InvalidPattern e) {
            assertThat(e.path()).startsWith("pattern");
            assertThat(e.reason()).isNotBlank().doesNotContain("\n");
            return;
        }
        PatternVerdict verdict = PatternVerdict.of(pattern, EVENT);
        assertThat(verdict.matches()).isEqualTo(verdict.why() == null);
    }

    @Provide
    Arbitrary<JsonNode> json() {
        var nodes = Json.MAPPER.getNodeFactory();
        Arbitrary<JsonNode> scalars =
                Arbitraries.of(
                        nodes.nullNode(),
                        nodes.booleanNode(true),
                        nodes.numberNode(1),
                        nodes.numberNode(0.5),
                        nodes.numberNode(new java.math.BigDecimal("1e999999")),
                        nodes.textNode("s"),
                        nodes.textNode(""),
                        nodes.textNode(">"),
                        nodes.textNode("10.0.0.0/8"),
                        nodes.textNode("\ud800"));
        Arbitrary<String> names =
                Arbitraries.of(
                        "data",
                        "source",
                        "type",
                        "a",
                        "prefix",
                        "suffix",
                        "contains",
                        "numeric",
                        "anything-but",
                        "cidr",
                        "exists",
                        "",
                        "A b",
                        "\udc00");
        Arbitrary<JsonNode> one = scalars;
        for (int depth = 0; depth < 4; depth++) {
            Arbitrary<JsonNode> inner = one;
            Arbitrary<JsonNode> arrays =
                    inner.list()
                            .ofMaxSize(4)
                            .map(list -> Json.MAPPER.createArrayNode().addAll(list));
            Arbitrary<JsonNode> objects =
                    Arbitraries.maps(names, inner)
                            .ofMaxSize(3)
                            .map(fields -> Json.MAPPER.createObjectNode().setAll(fields));
            one = Arbitraries.oneOf(inner, arrays, objects);
        }
        Arbitrary<JsonNode> any = one;
        return Arbitraries.oneOf(
                any,
                Arbitraries.maps(Arbitraries.of("source", "type", "data", "subject"), any)
                        .ofMinSize(1)
                        .map(fields -> Json.MAPPER.createObjectNode().setAll(fields)));
    }
}

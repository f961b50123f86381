package dev.signalbox.contract.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PatternMachineTest {
    private static final byte[] NO_JSON = "{oops".getBytes(StandardCharsets.UTF_8);

    private final PatternMachine<String, String> machine = new PatternMachine<>();

    @TestFactory
    Stream<DynamicTest> casesMeanTheSameToBothMatchers() throws IOException {
        try (var json =
                Objects.requireNonNull(
                        PatternMachineTest.class.getResourceAsStream("pattern-cases.json"))) {
            var cases = new ArrayList<JsonNode>();
            Json.MAPPER.readTree(json).forEach(cases::add);
            return cases.stream()
                    .map(one ->
                            DynamicTest.dynamicTest(
                                    one.get("name").asText(),
                                    () -> {
                                        boolean matches = one.get("matches").asBoolean();
                                        JsonNode pattern = one.get("pattern");
                                        JsonNode event = one.get("event");
                                        assertThat(NaiveMatcher.matches(pattern, event))
                                                .isEqualTo(matches);
                                        var alone = new PatternMachine<String, String>();
                                        alone.put("rule", Pattern.parse(pattern), "rule");
                                        assertThat(match(alone, event))
                                                .isEqualTo(matches ? List.of("rule") : List.of());
                                        assertThat(match(crowded(alone), event))
                                                .isEqualTo(matches ? List.of("rule") : List.of());
                                    }));
        }
    }

    /// With so many rules that they are no longer matched directly.
    private static PatternMachine<String, String> crowded(PatternMachine<String, String> machine)
            throws Exception {
        for (int i = 0; i <= FewRules.AT_MOST; i++) {
            machine.put("crowd" + i, pattern("{'data': {'crowd': [" + i + "]}}"), "crowd" + i);
        }
        return machine;
    }

    @Property
    void randomPatternsAndEventsMeanTheSameToBothMatchers(
            @ForAll("patterns") List<JsonNode> patterns,
            @ForAll("events") List<JsonNode> events,
            @ForAll boolean manyOthers)
            throws Exception {
        var many = new PatternMachine<Integer, Integer>();
        for (int i = 0; i < patterns.size(); i++) {
            many.put(i, Pattern.parse(patterns.get(i)), i);
        }
        if (manyOthers) {
            for (int i = 0; i <= FewRules.AT_MOST; i++) {
                many.put(1_000 + i, pattern("{'data': {'crowd': [" + i + "]}}"), 1_000 + i);
            }
        }
        for (int removed = 0; removed < patterns.size(); removed += 3) {
            for (JsonNode event : events) {
                var expected = new ArrayList<Integer>();
                for (int i = 0; i < patterns.size(); i++) {
                    boolean there = i % 3 != 0 || i >= removed;
                    if (there && NaiveMatcher.matches(patterns.get(i), event)) {
                        expected.add(i);
                    }
                }
                assertThat(match(many, event)).containsExactlyInAnyOrderElementsOf(expected);
            }
            many.remove(removed);
        }
    }

    @Provide
    Arbitrary<List<JsonNode>> patterns() {
        Arbitrary<ArrayNode> wanted = scalars().list().ofMinSize(1).ofMaxSize(3).map(this::array);
        Arbitrary<ObjectNode> inner = objects(names(), wanted.map(JsonNode.class::cast), 1);
        Arbitrary<ObjectNode> data = objects(names(), Arbitraries.oneOf(wanted, wanted, inner), 1);
        return Combinators.combine(wanted.optional(0.5), wanted.optional(0.5), data.optional(0.7))
                .as((source, type, content) -> {
                    ObjectNode pattern = Json.MAPPER.createObjectNode();
                    source.ifPresent(value -> pattern.set("source", value));
                    type.ifPresent(value -> pattern.set("type", value));
                    content.ifPresent(value -> pattern.set("data", value));
                    return (JsonNode) pattern;
                })
                .list()
                .ofMinSize(1)
                .ofMaxSize(12);
    }

    @Provide
    Arbitrary<List<JsonNode>> events() {
        Arbitrary<JsonNode> scalar = scalars();
        Arbitrary<ArrayNode> array = scalar.list().ofMaxSize(3).map(this::array);
        Arbitrary<ObjectNode> inner = objects(names(), Arbitraries.oneOf(scalar, array), 0);
        Arbitrary<JsonNode> data =
                Arbitraries.oneOf(
                        objects(names(), Arbitraries.oneOf(scalar, array, inner), 0),
                        array.map(JsonNode.class::cast),
                        scalar);
        return Combinators.combine(texts(), texts(), data)
                .as((source, type, content) -> {
                    ObjectNode event = Json.MAPPER.createObjectNode();
                    event.put("source", source).put("type", type).set("data", content);
                    return (JsonNode) event;
                })
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    private static Arbitrary<String> names() {
        return Arbitraries.of("a", "b", "a.b", "a/b", "");
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.of("x", "1", "true", "");
    }

    private static Arbitrary<JsonNode> scalars() {
        var nodes = Json.MAPPER.getNodeFactory();
        return Arbitraries.of(
                nodes.textNode("x"),
                nodes.textNode("1"),
                nodes.textNode(""),
                nodes.numberNode(1),
                nodes.numberNode(new java.math.BigDecimal("1.0")),
                nodes.booleanNode(true),
                nodes.textNode("true"));
    }

    private ArrayNode array(List<JsonNode> elements) {
        return Json.MAPPER.createArrayNode().addAll(elements);
    }

    private static Arbitrary<ObjectNode> objects(
            Arbitrary<String> names, Arbitrary<? extends JsonNode> values, int atLeast) {
        return Arbitraries.maps(names, values)
                .ofMinSize(atLeast)
                .ofMaxSize(3)
                .map(fields -> {
                    ObjectNode object = Json.MAPPER.createObjectNode();
                    fields.forEach(object::set);
                    return object;
                });
    }

    @Test
    void rulesThatLookAtSourceAndTypeOnlyDoNotReadTheEvent() throws Exception {
        machine.put("source", pattern("{'source': ['s']}"), "source");
        machine.put("other", pattern("{'source': ['other'], 'data': {'x': [1]}}"), "other");

        assertThat(machine.match("s", "t", NO_JSON)).containsExactly("source");
    }

    @Test
    void anEventThatMustBeReadAndCannotBeIsAnError() throws Exception {
        machine.put("data", pattern("{'data': {'x': [1]}}"), "data");

        for (String broken : List.of("{oops", "[1]", "", "{\"data\":{\"x\":1}", "{\"data\":[1")) {
            assertThatThrownBy(
                            () -> machine.match("s", "t", broken.getBytes(StandardCharsets.UTF_8)))
                    .as(broken)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aReplacedRuleMatchesAsItIsNow() throws Exception {
        machine.put("rule", pattern("{'source': ['s'], 'data': {'x': [1]}}"), "first");
        machine.put("rule", pattern("{'source': ['s'], 'data': {'x': [2]}}"), "second");

        assertThat(matchData("{'x': 1}")).isEmpty();
        assertThat(matchData("{'x': 2}")).containsExactly("second");
    }

    @Test
    void aRemovedRuleMatchesNoMore() throws Exception {
        machine.put("rule", pattern("{'data': {'x': [1]}}"), "rule");
        machine.put("all", pattern("{}"), "all");
        assertThat(matchData("{'x': 1}")).containsExactlyInAnyOrder("rule", "all");

        machine.remove("rule");
        machine.remove("all");
        machine.remove("never there");

        assertThat(matchData("{'x': 1}")).isEmpty();
    }

    @Test
    void thousandsOfChangesLeaveTheOthersAsTheyWere() throws Exception {
        machine.put("kept", pattern("{'data': {'x': [1]}}"), "kept");
        for (int i = 0; i < 5_000; i++) {
            machine.put("changing", pattern("{'data': {'x': [" + i % 7 + "]}}"), "v" + i);
        }

        assertThat(matchData("{'x': 1}")).containsExactlyInAnyOrder("kept", "v4999");
    }

    @Test
    void eachMatchSeesAReplacementWhollyOrNotAtAll() throws Exception {
        var stop = new AtomicBoolean();
        Pattern first = pattern("{'source': ['s'], 'data': {'x': [1, 2, 3]}}");
        Pattern second = pattern("{'type': ['t'], 'data': {'x': [1, 5]}}");
        machine.put("rule", first, "rule");
        for (int i = 0; i < 500; i++) {
            machine.put("other" + i, pattern("{'source': ['s'], 'data': {'y': [" + i + "]}}"), "");
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var changes =
                    threads.submit(() -> {
                        try {
                            for (int i = 0; i < 3_000; i++) {
                                machine.put("rule", i % 2 == 0 ? second : first, "rule");
                            }
                        } finally {
                            stop.set(true);
                        }
                    });
            while (!stop.get()) {
                assertThat(matchData("{'x': 1}")).containsExactly("rule");
            }
            changes.get();
        }
    }

    private List<String> matchData(String data) throws IOException {
        String json = "{\"source\":\"s\",\"type\":\"t\",\"data\":" + data.replace('\'', '"') + "}";
        return machine.match("s", "t", json.getBytes(StandardCharsets.UTF_8));
    }

    private static <R> List<R> match(PatternMachine<?, R> machine, JsonNode event)
            throws IOException {
        return machine.match(
                event.get("source").asText(),
                event.get("type").asText(),
                Json.MAPPER.writeValueAsBytes(event));
    }

    private static Pattern pattern(String json) throws Exception {
        return Pattern.parse(Json.MAPPER.readTree(json.replace('\'', '"')));
    }
}

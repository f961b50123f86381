package dev.signalbox.contract.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.pattern.PatternDistance;
import dev.signalbox.contract.pattern.PatternVerdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PatternMachineTest {
    private static final Path CASES =
            Path.of(
                    "../contract/src/test/resources/dev/signalbox/contract/pattern/pattern-cases.json");
    private static final int CROWD = 100;
    private static final byte[] NO_JSON = "{oops".getBytes(StandardCharsets.UTF_8);

    private final PatternMachine<String, String> machine = new PatternMachine<>();

    @TestFactory
    Stream<DynamicTest> casesMeanTheSameToBothMatchers() throws IOException {
        var cases = new ArrayList<JsonNode>();
        Json.MAPPER.readTree(Files.readString(CASES)).forEach(cases::add);
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

    /// With many rules that want something else.
    private static PatternMachine<String, String> crowded(PatternMachine<String, String> machine)
            throws Exception {
        for (int i = 0; i < CROWD; i++) {
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
            for (int i = 0; i < CROWD; i++) {
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

    @Property(tries = 300)
    void numbersThatCannotBeReadMeanTheSameToTheMachineAndToTheVerdict(
            @ForAll("patterns") List<JsonNode> patterns,
            @ForAll("events") List<JsonNode> events,
            @ForAll("unreadable") String number,
            @ForAll boolean manyOthers)
            throws Exception {
        var many = new PatternMachine<Integer, Integer>();
        for (int i = 0; i < patterns.size(); i++) {
            many.put(i, Pattern.parse(patterns.get(i)), i);
        }
        if (manyOthers) {
            for (int i = 0; i < CROWD; i++) {
                many.put(1_000 + i, pattern("{'data': {'crowd': [" + i + "]}}"), 1_000 + i);
            }
        }
        for (JsonNode event : events) {
            byte[] json = withNumbers(event, number).getBytes(StandardCharsets.UTF_8);
            var expected = new ArrayList<Integer>();
            for (int i = 0; i < patterns.size(); i++) {
                if (PatternVerdict.of(Pattern.parse(patterns.get(i)), json).matches()) {
                    expected.add(i);
                }
            }
            assertThat(many.match(event.get("source").asText(), event.get("type").asText(), json))
                    .as(new String(json, StandardCharsets.UTF_8))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Property
    void howFarAnEventIsFromAPatternAgreesWithBothMatchersAndWithTheVerdict(
            @ForAll("patterns") List<JsonNode> patterns, @ForAll("events") List<JsonNode> events)
            throws Exception {
        for (JsonNode json : patterns) {
            Pattern pattern = Pattern.parse(json);
            var alone = new PatternMachine<String, String>();
            alone.put("rule", pattern, "rule");
            for (JsonNode event : events) {
                var distance = PatternDistance.of(pattern, event);
                byte[] bytes = Json.MAPPER.writeValueAsBytes(event);

                assertThat(distance.fields()).isEqualTo(leaves(json).size());
                assertThat(distance.failed())
                        .as("%s and %s", json, event)
                        .isEqualTo(
                                leaves(json).stream()
                                        .filter(leaf -> !NaiveMatcher.matches(leaf, event))
                                        .count());
                assertThat(distance.failed() == 0).isEqualTo(!match(alone, event).isEmpty());
                assertThat(distance.verdict()).isEqualTo(PatternVerdict.of(pattern, bytes));
            }
        }
    }

    /// A pattern's fields, each as a pattern of its own.
    private static List<JsonNode> leaves(JsonNode pattern) {
        var leaves = new ArrayList<JsonNode>();
        for (var field : pattern.properties()) {
            if (field.getValue().isObject()) {
                for (JsonNode inner : leaves(field.getValue())) {
                    leaves.add(Json.MAPPER.createObjectNode().set(field.getKey(), inner));
                }
            } else {
                leaves.add(Json.MAPPER.createObjectNode().set(field.getKey(), field.getValue()));
            }
        }
        return leaves;
    }

    /// The event's JSON with another number in place of each within its data.
    private static String withNumbers(JsonNode event, String number) {
        ObjectNode rest = event.deepCopy();
        JsonNode data = rest.remove("data");
        String json = rest.toString();
        return data == null
                ? json
                : json.substring(0, json.length() - 1)
                        + (",\"data\":" + data + "}")
                                .replaceAll("(?<=[:,\\[])-?\\d[\\d.eE+-]*(?=[,\\]}])", number);
    }

    @Provide
    Arbitrary<String> unreadable() {
        return Combinators.combine(
                        Arbitraries.of("1", "-3", "0", "2.50", "-0.0"),
                        Arbitraries.of("e", "E", "e+", "e-"),
                        Arbitraries.longs().between(2_147_483_648L, 99_999_999_999L))
                .as((digits, sign, exponent) -> digits + sign + exponent);
    }

    @Provide
    Arbitrary<List<JsonNode>> patterns() {
        Arbitrary<ArrayNode> wanted =
                Arbitraries.frequencyOf(
                                Tuple.of(3, scalars()), Tuple.of(2, expressions().map(n -> n)))
                        .list()
                        .ofMinSize(1)
                        .ofMaxSize(3)
                        .map(this::array);
        Arbitrary<ObjectNode> inner = objects(names(), wanted.map(JsonNode.class::cast), 1);
        Arbitrary<ObjectNode> data = objects(names(), Arbitraries.oneOf(wanted, wanted, inner), 1);
        Arbitrary<JsonNode> content = Arbitraries.oneOf(data, data, data, wanted);
        return Combinators.combine(
                        wanted.optional(0.5), wanted.optional(0.5), content.optional(0.8))
                .as((source, type, some) -> {
                    ObjectNode pattern = Json.MAPPER.createObjectNode();
                    source.ifPresent(value -> pattern.set("source", value));
                    type.ifPresent(value -> pattern.set("type", value));
                    some.ifPresent(value -> pattern.set("data", value));
                    return (JsonNode) pattern;
                })
                .list()
                .ofMinSize(1)
                .ofMaxSize(12);
    }

    private static Arbitrary<JsonNode> expressions() {
        return Arbitraries.of(
                        "{'prefix': 'x'}",
                        "{'prefix': '1'}",
                        "{'prefix': 'xy'}",
                        "{'suffix': 'y'}",
                        "{'suffix': '名'}",
                        "{'suffix': '\"'}",
                        "{'contains': 'x'}",
                        "{'contains': '*'}",
                        "{'contains': '名'}",
                        "{'contains': 'yx'}",
                        "{'anything-but': 'x'}",
                        "{'anything-but': 1}",
                        "{'anything-but': null}",
                        "{'anything-but': ['x', 1, null, '']}",
                        "{'anything-but': {'prefix': 'x'}}",
                        "{'anything-but': {'prefix': '1'}}",
                        "{'anything-but': {'suffix': 'y'}}",
                        "{'anything-but': {'contains': 'yx'}}",
                        "{'numeric': ['=', 1]}",
                        "{'numeric': ['!=', 1]}",
                        "{'numeric': ['>', 0]}",
                        "{'numeric': ['>=', 1, '<', 10.5]}",
                        "{'numeric': ['>', -5, '<=', 5]}",
                        "{'numeric': ['<', 0]}",
                        "{'numeric': ['<=', 0.3]}",
                        "{'numeric': ['>', 999999999.999999]}",
                        "{'numeric': ['>', 5, '<', 0]}",
                        "{'cidr': '10.0.0.0/24'}",
                        "{'cidr': '10.0.0.0/8'}",
                        "{'cidr': '10.0.1.7'}",
                        "{'cidr': '0.0.0.0/0'}",
                        "{'exists': true}",
                        "{'exists': false}",
                        "{'exists': true, 'anything-but': 1}",
                        "{'prefix': 'x', 'suffix': 'y'}",
                        "{'contains': 'x', 'anything-but': {'suffix': 'x'}}",
                        "{'numeric': ['>', 0], 'anything-but': [1, 2]}")
                .map(text -> json(text));
    }

    @Provide
    Arbitrary<List<JsonNode>> events() {
        Arbitrary<JsonNode> scalar = Arbitraries.oneOf(scalars(), scalars(), others());
        Arbitrary<ArrayNode> array =
                Arbitraries.frequencyOf(
                                Tuple.of(8, scalar.map(n -> n)),
                                Tuple.of(1, Arbitraries.of(json("{}"), json("[1]"))))
                        .list()
                        .ofMaxSize(3)
                        .map(this::array);
        Arbitrary<ObjectNode> inner = objects(names(), Arbitraries.oneOf(scalar, array), 0);
        Arbitrary<JsonNode> data =
                Arbitraries.oneOf(
                        objects(names(), Arbitraries.oneOf(scalar, array, inner), 0),
                        array.map(JsonNode.class::cast),
                        scalar);
        return Combinators.combine(texts(), texts(), data.optional(0.9))
                .as((source, type, content) -> {
                    ObjectNode event = Json.MAPPER.createObjectNode();
                    event.put("source", source).put("type", type);
                    content.ifPresent(some -> event.set("data", some));
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
        return Arbitraries.of("x", "1", "true", "", "xy", "xyx", "10.0.0.9");
    }

    private static Arbitrary<JsonNode> scalars() {
        return Arbitraries.of("'x'", "'1'", "''", "1", "1.0", "true", "'true'", "null", "'null'")
                .map(text -> json(text));
    }

    private static Arbitrary<JsonNode> others() {
        Arbitrary<JsonNode> chosen =
                Arbitraries.of(
                                "'xy'",
                                "'yx'",
                                "'x*y'",
                                "'y名'",
                                "'名x'",
                                "'\\\"'",
                                "'10.0.0.255'",
                                "'10.0.1.7'",
                                "'10.0.01.7'",
                                "'10.0.0'",
                                "'192.168.0.1'",
                                "0",
                                "-1",
                                "1.00000001",
                                "0.99999999",
                                "0.30000000000000004",
                                "1e9",
                                "1e400",
                                "-1e400",
                                "1e-400",
                                "10.5",
                                "12345678901234567890")
                        .map(text -> json(text));
        Arbitrary<JsonNode> numbers =
                Arbitraries.bigDecimals()
                        .between(new BigDecimal("-20"), new BigDecimal("20"))
                        .ofScale(3)
                        .map(number -> Json.MAPPER.getNodeFactory().numberNode(number));
        return Arbitraries.oneOf(chosen, numbers);
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text.replace('\'', '"').replace("\"\"\"", "\"\\\"\""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
    void aNumberWhoseExponentCannotBeReadFitsNoNumericConditionAmongFewRulesOrMany()
            throws Exception {
        machine.put("numeric", pattern("{'data': {'x': [{'numeric': ['>', 0]}]}}"), "numeric");
        machine.put("there", pattern("{'data': {'x': [{'exists': true}]}}"), "there");

        assertThat(matchData("{'x': 1e99999999910}")).containsExactly("there");
        crowded(machine);
        assertThat(matchData("{'x': 1e99999999910}")).containsExactly("there");
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

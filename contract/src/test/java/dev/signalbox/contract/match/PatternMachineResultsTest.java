package dev.signalbox.contract.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.InvalidPattern;
import dev.signalbox.contract.pattern.Pattern;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Many rules may yield the same; each that an event meets is found once.
class PatternMachineResultsTest {
    private static final int MANY = 200;
    private static final List<String> BOTH = List.of("same", "same");

    private final PatternMachine<Integer, String> machine = new PatternMachine<>();

    @BeforeEach
    void manyOthers() throws Exception {
        for (int other = 0; other < MANY; other++) {
            put(1_000 + other, "{\"data\":{\"a\":[\"other-%d\"]}}".formatted(other));
        }
    }

    private void put(int key, String pattern) throws InvalidPattern, IOException {
        machine.put(key, Pattern.parse(Json.MAPPER.readTree(pattern)), "same");
    }

    private List<String> match(String data) throws IOException {
        String event = "{\"source\":\"s\",\"type\":\"t\",\"data\":" + data + "}";
        return machine.match("s", "t", event.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void equalRulesAreFoundEach() throws Exception {
        put(1, "{\"data\":{\"a\":[\"x\"]}}");
        put(2, "{\"data\":{\"a\":[\"x\"]}}");

        assertThat(match("{\"a\":\"x\"}")).isEqualTo(BOTH);
    }

    @Test
    void ofEqualRulesTheOtherStaysWhenOneGoes() throws Exception {
        put(1, "{\"data\":{\"a\":[\"x\"]}}");
        put(2, "{\"data\":{\"a\":[\"x\"]}}");
        machine.remove(1);

        assertThat(match("{\"a\":\"x\"}")).containsExactly("same");
    }

    @Test
    void elementsThatAreTheSameFindARuleOnce() throws Exception {
        put(1, "{\"data\":{\"a\":[\"x\"]}}");
        put(2, "{\"data\":{\"a\":[{\"prefix\":\"xx\"}]}}");

        assertThat(match("{\"a\":[\"x\",\"x\",\"xx1\",\"xx2\"]}")).isEqualTo(BOTH);
    }

    @Test
    void nothingIsLeftOfAnEventThatEndsTooSoon() throws Exception {
        put(1, "{\"data\":{\"a\":[\"x\"]}}");

        assertThatThrownBy(() -> match("{\"a\":[\"x\",\"y\"")).isInstanceOf(IOException.class);

        assertThat(match("{\"b\":1}")).isEmpty();
    }

    @Test
    void nullsFindARuleOnce() throws Exception {
        put(1, "{\"data\":{\"a\":[null]}}");

        assertThat(match("{\"a\":[null,null]}")).containsExactly("same");
    }

    @Test
    void aRuleIsFoundOnceThoughAnEventHasAllThatItWants() throws Exception {
        put(1, "{\"data\":{\"a\":[\"x\",\"y\",{\"suffix\":\"xyz\"}]}}");
        put(2, "{\"data\":{\"a\":[{\"suffix\":\"xyz\"},\"y\",\"xyz\"]}}");

        assertThat(match("{\"a\":[\"x\",\"y\",\"wxyz\"]}")).isEqualTo(BOTH);
        assertThat(match("{\"a\":\"xyz\"}")).isEqualTo(BOTH);
    }

    @Test
    void manyFieldsAreLookedAtByWhatAnEventHas() throws Exception {
        for (int field = 0; field < MANY; field++) {
            put(field, "{\"data\":{\"f%d\":[{\"exists\":true}]}}".formatted(field));
            put(300 + field, "{\"data\":{\"f%d\":[{\"prefix\":\"x\"}]}}".formatted(field));
        }
        put(999, "{\"data\":{\"f7\":[{\"exists\":false}]}}");

        assertThat(match("{\"f7\":[\"xy\",\"xz\"]}")).isEqualTo(BOTH);
        assertThat(match("{\"f8\":\"y\"}")).isEqualTo(BOTH);
        assertThat(match("{\"f9\":\"x\"}")).containsExactly("same", "same", "same");
    }

    @Test
    void whatIsWrittenWithEscapesIsFoundAsWhatItMeans() throws Exception {
        put(1, "{\"data\":{\"a\":[\"abc\"]}}");
        put(2, "{\"data\":{\"a\":[{\"contains\":\"bc\"}]}}");

        assertThat(match("{\"a\":\"\\u0061bc\"}")).isEqualTo(BOTH);
        assertThat(match("{\"a\":\"\\u0161bc\"}")).containsExactly("same");
    }

    @Test
    void longListsOfValuesCostNoMoreMemoryThanTheirRules() throws Exception {
        for (int rule = 0; rule < 300; rule++) {
            put(rule, "{\"data\":{\"a\":[\"1\"]}}");
            put(300 + rule, "{\"data\":{\"a\":[{\"numeric\":[\">\",0]}],\"b\":[1]}}");
            put(600 + rule, "{\"data\":{\"a\":[{\"anything-but\":\"x\"}],\"c\":[1]}}");
        }
        String ones = "1,".repeat(130_000);
        long before = allocated();

        assertThat(match("{\"a\":[" + ones + "1],\"b\":1}")).hasSize(600);

        assertThat(allocated() - before).isLessThan(100_000_000);
    }

    @Test
    void aTextThatRepeatsItselfCostsNoMoreMemoryThanItsRules() throws Exception {
        for (int length = 32; length < 64; length++) {
            put(length, "{\"data\":{\"a\":[{\"contains\":\"%s\"}]}}".formatted("a".repeat(length)));
        }
        String text = "a".repeat(260_000);
        long before = allocated();

        assertThat(match("{\"a\":\"" + text + "\"}")).hasSize(32);

        assertThat(allocated() - before).isLessThan(20_000_000);
    }

    /// Each would take minutes if an event's values were compared with all rules that they lead to.
    @Test
    @Timeout(30)
    void longListsBesideManyRulesTakeNoLongerThanBothTogether() throws Exception {
        for (int rule = 0; rule < 10_000; rule++) {
            put(rule, "{\"data\":{\"a\":[{\"numeric\":[\">\",%d]}]}}".formatted(-rule));
            put(10_000 + rule, "{\"data\":{\"b\":[{\"prefix\":\"x\"}]}}");
            put(
                    20_000 + rule,
                    "{\"data\":{\"c\":[{\"numeric\":[\">\",%d,\"<\",%d]}]}}"
                            .formatted(rule, 100_000 + rule));
            put(30_000 + rule, "{\"data\":{\"d\":[{\"cidr\":\"10.0.0.0/8\"}]}}");
        }

        assertThat(match("{\"a\":[" + list("%d", 45_000) + "]}")).hasSize(10_000);
        assertThat(match("{\"b\":[" + list("\"x%d\"", 25_000) + "]}")).hasSize(10_000);
        assertThat(match("{\"c\":[" + list("%d", 45_000) + "]}")).hasSize(10_000);
        assertThat(match("{\"d\":[" + list("\"10.1.1.1\",%d", 15_000) + "]}")).hasSize(10_000);
    }

    private static String list(String element, int times) {
        return IntStream.range(0, times)
                .mapToObj(element::formatted)
                .collect(Collectors.joining(","));
    }

    /// Two letters that have the same hash as two others make as many texts with one hash.
    @Test
    @Timeout(30)
    void textsWithEqualHashesAreFoundAsFast() throws Exception {
        for (int text = 0; text < 1 << 12; text++) {
            put(text, "{\"data\":{\"a\":[" + colliding(text, 12) + "]}}");
        }
        String all =
                IntStream.range(0, 1 << 14)
                        .mapToObj(text -> colliding(text, text < 1 << 12 ? 12 : 14))
                        .collect(Collectors.joining(","));

        assertThat(match("{\"a\":[" + all + "]}")).hasSize(1 << 12);
    }

    private static String colliding(int text, int pairs) {
        return IntStream.range(0, pairs)
                .mapToObj(pair -> (text >> pair & 1) == 0 ? "Aa" : "BB")
                .collect(Collectors.joining("", "\"", "\""));
    }

    private static long allocated() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }
}

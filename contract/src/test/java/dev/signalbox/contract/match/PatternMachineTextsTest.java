package dev.signalbox.contract.match;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Texts of all lengths around those that the index keeps at hand, with characters that it keeps
/// and others, many of which begin or end alike.
class PatternMachineTextsTest {
    private static final int RULES = 200;
    private static final String[] OPERATORS = {"prefix", "suffix", "contains", "exactly"};
    private static final char[] LETTERS = {'a', 'a', 'a', 'a', 'a', 'b', 'ÿ', 'Ł', '\u4e2d'};

    @Property(tries = 40)
    void textsOfAnyLengthAndScriptAgreeWithTheNaiveMatcher(@ForAll long seed) throws Exception {
        var random = new Random(seed);
        var machine = new PatternMachine<Integer, Integer>();
        var patterns = new ArrayList<JsonNode>();
        var texts = new ArrayList<String>();
        for (int rule = 0; rule < RULES; rule++) {
            texts.add(text(random));
            patterns.add(pattern(OPERATORS[random.nextInt(OPERATORS.length)], texts.get(rule)));
            machine.put(rule, Pattern.parse(patterns.get(rule)), rule);
        }
        for (int i = 0; i < 60; i++) {
            String wanted = texts.get(random.nextInt(RULES));
            String given =
                    switch (i % 4) {
                        case 0 -> wanted;
                        case 1 -> wanted + text(random);
                        case 2 -> text(random) + wanted;
                        default -> text(random) + wanted + text(random);
                    };
            JsonNode event = Json.MAPPER.createObjectNode().set("data", field("field", given));
            List<Integer> expected =
                    IntStream.range(0, RULES)
                            .filter(rule -> NaiveMatcher.matches(patterns.get(rule), event))
                            .boxed()
                            .toList();
            assertThat(machine.match("s", "t", Json.MAPPER.writeValueAsBytes(event)))
                    .as("%s", event)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        int length = 1 + random.nextInt(random.nextInt(10) == 0 ? 300 : 30);
        boolean plain = random.nextInt(3) > 0;
        for (int i = 0; i < length; i++) {
            text.append(LETTERS[random.nextInt(plain ? 6 : LETTERS.length)]);
        }
        return text.toString();
    }

    private static ObjectNode field(String name, String text) {
        return Json.MAPPER.createObjectNode().put(name, text);
    }

    private static JsonNode pattern(String operator, String text) {
        ObjectNode pattern = Json.MAPPER.createObjectNode();
        var wanted = pattern.putObject("data").putArray("field");
        if (operator.equals("exactly")) {
            wanted.add(text);
        } else {
            wanted.add(field(operator, text));
        }
        return pattern;
    }
}

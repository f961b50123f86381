package dev.signalbox.contract.match;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.Pattern;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Hundreds of rules that want unlike things of the same fields, coming and going in any order:
/// what is found is what looking at each of them finds, and what a machine finds that never knew
/// others. With `-Dsignalbox.fuzz.rounds=125` it takes 400,000 events.
class PatternMachineChangesTest {
    private static final int KEYS = 300;
    private static final int ROUNDS = Integer.getInteger("signalbox.fuzz.rounds", 1);

    private final Map<Integer, JsonNode> rules = new HashMap<>();
    private final PatternMachine<Integer, Integer> machine = new PatternMachine<>();

    @Property(tries = 20)
    void rulesThatComeChangeAndGoAgreeWithTheNaiveMatcherAndAFreshMachine(@ForAll long seed)
            throws Exception {
        var random = new Random(seed);
        for (int phase = 0; phase < 4 * ROUNDS; phase++) {
            for (int change = 0; change < 400; change++) {
                change(random, phase);
            }
            var fresh = new PatternMachine<Integer, Integer>();
            for (var rule : rules.entrySet()) {
                fresh.put(rule.getKey(), Pattern.parse(rule.getValue()), rule.getKey());
            }
            for (int event = 0; event < 40; event++) {
                JsonNode one = event(random);
                List<Integer> expected =
                        rules.entrySet().stream()
                                .filter(rule -> NaiveMatcher.matches(rule.getValue(), one))
                                .map(Map.Entry::getKey)
                                .toList();
                assertThat(match(machine, one))
                        .as("%s", one)
                        .containsExactlyInAnyOrderElementsOf(expected);
                assertThat(match(fresh, one)).containsExactlyInAnyOrderElementsOf(expected);
            }
        }
    }

    /// In odd phases more go than come.
    private void change(Random random, int phase) throws Exception {
        int key = random.nextInt(KEYS);
        if (random.nextInt(10) < (phase % 2 == 1 ? 8 : 2)) {
            rules.remove(key);
            machine.remove(key);
        } else {
            JsonNode pattern = pattern(random);
            rules.put(key, pattern);
            machine.put(key, Pattern.parse(pattern), key);
        }
    }

    private static JsonNode pattern(Random random) throws IOException {
        String source = random.nextInt(4) == 0 ? "'source':['" + text(random, 1) + "']," : "";
        String second =
                random.nextInt(3) == 0
                        ? ",'" + name(random, "cd") + "':[" + wanted(random) + "]"
                        : "";
        String either = random.nextInt(4) == 0 ? "," + wanted(random) : "";
        return json(
                "{%s'data':{'%s':[%s%s]%s}}"
                        .formatted(source, name(random, "ab"), wanted(random), either, second));
    }

    private static String wanted(Random random) {
        int low = random.nextInt(40) - 20;
        int high = low + random.nextInt(10);
        return switch (random.nextInt(14)) {
            case 0 -> "'" + text(random, 3) + "'";
            case 1 -> "{'prefix':'" + text(random, 4) + "'}";
            case 2 -> "{'suffix':'" + text(random, 4) + "'}";
            case 3 -> "{'contains':'" + text(random, 5) + "'}";
            case 4 -> "{'prefix':'%s','suffix':'%s'}".formatted(text(random, 2), text(random, 2));
            case 5 -> "{'numeric':['>=',%d,'<',%d]}".formatted(low, high);
            case 6 -> "{'numeric':['>',%d]}".formatted(low);
            case 7 -> "{'numeric':['!=',%d]}".formatted(low);
            case 8 -> "{'cidr':'10.%d.0.0/%d'}".formatted(random.nextInt(4), 8 + random.nextInt(9));
            case 9 -> "{'anything-but':['%s',%d]}".formatted(text(random, 2), low);
            case 10 -> "{'anything-but':{'prefix':'%s'}}".formatted(text(random, 2));
            case 11 -> "{'contains':'%s','anything-but':['ab']}".formatted(text(random, 1));
            case 12 -> "{'exists':" + random.nextBoolean() + "}";
            default -> low % 2 == 0 ? "null" : Integer.toString(low);
        };
    }

    private static JsonNode event(Random random) throws IOException {
        var data = new StringBuilder();
        for (String name : List.of("a", "b", "c", "d")) {
            if (random.nextInt(4) > 0) {
                data.append(data.isEmpty() ? "" : ",").append("'" + name + "':");
                data.append(
                        random.nextInt(4) == 0
                                ? "[" + value(random) + "," + value(random) + "]"
                                : value(random));
            }
        }
        return json("{'source':'%s','type':'t','data':{%s}}".formatted(text(random, 1), data));
    }

    private static String value(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> "null";
            case 1 -> "'10.%d.%d.1'".formatted(random.nextInt(4), random.nextInt(200));
            case 2 -> Integer.toString(random.nextInt(50) - 25);
            case 3 -> Double.toString(random.nextInt(500) / 10.0 - 25);
            default -> "'" + text(random, 12) + "'";
        };
    }

    private static String name(Random random, String of) {
        return of.substring(random.nextInt(2)).substring(0, 1);
    }

    private static String text(Random random, int most) {
        var text = new StringBuilder();
        for (int i = random.nextInt(most); i >= 0; i--) {
            text.append("ab".charAt(random.nextInt(2)));
        }
        return text.toString();
    }

    private static JsonNode json(String text) throws IOException {
        return Json.MAPPER.readTree(text.replace('\'', '"'));
    }

    private static List<Integer> match(PatternMachine<Integer, Integer> machine, JsonNode event)
            throws IOException {
        return machine.match(
                event.get("source").asText(), "t", Json.MAPPER.writeValueAsBytes(event));
    }
}

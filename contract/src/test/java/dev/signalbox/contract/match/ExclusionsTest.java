package dev.signalbox.contract.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// So many rules exclude a value that they are kept as bits, and then fewer and fewer.
class ExclusionsTest {
    private static final int RULES = 1_500;

    private final PatternMachine<Integer, Integer> machine = new PatternMachine<>();

    private List<Integer> match(String value) throws Exception {
        String event = "{\"data\":{\"a\":\"" + value + "\"},\"more\":\"behind it\"}";
        return machine.match("s", "t", event.getBytes(StandardCharsets.UTF_8));
    }

    private void put(int rule, String excluded) throws Exception {
        String pattern = "{\"data\":{\"a\":[{\"anything-but\":[" + excluded + "]}]}}";
        machine.put(rule, Pattern.parse(Json.MAPPER.readTree(pattern)), rule);
    }

    @Test
    void whatAllExcludeFindsNothingUntilOneDoesNot() throws Exception {
        var all = new ArrayList<Integer>();
        for (int rule = 0; rule < RULES; rule++) {
            put(rule, "\"done\",\"v" + rule + "\"");
            all.add(rule);
        }
        assertThat(match("done")).isEmpty();
        assertThat(match("v7")).hasSize(RULES - 1).doesNotContain(7);
        assertThat(match("new")).containsExactlyInAnyOrderElementsOf(all);

        put(RULES, "\"v0\"");
        assertThat(match("done")).containsExactly(RULES);

        for (int rule = 0; rule < RULES - 100; rule++) {
            machine.remove(rule);
        }
        assertThat(match("done")).containsExactly(RULES);
        machine.remove(RULES);
        assertThat(match("done")).isEmpty();
        assertThat(match("v" + (RULES - 1))).hasSize(99);
    }
}

package dev.signalbox.standalone.tail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTextTest {
    @ParameterizedTest
    @CsvSource({
        "\\u001b[2J, \\u001b",
        "\\u009b2J, \\u009b",
        "\\u0007, \\u0007",
        "a\\u000ab, \\u000a",
        "\\u202egnp, \\u202e",
        "\\u2028, \\u2028",
        "\\ud800, \\ud800"
    })
    void whatCouldSteerATerminalIsWrittenOut(String escapes, String seen) {
        String raw = unescaped(escapes);

        String escaped = TerminalText.escaped(raw);

        assertThat(escaped).contains(seen);
        assertThat(escaped.chars().allMatch(c -> c >= ' ' && c < 0x7f)).isTrue();
    }

    @Test
    void charactersBeyondTheFirstPlaneAreWrittenAsPairs() {
        assertThat(TerminalText.escaped(Character.toString(0xE0041))).isEqualTo("\\udb40\\udc41");
    }

    @Test
    void jsonStaysTheSameJson() throws Exception {
        String json = Json.MAPPER.writeValueAsString("\u009b\u202e工作 🚦");

        String escaped = TerminalText.escaped(json);

        assertThat(escaped).contains("\\u009b", "\\u202e", "工作 🚦");
        assertThat(Json.MAPPER.readTree(escaped)).isEqualTo(Json.MAPPER.readTree(json));
    }

    @Test
    void chineseIsTwoColumnsWideAndCutToFit() {
        assertThat(TerminalText.width("作业a")).isEqualTo(5);
        assertThat(TerminalText.width("e\u0301")).isEqualTo(1);
        assertThat(TerminalText.cut("作业失败了", 10)).isEqualTo("作业失败了");
        assertThat(TerminalText.cut("作业失败了", 9)).isEqualTo("作业失败…");
        assertThat(TerminalText.cut("作业失败了", 8)).isEqualTo("作业失…");
        assertThat(TerminalText.width(TerminalText.cut("🚦🚦🚦", 5))).isEqualTo(5);
    }

    private static String unescaped(String text) {
        var raw = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("\\u", i)) {
                raw.append((char) Integer.parseInt(text.substring(i + 2, i + 6), 16));
                i += 5;
            } else {
                raw.append(text.charAt(i));
            }
        }
        return raw.toString();
    }
}

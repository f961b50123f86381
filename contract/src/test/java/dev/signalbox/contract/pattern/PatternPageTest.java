package dev.signalbox.contract.pattern;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.contract.event.Catalog;
import dev.signalbox.contract.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The patterns of docs/rules.md, done.
class PatternPageTest {
    private static final java.util.regex.Pattern EXAMPLE =
            java.util.regex.Pattern.compile("```pattern\n(.*?)```", java.util.regex.Pattern.DOTALL);

    @TestFactory
    Stream<DynamicTest> everyExampleDoesWhatThePageSays() throws IOException {
        return examples().stream()
                .map(lines -> DynamicTest.dynamicTest(lines.getFirst(), () -> check(lines)));
    }

    @Test
    void thePageShowsEveryOperator() throws IOException {
        assertThat(examples()).hasSizeGreaterThan(14);
        assertThat(ConditionParser.OPERATORS)
                .allSatisfy(operator ->
                        assertThat(examples())
                                .anyMatch(lines -> lines.getFirst().contains(operator)));
    }

    @Test
    void thePageShowsEveryComparisonAndEveryFormOfAnythingBut() throws IOException {
        List<String> patterns = examples().stream().map(List::getFirst).toList();
        for (String sign : List.of("=", "!=", ">", ">=", "<", "<=")) {
            assertThat(patterns).anyMatch(one -> one.contains("\"" + sign + "\", "));
        }
        for (String form : List.of("\"", "[", "null", "{\"prefix", "{\"suffix", "{\"contains")) {
            assertThat(patterns).anyMatch(one -> one.contains("\"anything-but\": " + form));
        }
        assertThat(patterns).contains("{}").anyMatch(one -> one.contains("[\"\", null]"));
    }

    private static List<List<String>> examples() throws IOException {
        String page = Files.readString(Path.of("../docs/rules.md"));
        return EXAMPLE.matcher(page)
                .results()
                .map(found -> found.group(1).lines().toList())
                .toList();
    }

    private static void check(List<String> lines) throws Exception {
        String refused = after("refused ", lines.get(1));
        if (refused != null) {
            assertThatThrownBy(() -> pattern(lines)).hasMessage(refused);
            return;
        }
        Pattern pattern = pattern(lines);
        String warned = after("warned ", lines.get(1));
        if (warned != null) {
            assertThat(PatternWarnings.of(pattern, Catalog.builtIn())).containsExactly(warned);
            return;
        }
        for (int i = 1; i < lines.size(); i++) {
            String yes = after("yes ", lines.get(i));
            if (yes != null) {
                assertMatches(pattern, yes, null);
            } else {
                String no = after("no ", lines.get(i));
                assertThat(no).as(lines.get(i)).isNotNull();
                assertMatches(pattern, String.valueOf(no), lines.get(++i).strip());
            }
        }
    }

    private static void assertMatches(Pattern pattern, String event, @Nullable String why)
            throws Exception {
        var verdict = PatternVerdict.of(pattern, event.getBytes(UTF_8));
        assertThat(verdict.why()).as(event).isEqualTo(why);
    }

    private static Pattern pattern(List<String> lines) throws Exception {
        return Pattern.parse(Json.MAPPER.readTree(lines.getFirst()));
    }

    private static @Nullable String after(String mark, String line) {
        return line.startsWith(mark) ? line.substring(mark.length()).strip() : null;
    }
}

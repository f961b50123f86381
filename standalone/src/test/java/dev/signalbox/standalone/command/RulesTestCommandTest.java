package dev.signalbox.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `rules test`.
class RulesTestCommandTest {
    private static final String PATTERN = "{\"data\": {\"status\": [5, 6]}}";

    @TempDir private Path folder;

    @Test
    void aMatchIsDone() {
        var result = test("", PATTERN, "{\"data\": {\"status\": 6}}");
        assertThat(result.code()).isZero();
        assertThat(result.out()).isEqualTo("match\n");
    }

    @Test
    void noMatchFailsAndSaysWhy() {
        var result = test("", PATTERN, "{\"data\": {\"status\": 7}}");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out())
                .isEqualTo("no match: data.status is 7, and the pattern wants one of 5, 6\n");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void thePatternOfARuleInAFileIsTriedOnAnEventFromStandardInput() throws IOException {
        Path rule = folder.resolve("rule.json");
        Files.writeString(rule, "{\"pattern\": " + PATTERN + ", \"targets\": []}");
        assertThat(test("{\"data\": {\"status\": 5}}", rule.toString(), "-").code()).isZero();
        assertThat(test("{\"data\": {}}", rule.toString(), "-").code()).isEqualTo(1);
    }

    @Test
    void aPatternThatWasProbablyMeantOtherwiseIsWarnedOf() {
        var result = test("", "{\"source\": [\"acs.datawork\"]}", "{\"source\": \"x\"}");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).contains("warning: pattern.source:", "\"acs.dataworks\"?");
    }

    @Test
    void whatCannotBeJudgedIsWrongUse() {
        assertThat(refusal("", "{\"data\": {\"n\": [{\"prefx\": \"x\"}]}}", "{}"))
                .contains("pattern.data.n[0].prefx", "'prefix'?");
        assertThat(refusal("", "{", "{}")).contains("the pattern is not JSON");
        assertThat(refusal("", "{}", "[]")).contains("event");
        assertThat(refusal("", "-", "{}")).contains("the pattern is empty");
        assertThat(refusal("", "{}", "no-such-file.json")).contains("no-such-file.json");
        assertThat(refusal("", "-", "-")).contains("only one");
        assertThat(refusal("", "{}")).contains("needs EVENT", "standard input");
    }

    private static String refusal(String in, String... arguments) {
        var result = test(in, arguments);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).hasLineCount(1);
        return result.err();
    }

    private static CommandRun.Result test(String in, String... arguments) {
        var line = new String[arguments.length + 2];
        line[0] = "rules";
        line[1] = "test";
        System.arraycopy(arguments, 0, line, 2, arguments.length);
        return CommandRun.run(Map.of(), in, line);
    }
}

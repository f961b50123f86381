package dev.signalbox.contract.pattern;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternVerdictTest {
    @TestFactory
    Stream<DynamicTest> everyCaseIsJudgedAsItSays() throws IOException {
        try (var json =
                Objects.requireNonNull(
                        PatternVerdictTest.class.getResourceAsStream("pattern-cases.json"))) {
            var cases = new ArrayList<DynamicTest>();
            for (JsonNode one : Json.MAPPER.readTree(json)) {
                cases.add(
                        DynamicTest.dynamicTest(
                                one.get("name").asText(),
                                () ->
                                        assertThat(
                                                        PatternVerdict.of(
                                                                        Pattern.parse(
                                                                                one.get("pattern")),
                                                                        Json.MAPPER
                                                                                .writeValueAsBytes(
                                                                                        one.get(
                                                                                                "event")))
                                                                .matches())
                                                .isEqualTo(one.get("matches").asBoolean())));
            }
            return cases.stream();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[3, 5] | {'status': 6} | data.status is 6, and the pattern wants one of 3, 5",
                "['x'] | {'status': 'y'} | data.status is 'y', and the pattern wants 'x'",
                "['x'] | {'other': 1} | data.status is not there, and the pattern wants 'x'",
                "['x'] | {'Status': 1} | data.status is not there (but data has 'Status'), and the"
                        + " pattern wants 'x'",
                "['x'] | 7 | data.status is not there (data is 7), and the pattern wants 'x'",
                "[null] | {'status': ''} | data.status is '', and the pattern wants null",
                "[{'prefix': 'a'}] | {'status': 5} | data.status is 5, and the pattern wants a text"
                        + " that starts with 'a'; a number is no text",
                "[{'numeric': ['>', 0, '<=', 5]}] | {'status': '3'} | data.status is '3', and the"
                        + " pattern wants a number > 0 and <= 5; a text is no number, even if it"
                        + " looks like one",
                "[{'exists': false}] | {'status': null} | data.status is null, and the pattern"
                        + " wants no such field",
                "[{'exists': true}] | {} | data.status is not there, and the pattern wants any"
                        + " value",
                "[{'anything-but': ['a', 1]}] | {'status': 1} | data.status is 1, and the pattern"
                        + " wants anything but 'a' or 1",
                "[{'anything-but': {'suffix': 'x'}}] | {'status': 'xx'} | data.status is 'xx', and"
                        + " the pattern wants anything but a text that ends with 'x'",
                "[{'cidr': '10.0.0.7/8'}, 'none'] | {'status': '11.0.0.1'} | data.status is"
                        + " '11.0.0.1', and the pattern wants an IPv4 address in 10.0.0.0/8 or"
                        + " 'none'",
                "[{'contains': 'a', 'suffix': 'b'}] | {'status': ['a', 'b']} | data.status is the"
                        + " array ['a','b'], and the pattern wants a text that contains 'a' and a"
                        + " text that ends with 'b'",
                "[1] | {'status': [{'a': 1}]} | data.status is the array [{'a':1}], and the pattern"
                        + " wants 1; objects and arrays within an array are not looked at",
                "[1] | {'status': {'a': 1}} | data.status is the object {'a':1}, and the pattern"
                        + " wants 1; an object has no value of its own, only its fields have",
            })
    void tellsTheFirstConditionThatFailedAndWhatTheEventHasThere(
            String wanted, String data, String why) throws Exception {
        var verdict = verdict("{'data': {'status': " + wanted + "}}", "{'data': " + data + "}");

        assertThat(verdict.matches()).isFalse();
        assertThat(verdict.path()).isEqualTo("data.status");
        assertThat(verdict.why())
                .isEqualTo(why.replace('\'', '"').replace("\"Status\"", "'Status'"));
    }

    @Test
    void aMatchHasNoReason() throws Exception {
        assertThat(verdict("{'source': ['a']}", "{'source': 'a'}"))
                .isEqualTo(new PatternVerdict(true, null, null));
    }

    @Test
    void theFirstFieldThatFailsIsNamed() throws Exception {
        String pattern = "{'source': ['a'], 'type': ['t'], 'data': {'x': [1]}}";

        assertThat(verdict(pattern, "{'source': 'a', 'type': 'u'}").path()).isEqualTo("type");
        assertThat(verdict(pattern, "{'source': 'a', 'type': 't'}").why())
                .isEqualTo(
                        "data.x is not there (the event has no 'data'), and the pattern wants 1");
    }

    @Test
    void longValuesAreShortened() throws Exception {
        assertThat(verdict("{'data': ['x']}", "{'data': '" + "y".repeat(5_000) + "'}").why())
                .hasSizeLessThan(200)
                .contains("…");
    }

    @Test
    void anEventThatIsNoJsonObjectIsAnError() {
        for (String event : new String[] {"", " ", "{", "[]", "1", "null", "{}{}"}) {
            assertThatThrownBy(() -> verdict("{}", event))
                    .as(event)
                    .isInstanceOf(IOException.class);
        }
    }

    private static PatternVerdict verdict(String pattern, String event) throws Exception {
        return PatternVerdict.of(
                Pattern.parse(Json.MAPPER.readTree(pattern.replace('\'', '"'))),
                event.replace('\'', '"').getBytes(UTF_8));
    }

    @Test
    void aNumberWhoseExponentCannotBeReadFitsNoNumericConditionAndIsThere() throws Exception {
        String event = "{'n': 1e99999999910, 'other': [1.10, 'x']}";

        assertThat(verdict("{'n': [{'exists': true}], 'other': ['x']}", event).matches()).isTrue();
        assertThat(verdict("{'n': [{'anything-but': 1}]}", event).matches()).isTrue();
        assertThat(verdict("{'n': [{'numeric': ['>', 0]}]}", event).why())
                .startsWith("n is 1e99999999910, and the pattern wants");
    }
}

package dev.signalbox.contract.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonFaultTest {
    private static JsonFault fault(String text) {
        return JsonFault.of(
                catchThrowableOfType(
                        JsonProcessingException.class, () -> Json.MAPPER.readTree(text)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\": | the text ends before the JSON does",
                "{\"a\": [1 | the text ends before the JSON does",
                "{\"a\": \"x | the text ends before the JSON does",
                "{\"key\": SECret} | a word that is neither in quotes nor true, false or null",
                "{\"a\": 1} {} | text after the end of the JSON",
                "{\"a\": 1} SECret | a word that is neither in quotes nor true, false or null",
                "{\"a\": NaN} | a number that JSON does not have",
                "{\"a\": +1} | a number that is not written as in JSON",
                "{\"a\": 01} | a number that is not written as in JSON",
                "{\"a\": 1.} | a number that is not written as in JSON",
                "{\"a\": 1e} | a number that is not written as in JSON",
                "{\"a\": -} | a number that is not written as in JSON",
                "{\"a\": .5} | a value is missing, or is none of JSON",
                "{\"a\": 1, \"a\": 2} | the key 'a' comes twice in one object",
                "// x | a comment, which JSON does not have",
                "{/* x */} | a comment, which JSON does not have",
                "{\"a\": # | a value is missing, or is none of JSON",
                "{'a': 1} | a name in double quotes is missing",
                "{\"a\": 1,} | a name in double quotes is missing",
                "{a: 1} | a name in double quotes is missing",
                "{\"a\" 1} | a colon is missing after a name",
                "{\"a\": 1 \"b\": 2} | a comma or a closing bracket is missing",
                "[1,] | a value is missing, or is none of JSON",
                "[1,,2] | a value is missing, or is none of JSON",
                "[1} | a bracket is closed that is not open",
                "] | a bracket is closed that is not open",
                "[\"\\x\"] | an escape that JSON does not have",
                "[\"\\u12\"] | an escape that JSON does not have",
                "[\"\u0001\"] | a control character within quotes",
                "[\u0001] | a control character",
            })
    void itIsToldWithItsPlaceAndWithoutTheTextsWordsOrTheParsersInsides(
            String text, String reason) {
        JsonFault fault = fault(text);

        assertThat(fault.reason()).isEqualTo(reason);
        assertThat(fault.toString()).startsWith(reason).matches(".* \\(line 1, column [0-9]+\\)");
    }

    @Test
    void aTextBeyondTheLimitsSaysWhichOne() {
        JsonFault fault = fault("[".repeat(101));

        assertThat(fault.kind()).isEqualTo(JsonFault.Kind.SIZE);
        assertThat(fault)
                .hasToString(
                        "the JSON is too deep or a part of it too long: more than 100 levels within"
                                + " one another");
        assertThat(fault("9".repeat(1_001)).toString())
                .endsWith("a number of more than 1000 characters");
        assertThat(fault("{\"" + "n".repeat(50_001) + "\":1}").toString())
                .endsWith("a name of more than 50000 characters");
    }
}

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
                "{\"a\": | Unexpected end-of-input within/between Object entries",
                "{\"a\": [1 | Unexpected end-of-input: expected close marker for Array (start marker at [line: 1, column: 7])",
                "{\"key\": SECret} | a word that is neither in quotes nor true, false or null",
                "{\"a\": 1} {} | text after the end of the JSON",
                "{\"a\": 1} SECret | a word that is neither in quotes nor true, false or null",
                "{\"a\": NaN} | Non-standard token 'NaN'",
                "{\"a\": +1} | Unexpected character ('+' (code 43)) in numeric value: JSON spec does not allow numbers to have plus signs",
                "{\"a\": 1, \"a\": 2} | the key 'a' comes twice in one object",
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
                        "the JSON is too deep or a part of it too long: Document nesting depth"
                                + " (101) exceeds the maximum allowed (100)");
    }
}

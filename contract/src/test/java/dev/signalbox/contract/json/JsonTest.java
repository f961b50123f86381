package dev.signalbox.contract.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "9007199254740993",
                "123456789012345678901234567890",
                "1.10",
                "0.1000000000000000055511151231257827",
                "\"\\u0000\"",
                "{\"b\":1,\"a\":[null,true]}",
            })
    void whatIsReadIsWrittenAgainDigitByDigit(String text) throws JsonProcessingException {
        assertThat(Json.MAPPER.writeValueAsString(Json.MAPPER.readTree(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"a\":1,\"a\":2}", "{} {}", "{}x", "NaN", "{a:1}", "[1,]", "01", "'a'"})
    void whatIsNotStrictlyJsonIsRefused(String text) {
        assertThatThrownBy(() -> Json.MAPPER.readTree(text))
                .isInstanceOf(JsonProcessingException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999910", "-1E-99999999999", "0e99999999999", "1e-2147483648"})
    void aNumberThatNoTypeHoldsIsRefusedByItsField(String number) {
        String text = "{\"a\":{\"b\":[1," + number + "]}}";

        assertThatThrownBy(() -> Json.MAPPER.readTree(text))
                .isInstanceOfSatisfying(
                        JsonProcessingException.class,
                        e ->
                                assertThat(JsonFault.of(e))
                                        .hasToString(
                                                "a.b[1]: is a number whose exponent is too large"
                                                        + " (line 1, column 14)"));
        assertThatThrownBy(() -> Json.MAPPER.readTree(text.getBytes(UTF_8)))
                .isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> Json.MAPPER.readTree(Json.FACTORY.createParser(text)))
                .isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> Json.MAPPER.readTree(number))
                .isInstanceOf(JsonProcessingException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 100_000})
    void whatIsTooDeepIsRefused(int depth) {
        assertThatThrownBy(() -> Json.MAPPER.readTree("[".repeat(depth) + "]".repeat(depth)))
                .isInstanceOf(JsonProcessingException.class);
    }
}

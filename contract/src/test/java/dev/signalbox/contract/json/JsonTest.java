package dev.signalbox.contract.json;

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
    @ValueSource(ints = {101, 100_000})
    void whatIsTooDeepIsRefused(int depth) {
        assertThatThrownBy(() -> Json.MAPPER.readTree("[".repeat(depth) + "]".repeat(depth)))
                .isInstanceOf(JsonProcessingException.class);
    }
}

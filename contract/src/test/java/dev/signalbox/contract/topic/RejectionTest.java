package dev.signalbox.contract.topic;

import static dev.signalbox.contract.event.EventHeaders.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.json.Json;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RejectionTest {
    private static String reason(Exception why) {
        return Rejection.of("t", 0, 0, why).reason();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | it cannot be read: the text ends before the JSON does (line 1, column 2)",
                "// {} | it cannot be read: a comment, which JSON does not have (line 1, column 1)",
            })
    void theReasonIsInWords(String text, String reason) {
        assertThat(reason(catchThrowableOfType(Exception.class, () -> Json.MAPPER.readTree(text))))
                .isEqualTo(reason);
    }

    @Test
    void anOutcomeOfAnUnknownChannelIsToldAsSuch() {
        byte[] value = utf8("{\"channel\":\"PIGEON\"}");

        assertThat(reason(catchThrowableOfType(Exception.class, () -> Outcome.read(value))))
                .startsWith("it cannot be read: the channel is unknown");
    }

    @Test
    void aHeaderThatIsNoNumberIsNamed() {
        var headers = new RecordHeaders();
        headers.add(EventHeaders.RULES_POSITION, utf8("many"));

        assertThat(
                        reason(
                                catchThrowableOfType(
                                        Exception.class,
                                        () ->
                                                EventHeaders.number(
                                                        headers, EventHeaders.RULES_POSITION, 0))))
                .isEqualTo("the header signalbox-rules is not a number");
    }
}

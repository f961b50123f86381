package dev.signalbox.console.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayRequestTest extends ReplayFixture {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"rules\":[\"jobs\"] | from: is missing",
                "\"from\":\"yesterday\",\"rules\":[\"jobs\"] | from: must be a time such as",
                "\"from\":true,\"rules\":[\"jobs\"] | from: must be a time such as",
                "\"from\":\"2026-11-30T16:30:00Z\",\"rules\":[\"jobs\"] | from: must be earlier than to",
                "\"from\":\"2026-11-30T10:00:00Z\",\"to\":1,\"all\":true | from: must be earlier than to",
                "HOUR | body: must say what to replay",
                "HOUR,\"all\":false | body: must say what to replay",
                "HOUR,\"pattern\":{} | body: must say what to replay",
                "HOUR,\"rules\":[] | rules: must be a list of 1 to 1,000",
                "HOUR,\"rules\":\"jobs\" | rules: must be a list of 1 to 1,000",
                "HOUR,\"rules\":[\"jobs\",\"a/b\"] | rules[1]: must be 1 to 127 letters",
                "HOUR,\"rules\":[\"jobs\",\"none\"] | rules[1]: there is no rule none on the bus default",
                "HOUR,\"rules\":[\"jobs\"],\"all\":true | all: is not allowed together with rules",
                "HOUR,\"all\":1 | all: must be true or false",
                "HOUR,\"ids\":[] | ids: must be a list of 1 to 1,000",
                "HOUR,\"ids\":[\"a\",7] | ids[1]: must be an event's id",
                "HOUR,\"all\":true,\"pattern\":{\"source\":\"a\"} | pattern.source: ",
                "HOUR,\"all\":true,\"only\":\"lost\" | only: must be all, missing or failed",
                "HOUR,\"all\":true,\"speed\":\"fast\" | speed: must be max, original, or events a second",
                "HOUR,\"all\":true,\"speed\":0 | speed: must be max, original, or events a second",
                "HOUR,\"all\":true,\"note\":3 | note: must be a text",
                "HOUR,\"all\":true,\"start\":\"yes\" | start: must be true or false",
                "HOUR,\"all\":true,\"bus\":\"a/b\" | bus: must be 1 to 127",
                "HOUR,\"all\":true,\"speeed\":\"max\" | speeed: there is no such field",
                "\"from\":\"2026-11-20T00:00:00Z\",\"all\":true,\"only\":\"missing\" | only: missing is known for 7 days only",
            })
    void aFieldThatIsWrongIsNamed(String fields, String problem) {
        var answer = order(fields.replace("HOUR", LAST_HOUR));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("RequestParameterInvalid");
        assertThat(answer.message()).contains(problem);
        assertThat(log.size()).isZero();
    }

    @Test
    void thereIsALimitOfIds() {
        String ids =
                IntStream.rangeClosed(0, 1_000)
                        .mapToObj(number -> "\"e" + number + "\"")
                        .collect(Collectors.joining(","));

        assertThat(order(LAST_HOUR + ",\"ids\":[" + ids + "]").message())
                .isEqualTo("ids: must be a list of 1 to 1,000 texts");
    }

    @Test
    void aBusThatDoesNotExistIsNotFound() {
        var answer = order(LAST_HOUR + ",\"all\":true,\"bus\":\"none\"");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("EventBusNotExist");
    }

    @Test
    void whatIsToComeIsNotReplayed() {
        var answer = order(LAST_HOUR + ",\"to\":\"2026-12-01T00:00:00Z\",\"all\":true");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body().path("to").asText()).isEqualTo("2026-11-30T16:30:00Z");
        assertThat(answer.body().path("plan").path("warnings").toString())
                .contains("to is in the future");
    }
}

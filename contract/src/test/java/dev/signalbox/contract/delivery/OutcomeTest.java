package dev.signalbox.contract.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.TargetKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomeTest {
    private static final TargetKey TARGET = new TargetKey("1", "default", "r", "hook");

    private static final OutcomeFacts WHOLE =
            new OutcomeFacts(
                    "d",
                    TARGET,
                    "+8613800000000",
                    Channel.SMS,
                    "e",
                    "rpl_1",
                    7,
                    900,
                    1,
                    1_000,
                    3,
                    200);

    static Stream<Outcome> outcomes() {
        return Stream.of(
                new Outcome.Delivered(
                        new OutcomeFacts("d", TARGET, Channel.HTTP, "e/1", 1, 1_000, 3, 204)),
                new Outcome.Delivered(
                        new OutcomeFacts("d", TARGET, Channel.LARK, "e", 1, 1_000, 3, 200),
                        "first"),
                new Outcome.Retrying(
                        new OutcomeFacts("d", TARGET, Channel.HTTP, "é\"\n中", 2, 1_000, 3, 503),
                        "answered 503",
                        9),
                new Outcome.Dead(
                        new OutcomeFacts("d", TARGET, Channel.HTTP, "e", 4, 1_000, 3, 0),
                        "gone: \"x\""),
                new Outcome.Delivered(WHOLE),
                new Outcome.Dead(WHOLE, "the replay was cancelled", true));
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void whatIsWrittenIsRead(Outcome outcome) throws IOException {
        assertThat(Outcome.read(outcome.toBytes())).isEqualTo(outcome);
    }

    @Test
    void theJsonIsTheOneThatOtherProgramsRead() {
        var outcome =
                new Outcome.Delivered(
                        new OutcomeFacts("d", TARGET, Channel.HTTP, "e", 1, 1_000, 3, 204));

        assertThat(new String(outcome.toBytes(), StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        {"status":"delivered","deliveryId":"d","target":{"account":"1",\
                        "bus":"default","rule":"r","target":"hook"},"channel":"http",\
                        "eventId":"e","attempt":1,"at":1000,"tookMillis":3,"httpStatus":204}\
                        """);
    }

    @Test
    void theJsonHasContactReplayRevisionAndAcceptanceWhereThereAreSuch() {
        var outcome = new Outcome.Dead(WHOLE, "the replay was cancelled", true);

        assertThat(new String(outcome.toBytes(), StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        {"status":"dead","deliveryId":"d","target":{"account":"1",\
                        "bus":"default","rule":"r","target":"hook"},\
                        "contact":"+8613800000000","channel":"sms","eventId":"e",\
                        "replay":"rpl_1","revision":7,"accepted":900,\
                        "attempt":1,"at":1000,"tookMillis":3,"httpStatus":200,\
                        "reason":"the replay was cancelled","cancelled":true}\
                        """);
    }

    @Test
    void outcomesOfOlderBuildsAreOfLiveTrafficAndNotCancelled() throws IOException {
        String json =
                """
                {"status":"dead","deliveryId":"d","target":{"account":"1","bus":"default",
                 "rule":"r","target":"hook"},"channel":"http","eventId":"e","attempt":4,
                 "at":1000,"tookMillis":3,"httpStatus":500,"reason":"answered 500"}
                """;

        assertThat(Outcome.read(json.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(
                        new Outcome.Dead(
                                new OutcomeFacts(
                                        "d",
                                        TARGET,
                                        "",
                                        Channel.HTTP,
                                        "e",
                                        "",
                                        0,
                                        0,
                                        4,
                                        1_000,
                                        3,
                                        500),
                                "answered 500",
                                false));
    }

    @Test
    void aMergedOneNamesTheDeliveryAsWhichItIsCounted() {
        var outcome =
                new Outcome.Delivered(
                        new OutcomeFacts("d", TARGET, Channel.LARK, "e", 1, 1_000, 3, 200),
                        "first");

        assertThat(new String(outcome.toBytes(), StandardCharsets.UTF_8))
                .endsWith("\"httpStatus\":200,\"mergedInto\":\"first\"}");
    }

    @Test
    void fieldsOfLaterVersionsArePassedOver() throws IOException {
        String json =
                """
                {"new":{"a":[1,{"status":"dead"}]},"status":"delivered","deliveryId":"d",
                 "target":{"account":"1","bus":"default","rule":"r","target":"hook","new":[1]},
                 "channel":"HTTP","eventId":"e","attempt":1,"at":1000,"tookMillis":3,
                 "httpStatus":204,"later":null}
                """;

        assertThat(Outcome.read(json.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(
                        new Outcome.Delivered(
                                new OutcomeFacts(
                                        "d", TARGET, Channel.HTTP, "e", 1, 1_000, 3, 204)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "null",
                "{}",
                "{\"status\":\"delivered\"}",
                "{\"status\":\"delivered\",\"deliveryId\":\"d\",\"target\":\"t\"}",
                "{\"channel\":\"PIGEON\"}",
                "{\"attempt\":\"many\"}",
                "{\"at\":1e99}"
            })
    void whatIsNoOutcomeIsRefused(String json) {
        assertThatThrownBy(() -> Outcome.read(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class);
    }
}

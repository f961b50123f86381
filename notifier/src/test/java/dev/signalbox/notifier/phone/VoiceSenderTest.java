package dev.signalbox.notifier.phone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.rule.Transform;
import dev.signalbox.contract.settings.PhoneSettings;
import dev.signalbox.notifier.channel.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VoiceSenderTest extends PhoneContract {
    private @Nullable VoiceSender sender;

    @Override
    Target target(DeliveryOptions options) {
        return new Target.Voice("night", options, List.of(CONTACT), "TTS_1");
    }

    @Override
    void open(PhoneSettings phones) {
        sender = new VoiceSender(calls, phones, MESSAGES, clock());
    }

    @Override
    String action() {
        return "SingleCallByTts";
    }

    @Override
    String variables() {
        return "TtsParam";
    }

    @Override
    protected Reply attempt(Delivery delivery, Target target) {
        return Objects.requireNonNull(sender).send(delivery, (Target.Voice) target);
    }

    @Test
    void theCallIsThatOfTheOfficialClient() throws Exception {
        try (var receiver = receiver(taken())) {
            TargetKey key = target(receiver.url(""));

            send(deliveryTo(key));

            Map<String, String> parameters = checked(receiver.received.getFirst());
            assertThat(parameters.keySet())
                    .containsExactly("CalledNumber", "OutId", "TtsCode", "TtsParam");
            assertThat(parameters)
                    .containsEntry("CalledNumber", "15900000000")
                    .containsEntry("TtsCode", "TTS_1");
            String outId = Objects.requireNonNull(parameters.get("OutId"));
            assertThat(outId.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1, 15);
            assertThat(deliveryTo(key).id()).contains(outId);
        }
    }

    @Test
    void whatIsReadAloudIsShortAndWithoutLinks() throws Exception {
        var transform =
                new Transform.Template(
                        Map.of("a", "$.data.a", "b", "$.data.b"),
                        "{\"a\": \"${a}\", \"b\": \"${b}\", \"c\": \"short\"}");
        String event =
                "{\"data\":{\"a\":\"see https://a.example/x?y now %s\",\"b\":\"%s\"}}"
                        .formatted("中".repeat(300), "😀".repeat(200));

        JsonNode variables = variables(transform, event);

        int total = 0;
        for (JsonNode value : variables) {
            total += value.asText().length();
        }
        assertThat(total).isBetween(240, 249);
        assertThat(variables.path("a").asText()).startsWith("see  now").doesNotContain("example");
        assertThat(variables.path("b").asText()).matches("(😀)+");
        assertThat(variables.path("c").asText()).isEqualTo("short");
    }

    @Test
    void aNumberOutsideMainlandChinaIsNotCalled() {
        try (var receiver = receiver(taken())) {
            assertThat(send(deliveryTo(target(receiver.url("")), "+85260000000")))
                    .isInstanceOf(Reply.Refused.class);
            assertThat(receiver.received).isEmpty();
        }
    }

    @Test
    void aNumberIsNotCalledTwiceWithinAMinute() {
        try (var receiver = receiver(taken())) {
            TargetKey key = target(receiver.url(""));
            assertThat(send(deliveryTo(key))).isInstanceOf(Reply.Taken.class);

            now = NOW.plusSeconds(20);
            assertThat(send(deliveryTo(key)))
                    .isEqualTo(new Reply.Postponed(Duration.ofSeconds(40)));
            assertThat(send(deliveryTo(key, "+8615900000001"))).isInstanceOf(Reply.Taken.class);

            assertThat(receiver.received).hasSize(2);
        }
    }

    @Test
    void aCallThatTheServiceDidNotGetDoesNotCount() {
        TargetKey key = target("http://127.0.0.1:1");

        assertThat(send(deliveryTo(key))).isInstanceOf(Reply.Failed.class);
        assertThat(send(deliveryTo(key))).isInstanceOf(Reply.Failed.class);
    }

    @Test
    void aCallThatTheServiceRefusedCounts() {
        try (var receiver = receiver(said(200, "isv.OUT_OF_SERVICE", "x"))) {
            TargetKey key = target(receiver.url(""));

            assertThat(send(deliveryTo(key))).isInstanceOf(Reply.Refused.class);
            assertThat(send(deliveryTo(key))).isInstanceOf(Reply.Postponed.class);
        }
    }
}

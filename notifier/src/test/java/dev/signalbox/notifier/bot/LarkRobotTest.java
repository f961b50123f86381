package dev.signalbox.notifier.bot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.Transform;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.testkit.Receiver;
import dev.signalbox.notifier.testkit.TestRules;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LarkRobotTest extends BotContract {
    private static final String KEY = "larkTestSecret0001";

    @Override
    Target.Bot bot(RuleKey rule, String base, DeliveryOptions options) {
        return new Target.Lark(
                "lark",
                options,
                rules.vault.seal(rule, base + "/open-apis/bot/v2/hook/" + TOKEN),
                rules.vault.seal(rule, KEY));
    }

    @Override
    protected List<String> secrets() {
        return List.of(KEY);
    }

    @Override
    protected Given taken() {
        return new Given(
                200,
                "",
                """
                {"code":0,"msg":"success","data":{},"Extra":null,"StatusCode":0,\
                "StatusMessage":"success"}\
                """);
    }

    @Override
    protected Map.Entry<Given, Duration> throttled() {
        return Map.entry(
                new Given(200, "", error(11232, "frequency limited")), Duration.ofMinutes(1));
    }

    @Override
    protected Map.Entry<Given, String> refused() {
        return Map.entry(
                new Given(200, "", error(19021, "sign match fail")),
                "the signing key is not the one shown in the robot's security settings");
    }

    private static String error(int code, String message) {
        return "{\"code\":%d,\"msg\":\"%s\",\"data\":{}}".formatted(code, message);
    }

    @Override
    void check(Receiver.Received post, JsonNode body) {
        assertThat(post.path()).isEqualTo("/open-apis/bot/v2/hook/" + TOKEN);
        assertThat(body.path("timestamp").isTextual()).isTrue();
        String timestamp = body.path("timestamp").asText();
        assertThat(timestamp).isEqualTo("1700000000");
        assertThat(body.path("sign").asText()).isEqualTo(signatureOf(timestamp));
        assertThat(post.body().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(20_000);
        switch (body.path("msg_type").asText()) {
            case "post" -> {
                JsonNode lines = body.at("/content/post/zh_cn/content");
                assertThat(lines).isNotEmpty().allMatch(line -> line.isArray() && line.size() == 1);
            }
            case "text" -> assertThat(body.at("/content/text").asText()).isNotBlank();
            default -> throw new AssertionError("no msg_type of Lark: " + body);
        }
    }

    /// As the service makes it, from what the request says.
    private static String signatureOf(String timestamp) {
        try {
            byte[] key = (timestamp + "\n" + KEY).getBytes(StandardCharsets.UTF_8);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(new byte[0]));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    String shown(JsonNode body) {
        JsonNode post = body.at("/content/post/zh_cn");
        var shown = new StringBuilder(post.path("title").asText());
        for (JsonNode line : post.path("content")) {
            shown.append('\n').append(line.path(0).path("text").asText());
        }
        return shown.toString();
    }

    @Override
    String text(JsonNode body) {
        return body.at("/content/text").asText();
    }

    @Override
    String ownMessage() {
        return """
        {"msg_type": "text", "content": {"text": "Look <at user_id=\\"all\\">all</at>"}}\
        """;
    }

    @Override
    String ownMessageInCapitals() {
        return """
        {"Msg_type": "text", "Content": {"Text": "Look <at user_id=\\"all\\">all</at>"}}\
        """;
    }

    @ParameterizedTest
    @CsvSource({
        "larkTestSecret0001, 1700000000, OpeWm6GRr0fvqp7B2QY9LygUVxnKskXmnRNNnuABxVQ=",
        "demo, 1599360473, l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8="
    })
    void theSignatureIsThatOfTheDocument(String key, String timestamp, String signature) {
        assertThat(LarkRobot.sign(key, timestamp)).isEqualTo(signature);
        assertThat(DingtalkRobot.sign(key, timestamp)).isNotEqualTo(signature);
    }

    @Test
    void aTextThatIsMadeMentionsNobody() {
        try (var receiver = receiver(taken())) {
            var rule = new RuleKey("1000000000000001", "default", "made");
            var options =
                    new DeliveryOptions(
                            new Transform.JsonPath("$.data.note"),
                            DeliveryOptions.DEFAULT.retry(),
                            true,
                            1,
                            0,
                            Map.of());
            var key = rules.rule(rule, bot(rule, receiver.url(""), options));

            send(
                    TestRules.delivery(
                            "e-1",
                            key,
                            "t",
                            "{\"data\":{\"note\":\"<at user_id=\\\"all\\\">all</at>\"}}"));

            assertThat(text(Wire.json(receiver.received.getFirst().body()))).doesNotContain("<");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"StatusCode\":0,\"StatusMessage\":\"success\"}",
                "{\"Extra\":null,\"StatusCode\":\"0\"}",
                "{\"code\":0}"
            })
    void theAnswersOfOldRobotsAreUnderstood(String body) {
        assertThat(answered(new Given(200, "", body))).isEqualTo(new Reply.Taken(200));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | 11232 | frequency limited | more than 5 messages in a second | 60",
                "400 | 9499 | Bad Request | of another shape, or of more than 20 KB |",
                "200 | 19001 | incoming webhook access token invalid | there is no robot behind |",
                "200 | 19021 | sign match fail | not the one shown in the robot's security |",
                "200 | 19022 | Ip Not Allowed | some addresses only |",
                "200 | 19024 | Key Words Not Found | must hold one of the robot's keywords |",
                "200 | 19036 | too large | more than 20 KB |",
                "200 | 77 | never heard of | answered code 77 (never heard of) | 0",
                "429 | 77 | busy | too many messages | 60"
            })
    void everyCodeHasItsMeaning(
            int status, int code, String words, String meaning, @Nullable Integer pause) {
        means(status, error(code, words), meaning, pause);
    }
}

package dev.signalbox.notifier.bot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.message.Messages;
import dev.signalbox.notifier.testkit.Receiver;
import dev.signalbox.notifier.testkit.TestRules;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DingtalkRobotTest extends BotContract {
    private static final String KEY =
            "SEC0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    @Override
    Target.Bot bot(RuleKey rule, String base, DeliveryOptions options) {
        return new Target.Dingtalk(
                "ding",
                options,
                rules.vault.seal(rule, base + "/robot/send?access_token=" + TOKEN),
                rules.vault.seal(rule, KEY));
    }

    @Override
    protected List<String> secrets() {
        return List.of(KEY);
    }

    @Override
    protected Given taken() {
        return new Given(200, "", "{\"errcode\":0,\"errmsg\":\"ok\"}");
    }

    @Override
    protected Map.Entry<Given, Duration> throttled() {
        return Map.entry(
                new Given(200, "", error(130101, "send too fast, exceed 20 times per minute")),
                Duration.ofMinutes(10));
    }

    @Override
    protected Map.Entry<Given, String> refused() {
        return Map.entry(
                new Given(200, "", error(310000, "sign not match")),
                "sign not match): the signing key is not the one shown in the robot's security"
                        + " settings");
    }

    private static String error(int code, String message) {
        return "{\"errcode\":%d,\"errmsg\":\"%s\"}".formatted(code, message);
    }

    @Override
    void check(Receiver.Received post, JsonNode body) {
        assertThat(post.path()).startsWith("/robot/send?access_token=");
        Map<String, String> query = Wire.query(post);
        assertThat(query.keySet()).containsOnly("access_token", "timestamp", "sign");
        assertThat(query)
                .containsEntry("access_token", TOKEN)
                .containsEntry("timestamp", "1700000000000")
                .containsEntry("sign", signatureOf(query.getOrDefault("timestamp", "")));
        assertThat(post.body().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(20_000);
        switch (body.path("msgtype").asText()) {
            case "markdown" -> {
                assertThat(body.at("/markdown/title").asText()).isNotBlank();
                assertThat(body.at("/markdown/text").asText()).isNotBlank();
            }
            case "text" -> assertThat(body.at("/text/content").asText()).isNotBlank();
            default -> throw new AssertionError("no msgtype of DingTalk: " + body);
        }
    }

    /// As the service makes it, from what the request says.
    private static String signatureOf(String timestamp) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] text = (timestamp + "\n" + KEY).getBytes(StandardCharsets.UTF_8);
            return Base64.getEncoder().encodeToString(mac.doFinal(text));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    String shown(JsonNode body) {
        return body.at("/markdown/text").asText().replace("**", "");
    }

    @Override
    String text(JsonNode body) {
        return body.at("/text/content").asText();
    }

    @Override
    String ownMessage() {
        return """
        {"msgtype": "text", "text": {"content": "Look"}, \
        "at": {"atMobiles": ["13800000000"], "isAtAll": false}}\
        """;
    }

    @Override
    String ownMessageInCapitals() {
        return """
        {"Msgtype": "text", "Text": {"Content": "Look"}, \
        "At": {"AtMobiles": ["13800000000"], "IsAtAll": false}}\
        """;
    }

    @Test
    void theSignatureIsThatOfTheDocument() {
        assertThat(DingtalkRobot.sign(KEY, "1700000000000"))
                .isEqualTo("bTgY2yDbep+wesS7jKiNj+srsHoADES4+C4f8LCHFtU=");
    }

    @Test
    void aRobotWithoutAKeyIsSentNoSignature() {
        try (var receiver = receiver(taken())) {
            var rule = new RuleKey("1000000000000001", "default", "plain");
            var key =
                    rules.rule(
                            rule,
                            new Target.Dingtalk(
                                    "ding",
                                    DeliveryOptions.DEFAULT,
                                    rules.vault.seal(
                                            rule, receiver.url("/robot/send?access_token=t")),
                                    null));

            assertThat(send(TestRules.delivery("e-1", key))).isEqualTo(new Reply.Taken(200));
            assertThat(receiver.received.getFirst().path()).isEqualTo("/robot/send?access_token=t");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-1 | system busy | DingTalk is busy | 0",
                "130101 | send too fast | more than 20 messages in a minute | 600",
                "410100 | too fast | more than 20 messages in a minute | 600",
                "310000 | keywords not in content | must hold one of the robot's keywords |",
                "310000 | invalid timestamp | clock of the machine that sends | 0",
                "310000 | sign not match | not the one shown in the robot's security settings |",
                "310000 | ip 1.2.3.4 not in whitelist | ip 1.2.3.4 not in whitelist): the robot |",
                "310000 | something new | something new): the robot's security settings |",
                "300001 | token is not exist | there is no robot with this access token |",
                "300005 | token is not exist | there is no robot with this access token |",
                "400013 | group gone | the group was dissolved |",
                "400101 | no token | the url has no access_token |",
                "400102 | stopped | the robot was stopped |",
                "400106 | no robot | the robot was removed from the group |",
                "400105 | msgtype | a msgtype that robots do not take |",
                "40035 | missing parameter | lacks a field of its msgtype |",
                "43002 | require POST | another method or content type |",
                "43004 | content type | another method or content type |",
                "430101 | unsafe | finds the text or its links unsuitable |",
                "430104 | unsuitable | finds the text or its links unsuitable |",
                "460101 | message too long, exceed 20000 bytes | more than 20,000 bytes |",
                "77 | never heard of | answered errcode 77 (never heard of) | 0"
            })
    void everyCodeHasItsMeaning(int code, String words, String meaning, @Nullable Integer pause) {
        means(200, error(code, words), meaning, pause);
    }

    @Test
    void theFormOfPunishmentIsUnderstood() {
        means(
                200,
                "{\"status\":1111,\"wait\":5,\"source\":\"x5\",\"punish\":\"deny\"}",
                "asks for 5 s of silence",
                5);
        means(
                200,
                "{\"wait\":99999999,\"punish\":\"deny\"}",
                "99999999 s of silence; it pauses for 3600 s",
                3_600);
        assertThat(answered(new Given(200, "", "{\"wait\":\"soon\",\"punish\":\"deny\"}")))
                .isEqualTo(
                        new Reply.Throttled(
                                200,
                                "DingTalk throttles the sender and asks for 0 s of silence",
                                Duration.ZERO));
    }

    @Test
    void aNumberWrittenAsTextIsANumber() {
        assertThat(answered(new Given(200, "", "{\"errcode\":\"0\"}")))
                .isEqualTo(new Reply.Taken(200));
    }

    @Test
    void successInTheBodyOfAFailureIsNone() {
        means(404, taken().body(), "answered 404, though errcode 0", 0);
    }

    @Test
    void tooManyRequestsWithoutATimeMeansTenMinutes() {
        means(429, "", "too many messages", 600);
    }

    @Test
    void aLongMessageOfTheServiceIsCut() {
        Reply reply = answered(new Given(200, "", error(77, "x".repeat(5_000))));
        assertThat(((Reply.Failed) reply).reason()).hasSizeLessThan(200).contains("x…)");
    }

    @Test
    void aRuleWithAnotherKeyIsNotToldWithTheOthers() {
        var rule = new RuleKey(TestRules.ACCOUNT, "default", "one");
        var sender =
                new BotSender(
                        calls,
                        new Messages(ZoneId.of("Asia/Shanghai")),
                        rules.vault,
                        InstantSource.fixed(NOW));
        String url = "https://oapi.dingtalk.com/robot/send?access_token=" + TOKEN;

        assertThat(
                        Stream.of("SEC-right", "SEC-wrong")
                                .map(key ->
                                        new Target.Dingtalk(
                                                "d",
                                                DeliveryOptions.DEFAULT,
                                                rules.vault.seal(rule, url),
                                                rules.vault.seal(rule, key)))
                                .map(bot -> sender.fingerprint(rule.target("d"), bot)))
                .doesNotContainNull()
                .doesNotHaveDuplicates();
    }
}

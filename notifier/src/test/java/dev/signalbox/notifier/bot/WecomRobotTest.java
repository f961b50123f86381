package dev.signalbox.notifier.bot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.notifier.testkit.Receiver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WecomRobotTest extends BotContract {
    @Override
    Target.Bot bot(RuleKey rule, String base, DeliveryOptions options) {
        return new Target.Wecom(
                "wecom",
                options,
                rules.vault.seal(rule, base + "/cgi-bin/webhook/send?key=" + TOKEN));
    }

    @Override
    protected List<String> secrets() {
        return List.of();
    }

    @Override
    protected Given taken() {
        return new Given(200, "", "{\"errcode\":0,\"errmsg\":\"ok\"}");
    }

    @Override
    protected Map.Entry<Given, Duration> throttled() {
        return Map.entry(
                new Given(200, "", error(45009, "api freq out of limit")), Duration.ofMinutes(1));
    }

    @Override
    protected Map.Entry<Given, String> refused() {
        return Map.entry(
                new Given(200, "", error(93000, "invalid webhook url")),
                "it was removed from the group");
    }

    private static String error(int code, String message) {
        return "{\"errcode\":%d,\"errmsg\":\"%s\"}".formatted(code, message);
    }

    @Override
    void check(Receiver.Received post, JsonNode body) {
        assertThat(post.path()).isEqualTo("/cgi-bin/webhook/send?key=" + TOKEN);
        String content =
                switch (body.path("msgtype").asText()) {
                    case "markdown" -> within(4_096, body.at("/markdown/content").asText());
                    case "text" -> within(2_048, body.at("/text/content").asText());
                    default -> throw new AssertionError("no msgtype of WeCom: " + body);
                };
        assertThat(content).isNotBlank();
    }

    private static String within(int bytes, String content) {
        assertThat(content.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(bytes);
        return content;
    }

    @Override
    String shown(JsonNode body) {
        return body.at("/markdown/content").asText().replace("**", "");
    }

    @Override
    String text(JsonNode body) {
        return body.at("/text/content").asText();
    }

    @Override
    String ownMessage() {
        return """
        {"msgtype": "text", "text": {"content": "Look", "mentioned_list": ["@all"]}}\
        """;
    }

    @Override
    String ownMessageInCapitals() {
        return """
        {"Msgtype": "text", "Text": {"Content": "Look", "Mentioned_list": ["@all"]}}\
        """;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-1 | system busy | WeCom is busy | 0",
                "45009 | api freq out of limit | more than 20 messages in a minute | 60",
                "93000 | invalid webhook url | there is no robot with this key |",
                "40058 | markdown.content exceed max length 4096 | more than 4,096 bytes of markdown |",
                "40008 | invalid message type | a msgtype that robots do not take |",
                "77 | never heard of | answered errcode 77 (never heard of) | 0"
            })
    void everyCodeHasItsMeaning(int code, String words, String meaning, @Nullable Integer pause) {
        means(200, error(code, words), meaning, pause);
    }
}

package dev.signalbox.notifier.bot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.http.HttpCalls;
import dev.signalbox.notifier.http.HttpUrl;
import dev.signalbox.notifier.http.RetryAfter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/// What robots' answers mean: a code alone says too little, and so do words alone.
class RobotAnswersTest {
    private static final HttpUrl DINGTALK =
            HttpUrl.parse("https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef");
    private static final HttpUrl WECOM =
            HttpUrl.parse("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0123456789abcdef");
    private static final HttpUrl LARK =
            HttpUrl.parse("https://open.feishu.cn/open-apis/bot/v2/hook/0123456789abcdef");

    private static Robot robot(String channel, boolean signs) {
        return switch (channel) {
            case "dingtalk" -> new DingtalkRobot(DINGTALK, signs ? "SEC0123456789" : "");
            case "wecom" -> new WecomRobot(WECOM);
            case "lark" -> new LarkRobot(LARK, signs ? "larkTestSecret0001" : "");
            default -> throw new AssertionError("no robot is of " + channel);
        };
    }

    private static Reply reply(String channel, boolean signs, int code, String words) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        if (channel.equals("lark")) {
            body.put("code", code).put("msg", words);
        } else {
            body.put("errcode", code).put("errmsg", words);
        }
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        return robot(channel, signs)
                .reply(new HttpCalls.Result.Answer(200, RetryAfter.NONE, bytes, null));
    }

    @ParameterizedTest
    @CsvFileSource(resources = "answers.csv", delimiter = '|', encoding = "UTF-8")
    void codeAndWordsTogetherDecide(
            String channel,
            String key,
            int code,
            String words,
            String verdict,
            @Nullable String advice) {
        String told =
                switch (reply(channel, key.equals("yes"), code, words)) {
                    case Reply.Taken _ -> "delivered";
                    case Reply.Failed failed -> {
                        assertThat(failed.notBefore()).isZero();
                        yield "retried, " + failed.reason();
                    }
                    case Reply.Refused refused -> "dead, " + refused.reason();
                    case Reply.Throttled throttled ->
                            "pause " + throttled.pause().toSeconds() + ", " + throttled.reason();
                    case Reply.Postponed _ -> "postponed";
                };

        assertThat(told).startsWith(verdict).contains(advice == null ? "" : advice);
    }
}

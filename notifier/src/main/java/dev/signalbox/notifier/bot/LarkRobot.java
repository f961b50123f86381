package dev.signalbox.notifier.bot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.http.HttpCalls;
import dev.signalbox.notifier.http.HttpUrl;
import dev.signalbox.notifier.http.Secrets;
import dev.signalbox.notifier.message.Fact;
import dev.signalbox.notifier.message.Message;
import dev.signalbox.notifier.message.PlainText;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A custom robot of Lark, or of Feishu, which is the same. The signature is in the body: base64 of
/// HMAC-SHA256 over nothing, with `timestamp\nkey` as its key and the timestamp in seconds. Source:
/// Lark, "Custom bot usage guide".
final class LarkRobot implements Robot {
    /// Bytes that a message may have.
    static final int LARGEST = 20_000;

    private static final int AROUND = 300;
    private static final int AROUND_LINE = 40;
    private static final String IDS = "Events: ";

    /// 5 messages a second and 100 a minute; the answer does not say which of them was exceeded.
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    private final HttpUrl url;
    private final String key;
    private final Secrets secrets;
    private final RobotAnswer.Terms terms;

    /// @param key the key of the robot's security settings; empty for none
    LarkRobot(HttpUrl url, String key) {
        this.url = url;
        this.key = key;
        secrets = Secrets.of(url, List.of(key, token(url)));
        terms =
                new RobotAnswer.Terms(
                        !key.isEmpty(),
                        "behind this url",
                        "the robot was sent more than 5 messages in a second or 100 in a minute",
                        A_MINUTE,
                        "20 KB");
    }

    /// The last part of the path.
    private static String token(HttpUrl url) {
        String path = url.uri().getRawPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public String service() {
        return "Lark";
    }

    @Override
    public String kindField() {
        return "msg_type";
    }

    /// A post: its texts are no Markdown, and links are parts of their own.
    @Override
    public ObjectNode message(Message message) {
        ObjectNode json = Json.MAPPER.createObjectNode().put("msg_type", "post");
        String title = ChatMarkdown.withoutTags(message.title());
        ObjectNode post = json.putObject("content").putObject("post").putObject("zh_cn");
        ArrayNode lines = post.put("title", title).putArray("content");
        ArrayNode last = Json.MAPPER.createArrayNode();
        for (Fact fact : message.origin()) {
            last.addArray().addObject().put("tag", "text").put("text", line(fact));
        }
        URI link = message.link();
        if (link != null) {
            last.addArray()
                    .addObject()
                    .put("tag", "a")
                    .put("text", "Open " + message.linkHost())
                    .put("href", link.toASCIIString());
        }
        int room = LARGEST - AROUND - PlainText.bytes(title) - bytes(last);
        for (Fact fact : message.facts()) {
            String line = line(fact);
            room -= PlainText.bytes(line) + AROUND_LINE;
            if (room < 0) {
                break;
            }
            lines.addArray().addObject().put("tag", "text").put("text", line);
        }
        lines.addAll(last);
        room -= PlainText.bytes(IDS) + AROUND_LINE;
        String ids = message.idsWithin(ChatMarkdown::withoutTags, room);
        if (!ids.isEmpty()) {
            lines.addArray().addObject().put("tag", "text").put("text", IDS + ids);
        }
        return json;
    }

    private static int bytes(ArrayNode lines) {
        return PlainText.bytes(lines.toString());
    }

    private static String line(Fact fact) {
        return ChatMarkdown.withoutTags(fact.name() + ": " + fact.value());
    }

    @Override
    public ObjectNode text(String text) {
        ObjectNode json = Json.MAPPER.createObjectNode().put("msg_type", "text");
        json.putObject("content")
                .put("text", PlainText.cut(ChatMarkdown.withoutTags(text), LARGEST - AROUND));
        return json;
    }

    @Override
    public Post post(ObjectNode message, Instant now) {
        if (key.isEmpty()) {
            return new Post(url, message);
        }
        String timestamp = Long.toString(now.getEpochSecond());
        return new Post(
                url,
                message.deepCopy().put("timestamp", timestamp).put("sign", sign(key, timestamp)));
    }

    /// The signature in base64.
    ///
    /// @param timestamp seconds since the epoch
    static String sign(String key, String timestamp) {
        return HmacSha256.sign(timestamp + "\n" + key, "");
    }

    @Override
    public Reply reply(HttpCalls.Result.Answer answer) {
        if (RobotAnswer.isLater(answer.status())) {
            return RobotAnswer.later(answer, A_MINUTE);
        }
        JsonNode body = RobotAnswer.object(answer);
        Integer code = body == null ? null : RobotAnswer.number(body, "code");
        if (body == null) {
            return RobotAnswer.withoutCode(answer, service(), "code");
        }
        if (code != null) {
            String message = body.path("msg").asText();
            return RobotAnswer.of(answer, "code", code, message, secrets)
                    .meaning(terms, this::byCode);
        }
        // Robots of old answer in this form only.
        Integer former = RobotAnswer.number(body, "StatusCode");
        if (former == null) {
            return RobotAnswer.withoutCode(answer, service(), "code");
        }
        String message = body.path("StatusMessage").asText();
        return RobotAnswer.of(answer, "StatusCode", former, message, secrets)
                .meaning(terms, this::byCode);
    }

    private Reply byCode(RobotAnswer said) {
        return switch (said.code()) {
            case 11232, 99991400 -> said.tooFast(terms);
            case 9499, 19002 ->
                    said.refused(
                            "Lark does not take the message: the transform makes one of another"
                                    + " shape, or of more than 20 KB");
            case 19001 -> said.noRobot(terms);
            case 19021 ->
                    said.refused(
                            "the signing key is not the one shown in the robot's security settings,"
                                    + " or the clock of the machine that sends is more than an hour"
                                    + " off");
            case 19022 -> said.otherAddress();
            case 19024 -> said.noKeyword();
            case 19036 -> said.tooLong(terms);
            default -> said.unknown();
        };
    }
}

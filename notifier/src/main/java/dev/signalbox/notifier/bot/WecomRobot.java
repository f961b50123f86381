package dev.signalbox.notifier.bot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.http.HttpCalls;
import dev.signalbox.notifier.http.HttpUrl;
import dev.signalbox.notifier.http.Secrets;
import dev.signalbox.notifier.message.Message;
import dev.signalbox.notifier.message.PlainText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A WeCom group robot. There is no signature: the key in the url is all there is. Source: WeCom,
/// "Group robot configuration" (developer.work.weixin.qq.com/document/path/91770).
final class WecomRobot implements Robot {
    /// Bytes that the content of a Markdown message may have.
    static final int LARGEST_MARKDOWN = 4_096;

    /// Bytes that the content of a text message may have.
    static final int LARGEST_TEXT = 2_048;

    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final String LENGTHS = "4,096 bytes of markdown or 2,048 of text";
    private static final RobotAnswer.Terms TERMS =
            new RobotAnswer.Terms(
                    false,
                    "with this key",
                    "the robot was sent more than 20 messages in a minute",
                    A_MINUTE,
                    LENGTHS);

    private final HttpUrl url;
    private final Secrets secrets;

    WecomRobot(HttpUrl url) {
        this.url = url;
        secrets = Secrets.of(url, List.of());
    }

    @Override
    public String service() {
        return "WeCom";
    }

    @Override
    public String kindField() {
        return "msgtype";
    }

    @Override
    public ObjectNode message(Message message) {
        ObjectNode json = Json.MAPPER.createObjectNode().put("msgtype", "markdown");
        json.putObject("markdown")
                .put("content", ChatMarkdown.render(message, "> ", LARGEST_MARKDOWN));
        return json;
    }

    @Override
    public ObjectNode text(String text) {
        ObjectNode json = Json.MAPPER.createObjectNode().put("msgtype", "text");
        json.putObject("text")
                .put("content", PlainText.cut(ChatMarkdown.withoutTags(text), LARGEST_TEXT));
        return json;
    }

    @Override
    public Post post(ObjectNode message, Instant now) {
        return new Post(url, message);
    }

    @Override
    public Reply reply(HttpCalls.Result.Answer answer) {
        if (RobotAnswer.isLater(answer.status())) {
            return RobotAnswer.later(answer, A_MINUTE);
        }
        JsonNode body = RobotAnswer.object(answer);
        Integer code = body == null ? null : RobotAnswer.number(body, "errcode");
        if (body == null || code == null) {
            return RobotAnswer.withoutCode(answer, service(), "errcode");
        }
        String message = body.path("errmsg").asText();
        return RobotAnswer.of(answer, "errcode", code, message, secrets)
                .meaning(TERMS, WecomRobot::byCode);
    }

    private static Reply byCode(RobotAnswer said) {
        return switch (said.code()) {
            case -1 -> said.failed("WeCom is busy");
            case 45009, 45033 -> said.tooFast(TERMS);
            case 93000 -> said.noRobot(TERMS);
            case 93004 -> said.stopped();
            case 93008 -> said.refused("the robot was removed from the group");
            case 45002 -> said.tooLong(TERMS);
            case 40058 ->
                    said.refused(
                            "the transform makes a message that is longer than WeCom takes, "
                                    + LENGTHS
                                    + ", or lacks a field");
            case 40035, 40063, 44001, 44003, 44004, 47001 ->
                    said.refused("the transform makes a message that lacks a field of its msgtype");
            case 40008 ->
                    said.refused(
                            "the transform makes a msgtype that robots do not take: use text,"
                                    + " markdown, image, news, file or template_card");
            default -> said.unknown();
        };
    }
}

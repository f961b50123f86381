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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A DingTalk custom robot. The signature is in the query: base64 of HMAC-SHA256 with the key over
/// `timestamp\nkey`, the timestamp in milliseconds. Source: DingTalk, "Custom robot access".
final class DingtalkRobot implements Robot {
    /// Bytes that a message may have.
    static final int LARGEST = 20_000;

    private static final int AROUND = 200;

    /// Who sends more than 20 messages a minute is shut out for 10 minutes.
    private static final Duration SHUT_OUT = Duration.ofMinutes(10);

    private static final int LONGEST_WAIT_SECONDS = 3_600;

    private final HttpUrl url;
    private final String key;
    private final Secrets secrets;
    private final RobotAnswer.Terms terms;

    /// @param key the `SEC…` key; empty for none
    DingtalkRobot(HttpUrl url, String key) {
        this.url = url;
        this.key = key;
        secrets = Secrets.of(url, List.of(key));
        terms =
                new RobotAnswer.Terms(
                        !key.isEmpty(),
                        "with this access token",
                        "the robot was sent more than 20 messages in a minute, and takes none for"
                                + " ten",
                        SHUT_OUT,
                        "20,000 bytes");
    }

    @Override
    public String service() {
        return "DingTalk";
    }

    @Override
    public String kindField() {
        return "msgtype";
    }

    @Override
    public ObjectNode message(Message message) {
        ObjectNode json = Json.MAPPER.createObjectNode().put("msgtype", "markdown");
        String title = ChatMarkdown.plain(message.title());
        json.putObject("markdown")
                .put("title", title)
                .put(
                        "text",
                        ChatMarkdown.render(
                                message, "- ", LARGEST - AROUND - PlainText.bytes(title)));
        return json;
    }

    @Override
    public ObjectNode text(String text) {
        ObjectNode json = Json.MAPPER.createObjectNode().put("msgtype", "text");
        json.putObject("text").put("content", PlainText.cut(text, LARGEST - AROUND));
        return json;
    }

    @Override
    public Post post(ObjectNode message, Instant now) {
        if (key.isEmpty()) {
            return new Post(url, message);
        }
        String timestamp = Long.toString(now.toEpochMilli());
        String sign = sign(key, timestamp);
        return new Post(
                url.with(
                        "timestamp=%s&sign=%s"
                                .formatted(
                                        timestamp,
                                        URLEncoder.encode(sign, StandardCharsets.UTF_8))),
                message);
    }

    /// The signature in base64.
    ///
    /// @param timestamp milliseconds since the epoch
    static String sign(String key, String timestamp) {
        return HmacSha256.sign(key, timestamp + "\n" + key);
    }

    @Override
    public Reply reply(HttpCalls.Result.Answer answer) {
        if (RobotAnswer.isLater(answer.status())) {
            return RobotAnswer.later(answer, SHUT_OUT);
        }
        JsonNode body = RobotAnswer.object(answer);
        Integer code = body == null ? null : RobotAnswer.number(body, "errcode");
        if (body != null && code != null) {
            String message = body.path("errmsg").asText();
            return RobotAnswer.of(answer, "errcode", code, message, secrets)
                    .meaning(terms, this::byCode);
        }
        if (body != null && body.has("punish") && body.has("wait")) {
            return punished(answer, body);
        }
        return RobotAnswer.withoutCode(answer, service(), "errcode");
    }

    /// DingTalk's front door answers in this form when it throttles.
    private static Reply punished(HttpCalls.Result.Answer answer, JsonNode body) {
        Integer wait = RobotAnswer.number(body, "wait");
        int asked = wait == null ? 0 : Math.max(0, wait);
        int seconds = Math.min(asked, LONGEST_WAIT_SECONDS);
        return new Reply.Throttled(
                answer.status(),
                "DingTalk throttles the sender and asks for %d s of silence".formatted(asked)
                        + (asked == seconds ? "" : "; it pauses for %d s".formatted(seconds)),
                Duration.ofSeconds(seconds));
    }

    private Reply byCode(RobotAnswer said) {
        return switch (said.code()) {
            case -1 -> said.failed("DingTalk is busy");
            case 130101, 410100 -> said.tooFast(terms);
            case 310000 -> said.refused("the robot's security settings do not allow it");
            case 300001, 300005 -> said.noRobot(terms);
            case 400013 -> said.refused("the group was dissolved");
            case 400101 ->
                    said.refused("the url has no access_token: copy the robot's webhook whole");
            case 400102 -> said.stopped();
            case 400106 -> said.refused("the robot was removed from the group");
            case 400105 ->
                    said.refused(
                            "the transform makes a msgtype that robots do not take: use text,"
                                    + " markdown, link, actionCard or feedCard");
            case 40035 ->
                    said.refused("the transform makes a message that lacks a field of its msgtype");
            case 43002, 43004 ->
                    said.refused(
                            "DingTalk saw another method or content type than was sent: is there a"
                                    + " proxy before it?");
            case 430101, 430102, 430103, 430104 ->
                    said.refused("DingTalk finds the text or its links unsuitable");
            case 460101 -> said.tooLong(terms);
            default -> said.unknown();
        };
    }
}

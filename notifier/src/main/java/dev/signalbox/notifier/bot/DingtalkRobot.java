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
import java.util.Locale;

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

    /// @param key the `SEC…` key; empty for none
    DingtalkRobot(HttpUrl url, String key) {
        this.url = url;
        this.key = key;
        secrets = Secrets.ofRobot(url, key);
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
            String words = secrets.quote(body.path("errmsg").asText());
            return meaning(new RobotAnswer(answer.status(), "errcode", code, words));
        }
        if (body != null && body.has("punish") && body.has("wait")) {
            return punished(answer, body);
        }
        return RobotAnswer.withoutCode(answer, service(), "errcode");
    }

    /// DingTalk's front door answers in this form when it throttles.
    private static Reply punished(HttpCalls.Result.Answer answer, JsonNode body) {
        Integer wait = RobotAnswer.number(body, "wait");
        int seconds = Math.clamp(wait == null ? 0 : wait, 0, LONGEST_WAIT_SECONDS);
        return new Reply.Throttled(
                answer.status(),
                "DingTalk throttles the sender and asks for %d s of silence".formatted(seconds),
                Duration.ofSeconds(seconds));
    }

    private static Reply meaning(RobotAnswer said) {
        return switch (said.code()) {
            case 0 -> said.taken();
            case -1 -> said.failed("DingTalk is busy");
            case 130101, 410100 ->
                    said.throttled(
                            "the robot was sent more than 20 messages in a minute, and takes none"
                                    + " for ten",
                            SHUT_OUT);
            case 310000 -> security(said);
            case 300001, 300005 ->
                    said.refused(
                            "there is no robot with this access token: it was removed from the"
                                    + " group, or the url is mistyped");
            case 400013 -> said.refused("the group was dissolved");
            case 400101 ->
                    said.refused("the url has no access_token: copy the robot's webhook whole");
            case 400102 -> said.refused("the robot was stopped: enable it in the group's settings");
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
            default -> byWords(said);
        };
    }

    private static Reply byWords(RobotAnswer said) {
        return said.words().toLowerCase(Locale.ROOT).contains("message too long")
                ? said.refused(
                        "the transform makes a message of more than 20,000 bytes: make it shorter")
                : said.unknown();
    }

    /// One code for all security settings; only the words say which.
    private static Reply security(RobotAnswer said) {
        String words = said.words().toLowerCase(Locale.ROOT);
        if (words.contains("keywords not in content")) {
            return said.refused(
                    "the text must hold one of the robot's keywords: make 'Signalbox' one of them,"
                            + " or write one into the target's template");
        }
        if (words.contains("invalid timestamp")) {
            return said.failed(
                    "the clock of the machine that sends is more than an hour off: set it");
        }
        if (words.contains("sign not match")) {
            return said.refused(
                    "the signing key is not the one shown in the robot's security settings");
        }
        if (words.contains("not in whitelist")) {
            return said.refused(
                    "the robot takes messages from some addresses only: add this one in its"
                            + " security settings");
        }
        return said.refused("the robot's security settings do not allow it");
    }
}

package dev.signalbox.notifier.bot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.json.KeptJson;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.SealedSecret;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.rule.Vault;
import dev.signalbox.contract.transform.Transformed;
import dev.signalbox.contract.transform.Transformer;
import dev.signalbox.notifier.channel.PreparedTargets;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.http.HttpCalls;
import dev.signalbox.notifier.message.EventTexts;
import dev.signalbox.notifier.message.Messages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

/// The sender to the robots of DingTalk, WeCom and Lark groups.
///
/// Where the target has no transform, people get a message that says what happened. Where it has
/// one, what it makes is sent: as a message of the robot's own form where the rule's author wrote
/// one, else as the text of a text message. A text of the event is never such a message, whatever
/// it looks like: it could mention everybody.
public final class BotSender {
    private static final ContentType JSON =
            ContentType.create("application/json", StandardCharsets.UTF_8);

    private final HttpCalls calls;
    private final Messages messages;
    private final InstantSource clock;
    private final PreparedTargets<Target.Bot, Ready> robots;

    private record Ready(Robot robot, String fingerprint, Transformer transformer) {}

    /// @param vault opens the targets' secrets
    public BotSender(HttpCalls calls, Messages messages, Vault vault, InstantSource clock) {
        this.calls = calls;
        this.messages = messages;
        this.clock = clock;
        robots =
                new PreparedTargets<>((target, rule) ->
                        new Ready(
                                Robot.open(target, rule, vault),
                                fingerprint(target, rule, vault),
                                PreparedTargets.transformer(target)));
    }

    private static String fingerprint(Target.Bot target, RuleKey rule, Vault vault) {
        SealedSecret key = target.signingKey();
        return Fingerprint.of(
                rule.account(),
                vault.open(rule, target.url()),
                key == null ? "" : vault.open(rule, key));
    }

    /// The identity of a robot, without its address; null where the target cannot be used.
    public @Nullable String fingerprint(TargetKey key, Target.Bot target) {
        Ready ready = robots.find(key, target);
        return ready == null ? null : ready.fingerprint();
    }

    /// Makes one attempt.
    public Reply send(Delivery delivery, Target.Bot target) {
        return robots.with(delivery.target(), target, ready -> send(delivery, ready));
    }

    /// Makes one attempt for many deliveries: one message carries them all, whatever the target's
    /// transform makes of a single one.
    ///
    /// @param deliveries one at least; all are for this robot
    public Reply sendTogether(List<Delivery> deliveries, Target.Bot target) {
        return robots.with(
                deliveries.getFirst().target(),
                target,
                ready -> post(ready.robot(), ready.robot().message(messages.digest(deliveries))));
    }

    /// Sends one message that is marked as a test.
    public Reply test(TargetKey key, Target.Bot target) {
        Instant now = clock.instant();
        return robots.with(
                key,
                target,
                ready -> post(ready.robot(), ready.robot().message(messages.test(key, now))));
    }

    private Reply send(Delivery delivery, Ready ready) {
        Robot robot = ready.robot();
        Transformer transformer = ready.transformer();
        if (transformer.writesObject()) {
            ObjectNode message = ownMessage(delivery.body(), robot, transformer);
            if (message != null) {
                return post(robot, message);
            }
        }
        return switch (transformer.apply(delivery.body())) {
            case Transformed.Failed failed -> new Reply.Refused(0, failed.reason());
            case Transformed.Body body ->
                    switch (body.format()) {
                        case EVENT -> post(robot, robot.message(messages.of(delivery)));
                        case JSON, TEXT -> postText(robot, body.bytes());
                    };
        };
    }

    private Reply postText(Robot robot, byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        return text.isBlank()
                ? new Reply.Refused(0, "the target's transform makes an empty text of this event")
                : post(robot, robot.text(text));
    }

    /// What a transform makes of an event whose texts hold no tags, where that is an object with
    /// the kind of message in it; else null.
    private static @Nullable ObjectNode ownMessage(
            byte[] event, Robot robot, Transformer transformer) {
        String kindField = robot.kindField();
        JsonNode made;
        try {
            byte[] harmless = EventTexts.changed(event, ChatMarkdown::withoutTags);
            if (!(transformer.apply(harmless) instanceof Transformed.Body body)) {
                return null;
            }
            made = KeptJson.read(body.bytes());
        } catch (IOException e) {
            return null;
        }
        if (!(made instanceof ObjectNode message)) {
            return null;
        }
        if (message.has(kindField)) {
            return message;
        }
        for (var field : message.properties()) {
            if (field.getKey().equalsIgnoreCase(kindField)) {
                return (ObjectNode) inLowerCase(message);
            }
        }
        return null;
    }

    /// EventBridge's templates for robots begin each name with a capital (`Msgtype`, `AtMobiles`);
    /// the services' own begin with a small letter.
    private static JsonNode inLowerCase(JsonNode node) {
        if (node.isObject()) {
            ObjectNode object = Json.MAPPER.createObjectNode();
            for (var field : node.properties()) {
                String name = field.getKey();
                String lower =
                        name.isEmpty()
                                ? name
                                : name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
                object.set(lower, inLowerCase(field.getValue()));
            }
            return object;
        }
        if (node.isArray()) {
            ArrayNode array = Json.MAPPER.createArrayNode();
            node.forEach(element -> array.add(inLowerCase(element)));
            return array;
        }
        return node;
    }

    private Reply post(Robot robot, ObjectNode message) {
        Robot.Post post = robot.post(message, clock.instant());
        HttpPost request = calls.request(post.url());
        request.setEntity(
                new ByteArrayEntity(post.body().toString().getBytes(StandardCharsets.UTF_8), JSON));
        return switch (calls.postForBody(request, post.url())) {
            case HttpCalls.Result.Answer answer -> robot.reply(answer);
            case HttpCalls.Result.NoAnswer none -> none.reply();
        };
    }
}

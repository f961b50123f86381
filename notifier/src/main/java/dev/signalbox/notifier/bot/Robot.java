package dev.signalbox.notifier.bot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.SealedSecret;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.Vault;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.http.HttpCalls;
import dev.signalbox.notifier.http.HttpUrl;
import dev.signalbox.notifier.message.Message;
import java.time.Instant;

/// A robot with its secrets opened: what its service's messages, signatures and answers look like.
/// For any thread.
sealed interface Robot permits DingtalkRobot, WecomRobot, LarkRobot {
    /// The service as people call it.
    String service();

    /// The field of a message that names its kind.
    String kindField();

    /// A message in the service's richest form that needs nothing but a webhook.
    ObjectNode message(Message message);

    /// A text message.
    ObjectNode text(String text);

    /// Where a message goes and how, signed where the robot has a key.
    Post post(ObjectNode message, Instant now);

    /// What an answer means.
    Reply reply(HttpCalls.Result.Answer answer);

    /// One call to make.
    record Post(HttpUrl url, ObjectNode body) {}

    /// Opens a target.
    ///
    /// @throws IllegalArgumentException saying, without secrets, what is wrong with the url
    /// @throws IllegalStateException when the vault does not open
    static Robot open(Target.Bot target, RuleKey rule, Vault vault) {
        HttpUrl url = HttpUrl.parse(vault.open(rule, target.url()));
        SealedSecret sealedKey = target.signingKey();
        String key = sealedKey == null ? "" : vault.open(rule, sealedKey);
        return switch (target) {
            case Target.Dingtalk _ -> new DingtalkRobot(url, key);
            case Target.Wecom _ -> new WecomRobot(url);
            case Target.Lark _ -> new LarkRobot(url, key);
        };
    }
}

package dev.signalbox.notifier;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.notifier.bot.BotSender;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.channel.Sender;
import dev.signalbox.notifier.http.HttpSender;
import dev.signalbox.notifier.mail.EmailSender;
import dev.signalbox.notifier.phone.SmsSender;
import dev.signalbox.notifier.phone.VoiceSender;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All channels: each delivery goes out by that of its target.
record Channels(
        HttpSender http, BotSender bots, SmsSender sms, VoiceSender voice, EmailSender email)
        implements Sender {
    @Override
    public Reply send(Delivery delivery, Target target, int attempt) {
        return switch (target) {
            case Target.Http endpoint -> http.send(delivery, endpoint, attempt);
            case Target.Bot bot -> bots.send(delivery, bot);
            case Target.Sms texts -> sms.send(delivery, texts);
            case Target.Voice calling -> voice.send(delivery, calling);
            case Target.Email letters -> email.send(delivery, letters);
        };
    }

    @Override
    public Reply sendTogether(List<Delivery> deliveries, Target.Bot robot) {
        return bots.sendTogether(deliveries, robot);
    }

    @Override
    public @Nullable String robot(TargetKey key, Target target) {
        return target instanceof Target.Bot bot ? bots.fingerprint(key, bot) : null;
    }
}

package dev.signalbox.notifier.phone;

import dev.signalbox.contract.contact.PhoneNumber;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.settings.Credentials;
import dev.signalbox.contract.settings.PhoneSettings;
import dev.signalbox.contract.transform.Transformer;
import dev.signalbox.notifier.channel.PreparedTargets;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.http.HttpCalls;
import dev.signalbox.notifier.message.Messages;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;

/// Calls people by Alibaba Cloud's voice service, which reads a registered template to them
/// (`SingleCallByTts`, 2017-05-25).
///
/// The service calls as often as it is asked to. So a call whose answer is lost is not made again:
/// the delivery is dead, with a reason that says so. A number that may not be called yet is called
/// later ([CallTimes]).
public final class VoiceSender {
    private static final String ID_PREFIX = "dlv_";
    private static final int LONGEST_OUT_ID = 15;

    private final PhoneSettings settings;
    private final Messages messages;
    private final AcsCalls calls;
    private final CallTimes times;
    private final PreparedTargets<Target.Voice, Transformer> targets =
            new PreparedTargets<>((target, rule) -> PreparedTargets.transformer(target));

    /// @param messages makes the text of events where a target has no transform
    public VoiceSender(
            HttpCalls http, PhoneSettings settings, Messages messages, InstantSource clock) {
        this.settings = settings;
        this.messages = messages;
        calls = new AcsCalls(http, clock, () -> UUID.randomUUID().toString());
        times = new CallTimes(clock);
    }

    /// Makes one attempt.
    public Reply send(Delivery delivery, Target.Voice target) {
        Credentials key = settings.key();
        if (key == null) {
            return new Reply.Refused(
                    0,
                    "there is no access key for voice: SIGNALBOX_ALIYUN_ACCESS_KEY_ID is not set");
        }
        String number;
        try {
            number = PhoneNumber.parseMainland(delivery.contact()).digits();
        } catch (IllegalArgumentException e) {
            return new Reply.Refused(0, "the contact is no phone number; it " + e.getMessage());
        }
        return targets.with(
                delivery.target(),
                target,
                transformer ->
                        switch (TemplateVariables.of(delivery, transformer, messages)) {
                            case TemplateVariables.Impossible impossible ->
                                    new Reply.Refused(0, impossible.reason());
                            case TemplateVariables.Filled variables ->
                                    callInTime(
                                            key,
                                            number,
                                            variables,
                                            Map.of(
                                                    "CalledNumber", number,
                                                    "TtsCode", target.template(),
                                                    "TtsParam", variables.spoken().json(),
                                                    "OutId", outId(delivery)));
                        });
    }

    /// The first 15 characters of the random part of the delivery id: 90 bits.
    private static String outId(Delivery delivery) {
        String id = delivery.id();
        String rest = id.startsWith(ID_PREFIX) ? id.substring(ID_PREFIX.length()) : id;
        return rest.substring(0, Math.min(rest.length(), LONGEST_OUT_ID));
    }

    private Reply callInTime(
            Credentials key,
            String number,
            TemplateVariables.Filled variables,
            Map<String, String> parameters) {
        Duration wait = times.begin(number);
        if (wait.isPositive()) {
            return new Reply.Postponed(wait);
        }
        return switch (calls.call(settings.voiceEndpoint(), key, "SingleCallByTts", parameters)) {
            case AcsCalls.Answer.Said said -> ServiceCodes.reply(said, variables.values().keySet());
            case AcsCalls.Answer.NotReached notReached -> {
                times.takeBack(number);
                yield notReached.reply();
            }
            case AcsCalls.Answer.Unknown unknown ->
                    new Reply.Refused(
                            unknown.status(),
                            unknown.reason()
                                    + "; the call may have been made all the same, and so is not"
                                    + " made again");
        };
    }
}

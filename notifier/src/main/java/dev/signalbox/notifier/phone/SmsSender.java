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
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;

/// Sends text messages by Alibaba Cloud's SMS service (`SendSms`, 2017-05-25).
///
/// The service sends a message as often as it is asked to. So a call whose answer is lost is not
/// made again: the delivery is dead, with a reason that says so.
public final class SmsSender {
    private final PhoneSettings settings;
    private final Messages messages;
    private final AcsCalls calls;
    private final PreparedTargets<Target.Sms, Transformer> targets =
            new PreparedTargets<>((target, rule) -> PreparedTargets.transformer(target));

    /// @param messages makes the text of events where a target has no transform
    public SmsSender(
            HttpCalls http, PhoneSettings settings, Messages messages, InstantSource clock) {
        this.settings = settings;
        this.messages = messages;
        calls = new AcsCalls(http, clock, () -> UUID.randomUUID().toString());
    }

    /// Makes one attempt.
    public Reply send(Delivery delivery, Target.Sms target) {
        Credentials key = settings.key();
        if (key == null) {
            return new Reply.Refused(
                    0, "there is no access key for sms: SIGNALBOX_ALIYUN_ACCESS_KEY_ID is not set");
        }
        String own = target.signName();
        String signName = own == null ? settings.smsSignName() : own;
        if (signName == null) {
            return new Reply.Refused(
                    0,
                    "text messages have no signature: neither SIGNALBOX_SMS_SIGN_NAME nor the"
                            + " target's signName is set");
        }
        String number;
        try {
            number = PhoneNumber.parse(delivery.contact()).digits();
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
                                    call(
                                            key,
                                            variables,
                                            Map.of(
                                                    "PhoneNumbers", number,
                                                    "SignName", signName,
                                                    "TemplateCode", target.template(),
                                                    "TemplateParam", variables.json(),
                                                    "OutId", delivery.id()));
                        });
    }

    private Reply call(
            Credentials key, TemplateVariables.Filled variables, Map<String, String> parameters) {
        return switch (calls.call(settings.smsEndpoint(), key, "SendSms", parameters)) {
            case AcsCalls.Answer.Said said -> ServiceCodes.reply(said, variables.values().keySet());
            case AcsCalls.Answer.NotReached notReached -> notReached.reply();
            case AcsCalls.Answer.Unknown unknown ->
                    new Reply.Refused(
                            unknown.status(),
                            unknown.reason()
                                    + "; the text message may have been sent all the same, and so"
                                    + " is not sent again");
        };
    }
}

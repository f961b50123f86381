package dev.signalbox.contract.rule;

import static dev.signalbox.contract.rule.EventBridgeForm.kept;
import static dev.signalbox.contract.rule.EventBridgeForm.param;
import static dev.signalbox.contract.rule.EventBridgeForm.transform;

import dev.signalbox.contract.contact.Contacts;
import dev.signalbox.contract.contact.Way;
import dev.signalbox.contract.rule.TargetKind.Limit;
import dev.signalbox.contract.rule.TargetKind.PaiEvents;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Where a rule's events go.
public sealed interface Target {
    /// The id within the rule, 1 to 127 letters, digits, dots, hyphens and underscores.
    String id();

    /// How deliveries to it are handled.
    DeliveryOptions options();

    /// The kind of target, as usage counts it.
    Channel channel();

    /// Whom it notifies; nobody for a target without contacts.
    default Recipients recipients() {
        return Recipients.NONE;
    }

    /// The numbers or addresses that it notifies, each by a delivery of its own; empty for a target
    /// without contacts.
    default List<String> contacts() {
        return recipients().addresses();
    }

    /// This, with the numbers and addresses that people have now.
    default Target resolved(Contacts people) {
        return this;
    }

    /// The places that it counts for in a rule's quota: one, or its contacts.
    default int places() {
        return Math.max(1, contacts().size());
    }

    /// Whether another target is called at the same address in the same way: its own fields are the
    /// same, secrets as they are stored.
    default boolean isCalledLike(Target other) {
        return channel() == other.channel()
                && contacts().equals(other.contacts())
                && channel().kind().write(this).equals(channel().kind().write(other));
    }

    /// This, with each of its secrets changed in the same way.
    default Target withSecrets(UnaryOperator<SealedSecret> change) {
        return channel().kind().withSecrets(this, change);
    }

    /// A robot of a chat group, which is called at its webhook and answers in the body.
    sealed interface Bot extends Target {
        /// The robot's webhook; sealed, since it holds the robot's token.
        SealedSecret url();

        /// The key that calls are signed with; null where the robot asks for none.
        @Nullable SealedSecret signingKey();
    }

    /// A DingTalk custom robot.
    ///
    /// @param url the robot's webhook; sealed, since its query holds the access token
    /// @param signingKey the `SEC…` key of the robot's security settings; null where it asks for
    ///   none
    record Dingtalk(
            String id, DeliveryOptions options, SealedSecret url, @Nullable SealedSecret signingKey)
            implements Bot {
        /// Source of the limit: DingTalk, "Custom robot access".
        static final TargetKind<Dingtalk> KIND =
                new TargetKind<>(
                        Dingtalk.class,
                        List.of(
                                TargetField.url(Dingtalk::url),
                                TargetField.signingKey(Dingtalk::signingKey)),
                        EventBridgeForm.of(
                                List.of("acs.dingtalk"),
                                param("URL", "url"),
                                param("SecretKey", "signingKey"),
                                transform("Body")),
                        PaiEvents.ANY,
                        List.of(Limit.perMinute(20)),
                        (id, options, stored) ->
                                new Dingtalk(id, options, stored.url(), stored.signingKey()));

        @Override
        public Channel channel() {
            return Channel.DINGTALK;
        }
    }

    /// A WeCom group robot.
    ///
    /// @param url the robot's webhook; sealed, since its query holds the key
    record Wecom(String id, DeliveryOptions options, SealedSecret url) implements Bot {
        /// Source of the limit: WeCom, "Group robot configuration".
        static final TargetKind<Wecom> KIND =
                new TargetKind<>(
                        Wecom.class,
                        List.of(TargetField.url(Wecom::url)),
                        EventBridgeForm.of(
                                List.of("signalbox.wecom"), param("URL", "url"), transform("Body")),
                        PaiEvents.ANY,
                        List.of(Limit.perMinute(20)),
                        (id, options, stored) -> new Wecom(id, options, stored.url()));

        /// None: the key in the url is all that WeCom asks for.
        @Override
        public @Nullable SealedSecret signingKey() {
            return null;
        }

        @Override
        public Channel channel() {
            return Channel.WECOM;
        }
    }

    /// A Lark or Feishu custom robot.
    ///
    /// @param url the robot's webhook; sealed, since its path ends with the token
    /// @param signingKey the key of the robot's security settings; null where it asks for none
    record Lark(
            String id, DeliveryOptions options, SealedSecret url, @Nullable SealedSecret signingKey)
            implements Bot {
        /// Source of the limits: Lark, "Custom bot usage guide".
        static final TargetKind<Lark> KIND =
                new TargetKind<>(
                        Lark.class,
                        List.of(
                                TargetField.url(Lark::url),
                                TargetField.signingKey(Lark::signingKey)),
                        EventBridgeForm.of(
                                List.of("signalbox.lark"),
                                param("URL", "url"),
                                param("SecretKey", "signingKey"),
                                transform("Body")),
                        PaiEvents.ANY,
                        List.of(Limit.perMinute(100), Limit.perSecond(5)),
                        (id, options, stored) ->
                                new Lark(id, options, stored.url(), stored.signingKey()));

        @Override
        public Channel channel() {
            return Channel.LARK;
        }
    }

    /// An HTTP endpoint that takes the event as a CloudEvent, signed as Standard Webhooks where it
    /// has a key.
    ///
    /// @param url `http` or `https`; sealed, since its query may hold a token
    /// @param signingKey the `whsec_` key, or two with a space between them while the receiver
    ///   changes over; null for no signature
    /// @param token sent as `x-eventbridge-signature-token`, as EventBridge does; null for none
    /// @param headers headers that are sent too, by name, values sealed
    record Http(
            String id,
            DeliveryOptions options,
            SealedSecret url,
            @Nullable SealedSecret signingKey,
            @Nullable SealedSecret token,
            Map<String, SealedSecret> headers)
            implements Target {
        static final TargetKind<Http> KIND =
                new TargetKind<>(
                        Http.class,
                        List.of(
                                TargetField.url(Http::url),
                                TargetField.standardWebhooksKey(Http::signingKey),
                                TargetField.token(Http::token),
                                TargetField.headers(Http::headers)),
                        EventBridgeForm.of(
                                List.of("http", "https"),
                                param("url", "url"),
                                transform("Body"),
                                kept("Network"),
                                kept("VPCNameAndId"),
                                kept("VSwitchesNameAndId"),
                                kept("SecurityGroupNameAndId"),
                                param("Token", "token"),
                                param("SigningKey", "signingKey"),
                                param("Headers", "headers")),
                        PaiEvents.MODELS_ONLY,
                        List.of(),
                        (id, options, stored) ->
                                new Http(
                                        id,
                                        options,
                                        stored.url(),
                                        stored.signingKey(),
                                        stored.token(),
                                        stored.headers()));

        /// Copies the headers, in the order of their names.
        public Http {
            headers = Collections.unmodifiableMap(new TreeMap<>(headers));
        }

        /// One without headers of its own.
        public Http(
                String id,
                DeliveryOptions options,
                SealedSecret url,
                @Nullable SealedSecret signingKey,
                @Nullable SealedSecret token) {
            this(id, options, url, signingKey, token, Map.of());
        }

        @Override
        public Channel channel() {
            return Channel.HTTP;
        }
    }

    /// Text messages.
    ///
    /// @param recipients phone numbers, each with its country code, such as `+8613800000000`, or
    ///   people
    /// @param template the code of a registered template, such as `SMS_1`
    /// @param signName the registered signature; null for that of the settings
    record Sms(
            String id,
            DeliveryOptions options,
            Recipients recipients,
            String template,
            @Nullable String signName)
            implements Target {
        static final TargetKind<Sms> KIND =
                new TargetKind<>(
                        Sms.class,
                        List.of(
                                TargetField.phones(target -> target.recipients().written()),
                                TargetField.template(Sms::template),
                                TargetField.line("signName", Sms::signName)),
                        EventBridgeForm.of(
                                List.of("acs.sms"),
                                param("PhoneNumbers", "contacts"),
                                param("SignName", "signName"),
                                param("TemplateCode", "template"),
                                transform("TemplateParam")),
                        PaiEvents.NO_MODELS,
                        List.of(),
                        (id, options, stored) ->
                                new Sms(
                                        id,
                                        options,
                                        Recipients.of(stored.contacts()),
                                        stored.template(),
                                        stored.line("signName")));

        /// One whose recipients are looked up later.
        public Sms(
                String id,
                DeliveryOptions options,
                List<String> contacts,
                String template,
                @Nullable String signName) {
            this(id, options, Recipients.of(contacts), template, signName);
        }

        @Override
        public Target resolved(Contacts people) {
            return new Sms(id, options, recipients.resolved(people, Way.SMS), template, signName);
        }

        @Override
        public Channel channel() {
            return Channel.SMS;
        }
    }

    /// Calls by a voice that reads a template.
    ///
    /// @param recipients phone numbers of mainland China, or people
    /// @param template the code of a registered template, such as `TTS_1`
    record Voice(String id, DeliveryOptions options, Recipients recipients, String template)
            implements Target {
        static final TargetKind<Voice> KIND =
                new TargetKind<>(
                        Voice.class,
                        List.of(
                                TargetField.mainlandPhones(target -> target.recipients().written()),
                                TargetField.template(Voice::template)),
                        EventBridgeForm.of(
                                List.of("signalbox.voice"),
                                param("PhoneNumbers", "contacts"),
                                param("TemplateCode", "template"),
                                transform("TemplateParam")),
                        PaiEvents.NO_MODELS,
                        List.of(),
                        (id, options, stored) ->
                                new Voice(
                                        id,
                                        options,
                                        Recipients.of(stored.contacts()),
                                        stored.template()));

        /// One whose recipients are looked up later.
        public Voice(String id, DeliveryOptions options, List<String> contacts, String template) {
            this(id, options, Recipients.of(contacts), template);
        }

        @Override
        public Target resolved(Contacts people) {
            return new Voice(id, options, recipients.resolved(people, Way.VOICE), template);
        }

        @Override
        public Channel channel() {
            return Channel.VOICE;
        }
    }

    /// E-mail.
    ///
    /// @param recipients addresses, such as `ops@example.com`, or people
    /// @param subject null for one that is made of the event
    /// @param html whether the body is HTML rather than plain text
    record Email(
            String id,
            DeliveryOptions options,
            Recipients recipients,
            @Nullable String subject,
            boolean html)
            implements Target {
        static final TargetKind<Email> KIND =
                new TargetKind<>(
                        Email.class,
                        List.of(
                                TargetField.addresses(target -> target.recipients().written()),
                                TargetField.line("subject", Email::subject),
                                TargetField.flag("html", Email::html)),
                        EventBridgeForm.of(
                                List.of("acs.mail"),
                                param("Subject", "subject"),
                                kept("AccountName"),
                                kept("AddressType"),
                                kept("ReplyToAddress"),
                                param("ToAddress", "contacts"),
                                param("IsHtmlBody", "html"),
                                transform("Body")),
                        PaiEvents.NO_MODELS,
                        List.of(),
                        (id, options, stored) ->
                                new Email(
                                        id,
                                        options,
                                        Recipients.of(stored.contacts()),
                                        stored.line("subject"),
                                        stored.flag("html")));

        /// One whose recipients are looked up later.
        public Email(
                String id,
                DeliveryOptions options,
                List<String> contacts,
                @Nullable String subject,
                boolean html) {
            this(id, options, Recipients.of(contacts), subject, html);
        }

        @Override
        public Target resolved(Contacts people) {
            return new Email(id, options, recipients.resolved(people, Way.EMAIL), subject, html);
        }

        @Override
        public Channel channel() {
            return Channel.EMAIL;
        }
    }
}

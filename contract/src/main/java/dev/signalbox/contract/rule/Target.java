package dev.signalbox.contract.rule;

import java.util.List;
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

    /// The people it notifies, each by a delivery of its own; empty for a target without contacts.
    default List<String> contacts() {
        return List.of();
    }

    /// The places that it counts for in a rule's quota: one, or its contacts.
    default int places() {
        return Math.max(1, contacts().size());
    }

    /// This, with each of its secrets changed in the same way.
    default Target withSecrets(UnaryOperator<SealedSecret> change) {
        return switch (this) {
            case Dingtalk bot ->
                    new Dingtalk(
                            bot.id,
                            bot.options,
                            change.apply(bot.url),
                            changed(bot.signingKey, change));
            case Wecom bot -> new Wecom(bot.id, bot.options, change.apply(bot.url));
            case Lark bot ->
                    new Lark(
                            bot.id,
                            bot.options,
                            change.apply(bot.url),
                            changed(bot.signingKey, change));
            case Http http ->
                    new Http(
                            http.id,
                            http.options,
                            change.apply(http.url),
                            changed(http.signingKey, change),
                            changed(http.token, change));
            case Sms _, Voice _, Email _ -> this;
        };
    }

    private static @Nullable SealedSecret changed(
            @Nullable SealedSecret secret, UnaryOperator<SealedSecret> change) {
        return secret == null ? null : change.apply(secret);
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
        @Override
        public Channel channel() {
            return Channel.DINGTALK;
        }
    }

    /// A WeCom group robot.
    ///
    /// @param url the robot's webhook; sealed, since its query holds the key
    record Wecom(String id, DeliveryOptions options, SealedSecret url) implements Bot {
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
        @Override
        public Channel channel() {
            return Channel.LARK;
        }
    }

    /// An HTTP endpoint that takes the event as a CloudEvent, signed as Standard Webhooks where it
    /// has a key.
    ///
    /// @param url `http` or `https`; sealed, since its query may hold a token
    /// @param signingKey the `whsec_` key; null for no signature
    /// @param token sent as `x-eventbridge-signature-token`, as EventBridge does; null for none
    record Http(
            String id,
            DeliveryOptions options,
            SealedSecret url,
            @Nullable SealedSecret signingKey,
            @Nullable SealedSecret token)
            implements Target {
        @Override
        public Channel channel() {
            return Channel.HTTP;
        }
    }

    /// Text messages.
    ///
    /// @param contacts phone numbers, each with its country code, such as `+8613800000000`
    /// @param template the code of a registered template, such as `SMS_1`
    /// @param signName the registered signature; null for that of the settings
    record Sms(
            String id,
            DeliveryOptions options,
            List<String> contacts,
            String template,
            @Nullable String signName)
            implements Target {
        /// Copies the contacts.
        public Sms {
            contacts = List.copyOf(contacts);
        }

        @Override
        public Channel channel() {
            return Channel.SMS;
        }
    }

    /// Calls by a voice that reads a template.
    ///
    /// @param contacts phone numbers, each with its country code
    /// @param template the code of a registered template, such as `TTS_1`
    record Voice(String id, DeliveryOptions options, List<String> contacts, String template)
            implements Target {
        /// Copies the contacts.
        public Voice {
            contacts = List.copyOf(contacts);
        }

        @Override
        public Channel channel() {
            return Channel.VOICE;
        }
    }

    /// E-mail.
    ///
    /// @param contacts addresses, such as `ops@example.com`
    /// @param subject null for one that is made of the event
    /// @param html whether the body is HTML rather than plain text
    record Email(
            String id,
            DeliveryOptions options,
            List<String> contacts,
            @Nullable String subject,
            boolean html)
            implements Target {
        /// Copies the contacts.
        public Email {
            contacts = List.copyOf(contacts);
        }

        @Override
        public Channel channel() {
            return Channel.EMAIL;
        }
    }
}

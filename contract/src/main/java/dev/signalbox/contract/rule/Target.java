package dev.signalbox.contract.rule;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Where a rule's events go.
public sealed interface Target {
    /// The id within the rule, 1 to 127 letters, digits, dots, hyphens and underscores.
    String id();

    /// How deliveries to it are handled.
    Handling handling();

    /// What usage calls this kind of target.
    Channel channel();

    /// The places that it counts for in a rule's quota: one, or its contacts.
    default int places() {
        return 1;
    }

    /// This, with each of its secrets changed in the same way.
    default Target withSecrets(UnaryOperator<Sealed> change) {
        return switch (this) {
            case Dingtalk bot ->
                    new Dingtalk(
                            bot.id,
                            bot.handling,
                            change.apply(bot.url),
                            changed(bot.signingKey, change));
            case Wecom bot -> new Wecom(bot.id, bot.handling, change.apply(bot.url));
            case Lark bot ->
                    new Lark(
                            bot.id,
                            bot.handling,
                            change.apply(bot.url),
                            changed(bot.signingKey, change));
            case Http http ->
                    new Http(
                            http.id,
                            http.handling,
                            change.apply(http.url),
                            changed(http.signingKey, change),
                            changed(http.token, change));
            case Sms _, Voice _, Email _ -> this;
        };
    }

    private static @Nullable Sealed changed(@Nullable Sealed secret, UnaryOperator<Sealed> change) {
        return secret == null ? null : change.apply(secret);
    }

    /// A robot of a chat group, which is called at its webhook and answers in the body.
    sealed interface Bot extends Target {
        /// The robot's webhook; sealed, since it holds the robot's token.
        Sealed url();

        /// The key that calls are signed with; null where the robot asks for none.
        @Nullable Sealed signingKey();
    }

    /// A DingTalk custom robot.
    ///
    /// @param url the robot's webhook; sealed, since its query holds the access token
    /// @param signingKey the `SEC…` key of the robot's security settings; null where it asks for
    ///   none
    record Dingtalk(String id, Handling handling, Sealed url, @Nullable Sealed signingKey)
            implements Bot {
        @Override
        public Channel channel() {
            return Channel.DINGTALK;
        }
    }

    /// A WeCom group robot.
    ///
    /// @param url the robot's webhook; sealed, since its query holds the key
    record Wecom(String id, Handling handling, Sealed url) implements Bot {
        /// None: the key in the url is all that WeCom asks for.
        @Override
        public @Nullable Sealed signingKey() {
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
    record Lark(String id, Handling handling, Sealed url, @Nullable Sealed signingKey)
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
            Handling handling,
            Sealed url,
            @Nullable Sealed signingKey,
            @Nullable Sealed token)
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
            Handling handling,
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

        @Override
        public int places() {
            return contacts.size();
        }
    }

    /// Calls by a voice that reads a template.
    ///
    /// @param contacts phone numbers, each with its country code
    /// @param template the code of a registered template, such as `TTS_1`
    record Voice(String id, Handling handling, List<String> contacts, String template)
            implements Target {
        /// Copies the contacts.
        public Voice {
            contacts = List.copyOf(contacts);
        }

        @Override
        public Channel channel() {
            return Channel.VOICE;
        }

        @Override
        public int places() {
            return contacts.size();
        }
    }

    /// E-mail.
    ///
    /// @param contacts addresses, such as `ops@example.com`
    /// @param subject null for one that is made of the event
    /// @param html whether the body is HTML rather than plain text
    record Email(
            String id,
            Handling handling,
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

        @Override
        public int places() {
            return contacts.size();
        }
    }
}

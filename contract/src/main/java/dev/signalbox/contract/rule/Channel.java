package dev.signalbox.contract.rule;

import dev.signalbox.contract.contact.Way;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The kinds of targets, as rules and usage name them.
public enum Channel {
    DINGTALK(Target.Dingtalk.KIND),
    WECOM(Target.Wecom.KIND),
    LARK(Target.Lark.KIND),
    HTTP(Target.Http.KIND),
    SMS(Target.Sms.KIND),
    VOICE(Target.Voice.KIND),
    EMAIL(Target.Email.KIND);

    @SuppressWarnings("ImmutableEnumChecker") // a record of copied lists
    private final TargetKind<?> kind;

    Channel(TargetKind<?> kind) {
        this.kind = kind;
    }

    /// The description of its targets.
    public TargetKind<?> kind() {
        return kind;
    }

    /// The way in which it reaches people; null where its targets have no contacts.
    public @Nullable Way way() {
        return switch (this) {
            case SMS -> Way.SMS;
            case VOICE -> Way.VOICE;
            case EMAIL -> Way.EMAIL;
            case DINGTALK, WECOM, LARK, HTTP -> null;
        };
    }

    /// The retry policy of a rule that names none. Mail waits for hours: a server that does not
    /// know a sender refuses it for some minutes first (greylisting).
    public RetryPolicy usualRetry() {
        return this == EMAIL ? RetryPolicy.EXPONENTIAL_DECAY_RETRY : RetryPolicy.BACKOFF_RETRY;
    }

    /// The name in JSON, such as `http`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The channel of that name in JSON, or null.
    public static @Nullable Channel labelled(String label) {
        for (Channel channel : values()) {
            if (channel.label().equals(label)) {
                return channel;
            }
        }
        return null;
    }
}

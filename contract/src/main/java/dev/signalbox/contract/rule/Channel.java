package dev.signalbox.contract.rule;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The kinds of targets, as rules and usage name them.
public enum Channel {
    DINGTALK,
    WECOM,
    LARK,
    HTTP,
    SMS,
    VOICE,
    EMAIL;

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

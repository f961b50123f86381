package dev.signalbox.contract.rule;

import java.util.Locale;

/// The kinds of targets, as rules and usage name them.
public enum Channel {
    HTTP;

    /// The name in JSON, such as `http`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

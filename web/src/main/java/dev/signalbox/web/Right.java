package dev.signalbox.web;

import java.util.Locale;

/// What a call of the API needs its caller to be allowed, from the least to the most.
public enum Right {
    /// See events, rules, deliveries and everything else, but no bodies of events.
    READ,
    /// See the bodies of events and messages.
    BODIES,
    /// Have things run: redrives, replays, tests of targets; switch rules and targets on and off.
    OPERATE,
    /// Write and delete buses, rules, contacts and quotas.
    CHANGE;

    /// The name that answers and messages have for it, such as `read`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

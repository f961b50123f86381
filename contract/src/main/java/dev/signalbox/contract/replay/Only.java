package dev.signalbox.contract.replay;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which of the matched deliveries a replay makes, by what became of the event before at the same
/// rule, target and contact: live, or in earlier replays.
public enum Only {
    /// All.
    ALL,
    /// Those for which there is no *delivered* outcome.
    MISSING,
    /// Those that were given up: the last final outcome is *dead*.
    FAILED;

    /// The word for it in the API and in records.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The one of that label, or null.
    public static @Nullable Only labelled(String label) {
        for (Only only : values()) {
            if (only.label().equals(label)) {
                return only;
            }
        }
        return null;
    }
}

package dev.signalbox.contract.settings;

import java.time.Duration;
import java.time.format.DateTimeParseException;

/// Durations as settings write them.
final class Durations {
    private Durations() {}

    /// Reads an ISO 8601 duration.
    ///
    /// @throws IllegalArgumentException naming the text, when it is none
    static Duration parse(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an ISO 8601 duration such as PT30S, PT24H or P30D", e);
        }
    }

    /// Reads an ISO 8601 duration longer than nothing.
    ///
    /// @throws IllegalArgumentException naming the text, when it is none
    static Duration parsePositive(String text) {
        Duration duration = parse(text);
        if (!duration.isPositive()) {
            throw new IllegalArgumentException("'" + text + "' is not longer than nothing");
        }
        return duration;
    }
}

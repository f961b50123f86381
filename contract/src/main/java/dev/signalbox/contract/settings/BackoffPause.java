package dev.signalbox.contract.settings;

import java.time.Duration;

/// The shortest and the longest pause before a BACKOFF_RETRY; each pause is drawn between the two.
public record BackoffPause(Duration shortest, Duration longest) {

    /// @throws IllegalArgumentException when the shortest is negative or the longest is shorter
    public BackoffPause {
        if (shortest.isNegative()) {
            throw new IllegalArgumentException("the shortest pause is negative");
        }
        if (longest.compareTo(shortest) < 0) {
            throw new IllegalArgumentException("the longest pause is shorter than the shortest");
        }
    }

    /// Reads two ISO 8601 durations with a slash between them, such as `PT10S/PT20S`.
    ///
    /// @throws IllegalArgumentException when the text has another form
    public static BackoffPause parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("'" + text + "' is not shortest/longest");
        }
        return new BackoffPause(Durations.parse(parts[0]), Durations.parse(parts[1]));
    }
}

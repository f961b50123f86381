package dev.signalbox.notifier.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// Reads `Retry-After`: seconds or an HTTP date (RFC 9110, 10.2.3). Waits longer than a week are
/// cut to a week, which is how long deliveries are kept.
final class RetryAfter {
    static final Duration LONGEST = Duration.ofDays(7);

    private RetryAfter() {}

    /// How long to wait from now; zero where the header is absent, past or unreadable.
    static Duration read(@Nullable String value, Instant now) {
        if (value == null || value.isBlank()) {
            return Duration.ZERO;
        }
        String text = value.strip();
        Duration wait;
        if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            wait = text.length() > 9 ? LONGEST : Duration.ofSeconds(Long.parseLong(text));
        } else {
            try {
                Instant until =
                        ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
                wait = Duration.between(now, until);
            } catch (DateTimeException e) {
                return Duration.ZERO;
            }
        }
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}

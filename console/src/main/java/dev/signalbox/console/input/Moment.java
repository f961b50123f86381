package dev.signalbox.console.input;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A moment as people and programs write it.
public final class Moment {
    /// What a text that is none is told.
    public static final String FORM =
            "must be a time such as 2026-11-21T04:00:00Z, or in milliseconds since 1970";

    private static final Pattern MILLIS = Pattern.compile("[0-9]{1,15}");

    private Moment() {}

    /// The moment that a text names; null when it names none since 1970.
    public static @Nullable Instant of(String text) {
        if (MILLIS.matcher(text).matches()) {
            return Instant.ofEpochMilli(Long.parseLong(text));
        }
        try {
            // A plus that was not escaped in a query has become a space.
            Instant moment = OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
            return moment.isBefore(Instant.EPOCH) ? null : moment;
        } catch (DateTimeException e) {
            return null;
        }
    }
}

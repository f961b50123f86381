package dev.signalbox.web.input;

import dev.signalbox.web.ApiException;
import dev.signalbox.web.call.CallParameters;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A time as people and programs write it: ISO 8601 with an offset, or milliseconds since 1970.
public final class TimeText {
    /// The rule for such a text, for messages about others.
    public static final String EXPECTED =
            "must be a time such as 2026-11-21T04:00:00Z, or in milliseconds since 1970";

    private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");
    private static final Pattern MILLIS = Pattern.compile("[0-9]{1,15}");

    private TimeText() {}

    /// Returns the time that a text names; null when it names none from 1970 to 9999.
    public static @Nullable Instant parse(String text) {
        Instant time = time(text);
        return time == null || time.isBefore(Instant.EPOCH) || !time.isBefore(YEAR_10000)
                ? null
                : time;
    }

    private static @Nullable Instant time(String text) {
        if (MILLIS.matcher(text).matches()) {
            return Instant.ofEpochMilli(Long.parseLong(text));
        }
        try {
            // A plus that was not escaped in a query has become a space.
            return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /// Returns the time in a query parameter.
    ///
    /// @param absent the answer where the parameter is absent
    /// @throws ApiException 400 when the parameter is not a time
    public static Instant parameter(CallParameters call, String name, Instant absent) {
        String text = call.text(name);
        if (text == null) {
            return absent;
        }
        Instant time = parse(text);
        if (time == null) {
            throw CallParameters.invalid(name, EXPECTED);
        }
        return time;
    }
}

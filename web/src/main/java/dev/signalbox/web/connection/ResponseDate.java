package dev.signalbox.web.connection;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The header `Date` of answers, which follows the clock also where it is set back. Helidon's own
/// stands still then, since a timer that waits for the later time makes it.
public final class ResponseDate {
    /// RFC 9110, section 5.6.7: two digits for the day, always in GMT.
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private record Second(long epochSecond, Header header) {}

    private final InstantSource clock;
    private volatile Second last;

    public ResponseDate(InstantSource clock) {
        this.clock = clock;
        last = second(clock.millis() / 1_000);
    }

    /// The header with the time that it is now.
    public Header header() {
        long epochSecond = clock.millis() / 1_000;
        Second second = last;
        if (second.epochSecond() != epochSecond) {
            second = second(epochSecond);
            last = second;
        }
        return second.header();
    }

    private static Second second(long epochSecond) {
        String text = FORM.format(Instant.ofEpochSecond(epochSecond));
        return new Second(epochSecond, HeaderValues.createCached(HeaderNames.DATE, text));
    }
}

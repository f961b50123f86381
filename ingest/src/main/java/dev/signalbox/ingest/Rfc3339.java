package dev.signalbox.ingest;

import io.cloudevents.types.Time;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// Times as CloudEvents has them.
final class Rfc3339 {
    private static final DateTimeFormatter MILLISECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static volatile Formatted last = new Formatted(-1, "");

    private record Formatted(long milliseconds, String text) {}

    private Rfc3339() {}

    /// Whether `io.cloudevents` can read it.
    static boolean isTime(String text) {
        try {
            Time.parseTime(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /// In UTC, with milliseconds: the newer of the two forms that EventBridge writes. Formats a
    /// millisecond once, as many events may come within it.
    static String format(Instant time) {
        Formatted cached = last;
        long milliseconds = time.toEpochMilli();
        if (cached.milliseconds() != milliseconds) {
            cached = new Formatted(milliseconds, MILLISECONDS.format(time));
            last = cached;
        }
        return cached.text();
    }
}

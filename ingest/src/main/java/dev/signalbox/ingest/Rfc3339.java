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

    private record Formatted(long millis, String text) {}

    private Rfc3339() {}

    /// Whether `io.cloudevents` can read it.
    static boolean isTime(String text) {
        if (isPlain(text)) {
            return true;
        }
        try {
            Time.parseTime(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /// Whether it is certainly a time, found without a parser: `yyyy-MM-ddTHH:mm:ss`, digits of a
    /// second or none, `Z` or an offset of hours and minutes. Days beyond the 28th and offsets
    /// beyond 17 hours are left to the parser.
    private static boolean isPlain(String text) {
        int length = text.length();
        if (length < 20
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || text.charAt(10) != 'T'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':'
                || !isBetween(text, 0, 0, 99)
                || !isBetween(text, 2, 0, 99)
                || !isBetween(text, 5, 1, 12)
                || !isBetween(text, 8, 1, 28)
                || !isBetween(text, 11, 0, 23)
                || !isBetween(text, 14, 0, 59)
                || !isBetween(text, 17, 0, 59)) {
            return false;
        }
        int zone = 19;
        if (text.charAt(zone) == '.') {
            do {
                zone++;
            } while (zone < length && text.charAt(zone) >= '0' && text.charAt(zone) <= '9');
            if (zone == 20 || zone > 29 || zone == length) {
                return false;
            }
        }
        return switch (text.charAt(zone)) {
            case 'Z' -> length == zone + 1;
            case '+', '-' ->
                    length == zone + 6
                            && text.charAt(zone + 3) == ':'
                            && isBetween(text, zone + 1, 0, 17)
                            && isBetween(text, zone + 4, 0, 59);
            default -> false;
        };
    }

    /// Whether two digits are there, and their number within bounds.
    private static boolean isBetween(String text, int index, int least, int most) {
        int tens = text.charAt(index) - '0';
        int ones = text.charAt(index + 1) - '0';
        int number = 10 * tens + ones;
        return tens >= 0
                && tens <= 9
                && ones >= 0
                && ones <= 9
                && number >= least
                && number <= most;
    }

    /// In UTC, with milliseconds: the newer of the two forms that EventBridge writes. Formats a
    /// millisecond once, as many events may come within it.
    static String format(Instant time) {
        Formatted cached = last;
        long millis = time.toEpochMilli();
        if (cached.millis() != millis) {
            cached = new Formatted(millis, MILLISECONDS.format(time));
            last = cached;
        }
        return cached.text();
    }
}

package dev.signalbox.ingest;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// Times as CloudEvents has them: RFC 3339, section 5.6.
final class Rfc3339 {
    private static final int MINUTES_OF_DAY = 24 * 60;
    private static final DateTimeFormatter MILLISECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static volatile Formatted last = new Formatted(-1, "");

    private record Formatted(long millis, String text) {}

    private Rfc3339() {}

    /// Whether it is a time: `yyyy-MM-ddTHH:mm:ss`, digits of a second or none, and `Z` or an
    /// offset of hours and minutes; the letters in either case. The second 60 is one at the end of
    /// a month in UTC, where leap seconds are.
    static boolean isTime(String text) {
        if (text.length() < 20
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || (text.charAt(10) | 0x20) != 't'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':'
                || !isDate(text)
                || !isBetween(text, 11, 0, 23)
                || !isBetween(text, 14, 0, 59)
                || !isBetween(text, 17, 0, 60)) {
            return false;
        }
        int zone = endOfFraction(text);
        return zone > 0
                && isZone(text, zone)
                && (two(text, 17) < 60 || isLeapSecond(text, offsetMinutes(text, zone)));
    }

    private static boolean isDate(String text) {
        return isBetween(text, 0, 0, 99)
                && isBetween(text, 2, 0, 99)
                && isBetween(text, 5, 1, 12)
                && isBetween(text, 8, 1, 31)
                && (two(text, 8) <= 28
                        || YearMonth.of(year(text), two(text, 5)).isValidDay(two(text, 8)));
    }

    /// Where the zone begins; -1 where there is none, or a point without digits.
    private static int endOfFraction(String text) {
        int zone = 19;
        if (text.charAt(zone) == '.') {
            do {
                zone++;
            } while (zone < text.length() && text.charAt(zone) >= '0' && text.charAt(zone) <= '9');
            return zone == 20 || zone == text.length() ? -1 : zone;
        }
        return zone;
    }

    private static boolean isZone(String text, int zone) {
        return switch (text.charAt(zone)) {
            case 'Z', 'z' -> text.length() == zone + 1;
            case '+', '-' ->
                    text.length() == zone + 6
                            && text.charAt(zone + 3) == ':'
                            && isBetween(text, zone + 1, 0, 23)
                            && isBetween(text, zone + 4, 0, 59);
            default -> false;
        };
    }

    private static int offsetMinutes(String text, int zone) {
        if (text.length() == zone + 1) {
            return 0;
        }
        int minutes = 60 * two(text, zone + 1) + two(text, zone + 4);
        return text.charAt(zone) == '-' ? -minutes : minutes;
    }

    private static boolean isLeapSecond(String text, int offsetMinutes) {
        int minutes = 60 * two(text, 11) + two(text, 14) - offsetMinutes;
        LocalDate day =
                LocalDate.of(year(text), two(text, 5), two(text, 8))
                        .plusDays(Math.floorDiv(minutes, MINUTES_OF_DAY));
        return Math.floorMod(minutes, MINUTES_OF_DAY) == MINUTES_OF_DAY - 1
                && day.getDayOfMonth() == day.lengthOfMonth();
    }

    private static int year(String text) {
        return 100 * two(text, 0) + two(text, 2);
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

    private static int two(String text, int index) {
        return 10 * (text.charAt(index) - '0') + text.charAt(index + 1) - '0';
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

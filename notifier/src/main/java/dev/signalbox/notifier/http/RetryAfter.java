package dev.signalbox.notifier.http;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How long a target asked to be left alone, by the header of that name (RFC 9110, 10.2.3).
///
/// Understood are seconds, also with a fraction; all three forms of an HTTP date (5.6.7); and what
/// some servers send instead: the time itself, as seconds or milliseconds since 1970, as in e-mail
/// (RFC 5322, 3.3) or in ISO 8601. No pause is longer than [#LONGEST]: a mistaken header must not
/// shut a target for weeks.
///
/// @param pause zero where it did not ask, or for a time that is past
/// @param note says that it asked for a longer pause than it gets; else empty
public record RetryAfter(Duration pause, String note) {
    /// The longest pause: a delivery that waits gives up after a day, unless an operator allows
    /// more.
    static final Duration LONGEST = Duration.ofDays(1);

    /// It did not ask.
    public static final RetryAfter NONE = new RetryAfter(Duration.ZERO, "");

    private static final int LONGEST_SHOWN = 40;
    private static final Pattern NUMBER = Pattern.compile("[0-9]+(?:\\.[0-9]*)?");

    /// The shortest number that is a time since 1970 and no number of seconds from now: 2001.
    private static final BigDecimal FIRST_EPOCH_SECOND = BigDecimal.valueOf(1_000_000_000L);

    private static final BigDecimal FIRST_EPOCH_MILLI = BigDecimal.valueOf(1_000_000_000_000L);
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);

    /// `Sun, 06 Nov 1994 08:49:37 GMT` and `Sunday, 06-Nov-94 08:49:37 GMT`.
    private static final Pattern DATE =
            Pattern.compile(
                    "(?i)(?:[a-z]+, *)?(?<day>[0-9]{1,2})[ -](?<month>[a-z]{3})[ -](?<year>[0-9]{4}|[0-9]{2})"
                            + " +(?<time>[0-9]{2}:[0-9]{2}:[0-9]{2}) +(?:GMT|UTC|(?<zone>[+-][0-9]{4}))");

    private static final Pattern ISO_8601 =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T.+(?:Z|[+-][0-9]{2}:[0-9]{2})");

    /// `Sun Nov 6 08:49:37 1994`.
    private static final Pattern ASCTIME =
            Pattern.compile(
                    "(?i)[a-z]+ +(?<month>[a-z]{3}) +(?<day>[0-9]{1,2})"
                            + " +(?<time>[0-9]{2}:[0-9]{2}:[0-9]{2}) +(?<year>[0-9]{4})");

    private static final List<String> MONTHS =
            List.of(
                    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                    "dec");

    /// Reads the header.
    ///
    /// @param value null where there is none
    static RetryAfter read(@Nullable String value, Instant now) {
        String text = value == null ? "" : value.strip();
        Duration asked = wait(text, now);
        if (asked == null || !asked.isPositive()) {
            return NONE;
        }
        return asked.compareTo(LONGEST) <= 0
                ? new RetryAfter(asked, "")
                : new RetryAfter(
                        LONGEST,
                        "its Retry-After of %s is more than a day, so it pauses for a day"
                                .formatted(
                                        text.length() <= LONGEST_SHOWN
                                                ? text
                                                : text.substring(0, LONGEST_SHOWN) + "…"));
    }

    /// A reason, with the note behind it.
    public String noted(String reason) {
        return note.isEmpty() ? reason : reason + "; " + note;
    }

    private static @Nullable Duration wait(String text, Instant now) {
        if (NUMBER.matcher(text).matches()) {
            return wait(new BigDecimal(text), now);
        }
        try {
            Instant until = time(text, now);
            return until == null ? null : Duration.between(now, until);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /// @throws DateTimeException where the text has the form of a time, and is none
    private static @Nullable Instant time(String text, Instant now) {
        if (ISO_8601.matcher(text).matches()) {
            return OffsetDateTime.parse(text).toInstant();
        }
        Matcher date = DATE.matcher(text);
        if (date.matches()) {
            String zone = date.group("zone");
            return date(date, now).toInstant(zone == null ? ZoneOffset.UTC : ZoneOffset.of(zone));
        }
        Matcher asctime = ASCTIME.matcher(text);
        return asctime.matches() ? date(asctime, now).toInstant(ZoneOffset.UTC) : null;
    }

    private static Duration wait(BigDecimal number, Instant now) {
        if (number.compareTo(FIRST_EPOCH_SECOND) < 0) {
            return duration(number);
        }
        BigDecimal epoch =
                number.compareTo(FIRST_EPOCH_MILLI) < 0 ? number : number.divide(THOUSAND);
        return Duration.between(now, Instant.EPOCH.plus(duration(epoch)));
    }

    private static Duration duration(BigDecimal seconds) {
        BigDecimal most = BigDecimal.valueOf(Integer.MAX_VALUE).multiply(THOUSAND);
        return Duration.ofMillis(
                seconds.min(most)
                        .multiply(THOUSAND)
                        .setScale(0, RoundingMode.CEILING)
                        .longValueExact());
    }

    /// A year of two digits is within the next fifty years, else it is past.
    private static LocalDateTime date(Matcher found, Instant now) {
        int year = Integer.parseInt(found.group("year"));
        if (found.group("year").length() == 2) {
            int thisYear = now.atOffset(ZoneOffset.UTC).getYear();
            year += thisYear - thisYear % 100;
            if (year > thisYear + 50) {
                year -= 100;
            }
        }
        int month = MONTHS.indexOf(found.group("month").toLowerCase(Locale.ROOT)) + 1;
        String time = found.group("time");
        boolean leap = time.endsWith(":60"); // a leap second, which Java has no time for
        return LocalDate.of(year, month, Integer.parseInt(found.group("day")))
                .atTime(LocalTime.parse(leap ? time.replace(":60", ":59") : time))
                .plusSeconds(leap ? 1 : 0);
    }
}

package dev.signalbox.notifier.usage;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;

/// Says which month and day a moment is in, remembering the last answer: most moments are in the
/// same day. For one thread.
final class Months {
    private final ZoneId zone;
    private long from = Long.MAX_VALUE;
    private long to = Long.MIN_VALUE;
    private String day = "";
    private String month = "";

    Months(ZoneId zone) {
        this.zone = zone;
    }

    /// The month, such as `2026-11`.
    ///
    /// @param atMillis milliseconds since the epoch
    String of(long atMillis) {
        find(atMillis);
        return month;
    }

    /// The day, such as `2026-11-21`.
    ///
    /// @param atMillis milliseconds since the epoch
    String day(long atMillis) {
        find(atMillis);
        return day;
    }

    private void find(long atMillis) {
        if (atMillis < from || atMillis >= to) {
            LocalDate date = LocalDate.ofInstant(Instant.ofEpochMilli(atMillis), zone);
            from = date.atStartOfDay(zone).toInstant().toEpochMilli();
            to = date.plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli();
            day = date.toString();
            month = YearMonth.from(date).toString();
        }
    }

    /// The month so many months before.
    static String before(String month, int months) {
        return YearMonth.parse(month).minusMonths(months).toString();
    }
}

package dev.signalbox.notifier.usage;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;

/// Says which month a moment is in, remembering the last answer: most moments are in the same
/// month. For one thread.
final class Months {
    private final ZoneId zone;
    private long from = Long.MAX_VALUE;
    private long to = Long.MIN_VALUE;
    private String name = "";

    Months(ZoneId zone) {
        this.zone = zone;
    }

    /// The month, such as `2026-11`.
    ///
    /// @param atMillis milliseconds since the epoch
    String of(long atMillis) {
        if (atMillis < from || atMillis >= to) {
            YearMonth month = YearMonth.from(Instant.ofEpochMilli(atMillis).atZone(zone));
            from = month.atDay(1).atStartOfDay(zone).toInstant().toEpochMilli();
            to = month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant().toEpochMilli();
            name = month.toString();
        }
        return name;
    }

    /// The month so many months before.
    static String before(String month, int months) {
        return YearMonth.parse(month).minusMonths(months).toString();
    }
}

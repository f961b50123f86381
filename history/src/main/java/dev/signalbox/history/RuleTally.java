package dev.signalbox.history;

import dev.signalbox.contract.rule.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The count of what one rule chooses. Not for several threads.
///
/// Minutes are kept for the newest day only: events come in the order of time, but for some minutes
/// by which clocks differ.
final class RuleTally {
    private static final long MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final int MINUTES = 60;
    private static final long HOURS_KEPT = 24;

    final Rule rule;
    private final Map<Long, Hour> hours = new HashMap<>();
    private final Map<Long, int[]> minutes = new HashMap<>();
    private long newestHour = Long.MIN_VALUE;
    private long matched;
    private long repeated;
    private long peak;
    private long peakMinute = Long.MAX_VALUE;

    private static final class Hour {
        long matched;
        long repeated;
    }

    RuleTally(Rule rule) {
        this.rule = rule;
    }

    /// It chose a record.
    ///
    /// @param first whether the event had not been chosen before
    void count(long acceptedMillis, boolean first) {
        long minute = Math.floorDiv(acceptedMillis, MINUTE_MILLIS);
        long number = Math.floorDiv(minute, MINUTES);
        Hour hour = hours.computeIfAbsent(number, ignored -> new Hour());
        if (first) {
            matched++;
            hour.matched++;
            countMinute(number, minute);
        } else {
            repeated++;
            hour.repeated++;
        }
    }

    private void countMinute(long hour, long minute) {
        if (hour > newestHour) {
            newestHour = hour;
            forgetOldMinutes();
        }
        int[] counts = minutes.computeIfAbsent(hour, ignored -> new int[MINUTES]);
        int count = ++counts[(int) Math.floorMod(minute, (long) MINUTES)];
        if (count > peak || (count == peak && minute < peakMinute)) {
            peak = count;
            peakMinute = minute;
        }
    }

    private void forgetOldMinutes() {
        for (Iterator<Long> kept = minutes.keySet().iterator(); kept.hasNext(); ) {
            if (kept.next() < newestHour - HOURS_KEPT) {
                kept.remove();
            }
        }
    }

    RuleForecast forecast() {
        return RuleForecast.of(rule, matched, repeated, hours(1), peak, peakAt());
    }

    /// The estimate for all, where only a part was read.
    ///
    /// @param factor how many times as large the whole is
    RuleForecast scaled(double factor) {
        return RuleForecast.of(
                rule,
                Math.round(matched * factor),
                Math.round(repeated * factor),
                hours(factor),
                0,
                null);
    }

    private SortedMap<Instant, RuleForecast.Hour> hours(double factor) {
        var byTime = new TreeMap<Instant, RuleForecast.Hour>();
        hours.forEach((number, hour) ->
                byTime.put(
                        HourCount.begin(number),
                        new RuleForecast.Hour(
                                Math.round(hour.matched * factor),
                                Math.round(hour.repeated * factor))));
        return byTime;
    }

    private @Nullable Instant peakAt() {
        return peak == 0 ? null : Instant.ofEpochMilli(peakMinute * MINUTE_MILLIS);
    }
}

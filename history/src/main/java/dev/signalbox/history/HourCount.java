package dev.signalbox.history;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A count by the hour, in UTC. Not for several threads.
final class HourCount {
    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

    private final Map<Long, long[]> hours = new HashMap<>();

    /// One more at that time.
    void count(long millis) {
        hours.computeIfAbsent(Math.floorDiv(millis, HOUR_MILLIS), ignored -> new long[1])[0]++;
    }

    /// When an hour begins.
    ///
    /// @param number hours since the epoch
    static Instant begin(long number) {
        return Instant.ofEpochMilli(number * HOUR_MILLIS);
    }

    /// The counts.
    ///
    /// @param factor what each is multiplied by
    SortedMap<Instant, Long> byTime(double factor) {
        var byTime = new TreeMap<Instant, Long>();
        hours.forEach((number, count) -> byTime.put(begin(number), Math.round(count[0] * factor)));
        return byTime;
    }
}

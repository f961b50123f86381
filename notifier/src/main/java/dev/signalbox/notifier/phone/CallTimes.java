package dev.signalbox.notifier.phone;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// When numbers were called lately, so that none is called more often than the voice service
/// allows: once in a minute, 5 times in an hour, 20 times in 24 hours, failed calls counted.
/// Source: the service's page "Limits" (114035).
///
/// It knows the calls of this process only; the service counts all of them and says so itself.
/// Bounded: of [#NUMBERS] numbers, those not called for the longest time are forgotten first. For
/// any thread.
final class CallTimes {
    /// Numbers that are remembered.
    static final int NUMBERS = 10_000;

    private record Limit(int calls, Duration within) {}

    private static final List<Limit> LIMITS =
            List.of(
                    new Limit(1, Duration.ofMinutes(1)),
                    new Limit(5, Duration.ofHours(1)),
                    new Limit(20, Duration.ofHours(24)));
    private static final int MOST = LIMITS.getLast().calls();

    private final InstantSource clock;

    /// By number, the times of its last calls, the earliest first.
    private final Map<String, ArrayDeque<Instant>> calls = new LinkedHashMap<>(16, 0.75f, true);

    CallTimes(InstantSource clock) {
        this.clock = clock;
    }

    /// Notes a call where it is allowed.
    ///
    /// @return zero where it is; else how long to wait before asking again
    synchronized Duration begin(String number) {
        Instant now = clock.instant();
        ArrayDeque<Instant> times = calls.computeIfAbsent(number, ignored -> new ArrayDeque<>());
        Duration wait = wait(List.copyOf(times), now);
        if (wait.isZero()) {
            times.add(now);
            if (times.size() > MOST) {
                times.remove();
            }
            forget();
        }
        return wait;
    }

    private static Duration wait(List<Instant> times, Instant now) {
        Duration longest = Duration.ZERO;
        for (Limit limit : LIMITS) {
            if (times.size() >= limit.calls()) {
                Instant due = times.get(times.size() - limit.calls()).plus(limit.within());
                Duration wait = Duration.between(now, due);
                longest = wait.compareTo(longest) > 0 ? wait : longest;
            }
        }
        return longest;
    }

    /// Takes back the last call of a number: the service did not get it.
    synchronized void takeBack(String number) {
        ArrayDeque<Instant> times = calls.get(number);
        if (times != null) {
            times.pollLast();
        }
    }

    private void forget() {
        var eldest = calls.keySet().iterator();
        while (calls.size() > NUMBERS) {
            eldest.next();
            eldest.remove();
        }
    }
}

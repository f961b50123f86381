package dev.signalbox.notifier.lane;

import java.util.random.RandomGenerator;

/// Decides whether a target is down: when at least [#FAILURES] attempts in a row failed over at
/// least [#SPAN], and how long it is then left alone: 5 seconds at first, twice as long each time
/// it fails again, a minute at most, a fifth more or less. Times are milliseconds.
///
/// A handful of deliveries makes fewer attempts than that, and so each of them is made.
final class Breaker {
    static final int FAILURES = 20;
    static final long SPAN = 10_000;
    static final long SHORTEST = 5_000;
    static final long LONGEST = 60_000;

    private int failures;
    private long since;
    private long rest;
    private String reason = "";

    /// An attempt failed while the target was thought to be up.
    ///
    /// @return how long it is to be left alone; 0 for not at all
    long failed(long nowMillis, String why, RandomGenerator random) {
        if (failures == 0) {
            since = nowMillis;
        }
        failures++;
        reason = why;
        return failures >= FAILURES && nowMillis - since >= SPAN ? rest(random) : 0;
    }

    /// The probe of a target that is down failed.
    ///
    /// @return how long it is to be left alone from now on
    long failedAgain(String why, RandomGenerator random) {
        reason = why;
        return rest(random);
    }

    private long rest(RandomGenerator random) {
        rest = rest == 0 ? SHORTEST : Math.min(LONGEST, 2 * rest);
        return (long) (rest * random.nextDouble(0.8, 1.2));
    }

    /// The target answered.
    void answered() {
        failures = 0;
        rest = 0;
    }

    /// Whether the last attempt did not fail.
    boolean clear() {
        return failures == 0;
    }

    /// When the first of the failures in a row was.
    long since() {
        return since;
    }

    /// Why the last one failed.
    String reason() {
        return reason;
    }
}

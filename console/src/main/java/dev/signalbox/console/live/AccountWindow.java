package dev.signalbox.console.live;

import dev.signalbox.contract.stats.AgeBuckets;
import dev.signalbox.contract.stats.Counted;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;

/// What was counted of an account in the last ten minutes: in seconds for the rates of now, and in
/// steps of two seconds for the lines of the page.
///
/// Each ring holds the time that a place is for, so that what is older than the ring counts as
/// nothing. Not for several threads.
final class AccountWindow {
    /// How far back it goes.
    static final Duration LENGTH = Duration.ofMinutes(10);

    static final int STEP_SECONDS = 2;
    static final int STEPS = (int) LENGTH.toSeconds() / STEP_SECONDS;
    static final int RATE_SECONDS = 10;

    private static final int AGE_STEPS = 60 / STEP_SECONDS;
    private static final int SECONDS = RATE_SECONDS + 6;
    private static final int KINDS = Counted.values().length;

    private final long[] secondOf = new long[SECONDS];
    private final long[][] inSecond = new long[SECONDS][KINDS];
    private final long[] stepOf = new long[STEPS];
    private final int[][] inStep = new int[STEPS][KINDS];
    private final int[] p99Millis = new int[STEPS];
    private final long[] agesOf = new long[AGE_STEPS];
    private final long[][] ages = new long[AGE_STEPS][];

    AccountWindow() {
        Arrays.fill(secondOf, Long.MIN_VALUE);
        Arrays.fill(stepOf, Long.MIN_VALUE);
        Arrays.fill(agesOf, Long.MIN_VALUE);
    }

    /// Adds what came in the second that ends with a time.
    ///
    /// @param newAges by bucket
    void add(Instant when, Map<Counted, Long> counts, Map<Integer, Long> newAges) {
        long second = when.getEpochSecond();
        int place = place(second, SECONDS);
        if (secondOf[place] < second) {
            secondOf[place] = second;
            Arrays.fill(inSecond[place], 0);
        }
        long step = Math.floorDiv(second, STEP_SECONDS);
        int stepPlace = place(step, STEPS);
        if (stepOf[stepPlace] < step) {
            stepOf[stepPlace] = step;
            Arrays.fill(inStep[stepPlace], 0);
            p99Millis[stepPlace] = -1;
        }
        counts.forEach((what, count) -> {
            if (secondOf[place] == second) {
                inSecond[place][what.place()] += count;
            }
            if (stepOf[stepPlace] == step) {
                inStep[stepPlace][what.place()] += (int) Math.min(count, Integer.MAX_VALUE / 2);
            }
        });
        if (!newAges.isEmpty()) {
            addAges(step, newAges);
        }
    }

    private void addAges(long step, Map<Integer, Long> newAges) {
        int place = place(step, AGE_STEPS);
        if (agesOf[place] > step) {
            return;
        }
        if (agesOf[place] < step) {
            agesOf[place] = step;
            ages[place] = new long[AgeBuckets.COUNT];
        }
        newAges.forEach((bucket, count) -> ages[place][bucket] += count);
        p99Millis[place(step, STEPS)] = (int) AgeBuckets.percentileMillis(ages[place], 0.99);
    }

    /// How many a second there were in the last ten seconds.
    double perSecond(Counted what, Instant now) {
        long last = now.getEpochSecond();
        long sum = 0;
        for (int i = 0; i < SECONDS; i++) {
            if (secondOf[i] > last - RATE_SECONDS && secondOf[i] <= last + 1) {
                sum += inSecond[i][what.place()];
            }
        }
        return Math.round(sum * 10.0 / RATE_SECONDS) / 10.0;
    }

    /// The ages of the last minute, by bucket.
    long[] ages(Instant now) {
        long last = step(now);
        var sum = new long[AgeBuckets.COUNT];
        for (int i = 0; i < AGE_STEPS; i++) {
            if (agesOf[i] > last - AGE_STEPS && agesOf[i] <= last + 1) {
                for (int bucket = 0; bucket < sum.length; bucket++) {
                    sum[bucket] += ages[i][bucket];
                }
            }
        }
        return sum;
    }

    /// How many a second there were in a step.
    double perSecond(Counted what, long step) {
        int place = place(step, STEPS);
        return stepOf[place] == step ? inStep[place][what.place()] / (double) STEP_SECONDS : 0;
    }

    /// The age that 99 of 100 deliveries of a step did not exceed; -1 where there were none.
    int p99Millis(long step) {
        int place = place(step, STEPS);
        return stepOf[place] == step ? p99Millis[place] : -1;
    }

    /// The step that a time is in.
    static long step(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), STEP_SECONDS);
    }

    /// When a step begins.
    static Instant begin(long step) {
        return Instant.ofEpochSecond(step * STEP_SECONDS);
    }

    private static int place(long number, int places) {
        return (int) Math.floorMod(number, (long) places);
    }
}

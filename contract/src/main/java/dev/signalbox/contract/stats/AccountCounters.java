package dev.signalbox.contract.stats;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/// The counters of one account in this process, since its start. Counting allocates nothing; any
/// thread may count, and one reads.
public final class AccountCounters {
    private static final Counted[] ALL = Counted.values();

    private final LongAdder[] counts = new LongAdder[ALL.length];
    private final AtomicLongArray ages = new AtomicLongArray(AgeBuckets.COUNT);

    AccountCounters() {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    /// Counts one.
    public void count(Counted what) {
        counts[what.place()].increment();
    }

    /// Counts the age of an event when a live delivery of it arrived.
    public void aged(Duration age) {
        long seconds = age.toSeconds(); // of any length: milliseconds of a claimed age may overflow
        boolean old = seconds > AgeBuckets.upperMillis(AgeBuckets.COUNT - 1) / 1_000;
        ages.incrementAndGet(old ? AgeBuckets.COUNT - 1 : AgeBuckets.of(age.toMillis()));
    }

    long sum(Counted what) {
        return counts[what.place()].sum();
    }

    long age(int bucket) {
        return ages.get(bucket);
    }
}

package dev.signalbox.contract.stats;

/// The buckets that the ages of deliveries are counted in: from one millisecond to a day, each some
/// 1.2 to 2 times as wide as the one before, and a last one for whatever is older.
///
/// A bucket is named by its number; records name it by its upper bound, so that a later version may
/// have other bounds.
public final class AgeBuckets {
    private static final long[] BOUNDS_MILLIS = {
        1,
        2,
        3,
        4,
        5,
        6,
        8,
        10,
        12,
        15,
        20,
        25,
        30,
        40,
        50,
        70,
        100,
        150,
        200,
        300,
        500,
        700,
        1_000,
        1_500,
        2_000,
        3_000,
        5_000,
        7_000,
        10_000,
        15_000,
        20_000,
        30_000,
        60_000,
        120_000,
        300_000,
        600_000,
        1_800_000,
        3_600_000,
        21_600_000,
        86_400_000
    };

    /// How many there are.
    public static final int COUNT = BOUNDS_MILLIS.length + 1;

    private AgeBuckets() {}

    /// The bucket of an age; of a negative one, as of clocks that differ, the first.
    public static int of(long ageMillis) {
        int low = 0;
        int high = BOUNDS_MILLIS.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ageMillis <= BOUNDS_MILLIS[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /// The longest age of a bucket; of the last one, which has no end, twice its beginning.
    public static long upperMillis(int bucket) {
        return bucket < BOUNDS_MILLIS.length
                ? BOUNDS_MILLIS[bucket]
                : 2 * BOUNDS_MILLIS[BOUNDS_MILLIS.length - 1];
    }

    /// The age that a share of all has not exceeded, by the straight line through its bucket.
    ///
    /// @param counts by bucket
    /// @param share between 0 and 1
    /// @return milliseconds, or -1 where nothing was counted
    public static long percentileMillis(long[] counts, double share) {
        long all = 0;
        for (long count : counts) {
            all += count;
        }
        if (all == 0) {
            return -1;
        }
        double wanted = Math.max(1, share * all);
        long below = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            if (counts[bucket] > 0 && below + counts[bucket] >= wanted) {
                long from = bucket == 0 ? 0 : upperMillis(bucket - 1);
                double part = (wanted - below) / counts[bucket];
                return Math.round(from + part * (upperMillis(bucket) - from));
            }
            below += counts[bucket];
        }
        return upperMillis(counts.length - 1);
    }
}

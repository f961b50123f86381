package dev.signalbox.router.match;

import dev.signalbox.contract.pattern.Comparison;
import dev.signalbox.contract.pattern.Condition;
import dev.signalbox.contract.pattern.Scalar;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/// Ranges of numbers, each filed under a number within it: its center.
///
/// The line of numbers is halved, each half again, and so on: the blocks of each level are half as
/// long as those of the level above. A range is filed under the middle of the smallest block that
/// holds it whole.
///
/// ```
///   level 3   0               │               16     the range 5 to 9 is filed under 8,
///   level 2   0       │       8       │       16     and 9 to 11 under 10
///   level 1   0   │   4   │   8   │   12  │   16
/// ```
///
/// So a number has one center on each level, the middle of its block. Of the ranges filed there,
/// those that begin before it hold a number below the center, and those that end after it one
/// above.
final class RangeTable<R> implements ConditionTable<R> {
    private final Map<Long, Center<R>> centers = new HashMap<>();

    /// How many ranges each level has, and only levels that have some.
    private final Map<Integer, Integer> levels = new TreeMap<>();

    /// Ranges that hold one number.
    private record Center<R>(
            NavigableMap<Long, List<Bucket<R>>> byLow, NavigableMap<Long, List<Bucket<R>>> byHigh) {
        Center() {
            this(new TreeMap<>(), new TreeMap<>());
        }
    }

    /// The ends of a range, rounded to doubles, as places on the line of numbers.
    record Range(long low, long high) {
        private static final long LOWEST = place(Double.NEGATIVE_INFINITY);
        private static final long HIGHEST = place(Double.POSITIVE_INFINITY);

        static Range of(Condition.Numeric numeric) {
            long low = LOWEST;
            long high = HIGHEST;
            for (Comparison comparison : numeric.comparisons()) {
                BigDecimal least = comparison.least();
                BigDecimal greatest = comparison.greatest();
                low = least == null ? low : Math.max(low, place(least.doubleValue()));
                high = greatest == null ? high : Math.min(high, place(greatest.doubleValue()));
            }
            return new Range(low, high);
        }

        /// A number's place among all doubles, counted from the lowest; a place has two doubles.
        static long place(double number) {
            long bits = Double.doubleToLongBits(number + 0.0); // minus zero becomes zero
            return (bits < 0 ? ~bits : bits | Long.MIN_VALUE) >>> 1;
        }

        boolean hasBothEnds() {
            return low != LOWEST && high != HIGHEST;
        }

        boolean isEmpty() {
            return low > high;
        }

        /// The level whose blocks are as long as the smallest that holds the range; 0 where that is
        /// a single place.
        int level() {
            return Long.SIZE - Long.numberOfLeadingZeros(low ^ high);
        }

        /// The middle of that block.
        long center() {
            return center(low, level());
        }

        /// The middle of the block that a place is in.
        static long center(long place, int level) {
            return level == 0 ? place : place >>> level << level | 1L << (level - 1);
        }
    }

    private static Range range(Bucket<?> bucket) {
        return Range.of((Condition.Numeric) bucket.condition);
    }

    @Override
    public void add(Bucket<R> bucket) {
        Range range = range(bucket);
        if (!range.isEmpty()) {
            levels.merge(range.level(), 1, Integer::sum);
            Center<R> center = centers.computeIfAbsent(range.center(), _ -> new Center<>());
            center.byLow.computeIfAbsent(range.low, _ -> new ArrayList<>(1)).add(bucket);
            center.byHigh.computeIfAbsent(range.high, _ -> new ArrayList<>(1)).add(bucket);
        }
    }

    @Override
    public void remove(Bucket<R> bucket) {
        Range range = range(bucket);
        Center<R> center = centers.get(range.center());
        if (range.isEmpty() || center == null) {
            return;
        }
        levels.computeIfPresent(range.level(), (_, ranges) -> ranges == 1 ? null : ranges - 1);
        remove(center.byLow, range.low, bucket);
        remove(center.byHigh, range.high, bucket);
        if (center.byLow.isEmpty()) {
            centers.remove(range.center());
        }
    }

    private void remove(Map<Long, List<Bucket<R>>> byEnd, long end, Bucket<R> bucket) {
        byEnd.computeIfPresent(
                end,
                (_, buckets) -> {
                    buckets.remove(bucket);
                    return buckets.isEmpty() ? null : buckets;
                });
    }

    /// Of a list of numbers, only the nearest to a center on either side are looked at there: what
    /// holds another one holds these too.
    @Override
    public void find(List<Scalar> values, Candidates<R> candidates) {
        var numbers = new TreeMap<Long, List<Scalar>>();
        for (Scalar value : values) {
            BigDecimal number = value.number();
            if (number != null) {
                numbers.computeIfAbsent(Range.place(number.doubleValue()), _ -> new ArrayList<>(1))
                        .add(value);
            }
        }
        Set<Long> seen = new HashSet<>();
        for (long number : numbers.keySet()) {
            for (int level : levels.keySet()) {
                long middle = Range.center(number, level);
                Center<R> center = centers.get(middle);
                if (center != null && seen.add(middle)) {
                    Map.Entry<Long, List<Scalar>> below = numbers.lowerEntry(middle);
                    if (below != null) {
                        center.byLow
                                .headMap(below.getKey(), true)
                                .values()
                                .forEach(found -> add(found, below.getValue(), values, candidates));
                    }
                    Map.Entry<Long, List<Scalar>> above = numbers.ceilingEntry(middle);
                    if (above != null) {
                        center.byHigh
                                .tailMap(above.getKey(), true)
                                .values()
                                .forEach(found -> add(found, above.getValue(), values, candidates));
                    }
                }
            }
        }
    }

    private void add(
            List<Bucket<R>> found,
            List<Scalar> nearest,
            List<Scalar> all,
            Candidates<R> candidates) {
        for (Bucket<R> bucket : found) {
            if (!candidates.addFitting(bucket, nearest)) {
                candidates.addFitting(bucket, all);
            }
        }
    }
}

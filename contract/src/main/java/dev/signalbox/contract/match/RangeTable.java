package dev.signalbox.contract.match;

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

/// Ranges of numbers. For each width that some have, rounded up to a power of two, the line of
/// numbers is cut into blocks of that width: so a range lies in one block or in two neighbours, and
/// a number finds the ranges in its own block. Ranges with one end are in the order of that end.
///
/// ```
///   width 4    │ 0       │ 4       │ 8       │     the range 5 to 7.5 is in block 4,
///                  [──────────]                    and 2 to 5 in the blocks 0 and 4
///   width 8    │ 0                 │ 8       │
/// ```
///
/// Numbers are rounded to doubles here, so those at the ends of a range find it even when they are
/// just outside.
final class RangeTable<R> implements ConditionTable<R> {
    /// The exponents of the smallest and the greatest width, so that no number is looked up more
    /// often. Smaller ranges are in blocks of the smallest width; of wider ones only the low end
    /// counts.
    private static final int SMALLEST = -32;

    private static final int GREATEST = 64;

    private final Map<Integer, Map<Double, List<Filed<R>>>> byWidth = new TreeMap<>();
    private final NavigableMap<Double, List<Filed<R>>> withoutHigh = new TreeMap<>();
    private final NavigableMap<Double, List<Filed<R>>> withoutLow = new TreeMap<>();

    /// The ends of a range, and the rules that are filed under it.
    private record Filed<R>(double low, double high, Bucket<R> bucket) {}

    /// The ends of a range, infinite where it has none.
    record Range(double low, double high) {
        static Range of(Condition.Numeric numeric) {
            double low = Double.NEGATIVE_INFINITY;
            double high = Double.POSITIVE_INFINITY;
            for (Comparison comparison : numeric.comparisons()) {
                BigDecimal least = comparison.least();
                BigDecimal greatest = comparison.greatest();
                low = least == null ? low : Math.max(low, least.doubleValue());
                high = greatest == null ? high : Math.min(high, greatest.doubleValue());
            }
            return new Range(low, high);
        }

        boolean hasBothEnds() {
            return Double.isFinite(low) && Double.isFinite(high);
        }

        /// The exponent of its width, rounded up.
        int width() {
            return Math.max(SMALLEST, Math.getExponent(high - low) + 1);
        }

        boolean isFiledByHigh() {
            return low == Double.NEGATIVE_INFINITY && high != Double.POSITIVE_INFINITY;
        }

        /// Whether it is filed in blocks.
        boolean hasBlocks() {
            return hasBothEnds() && width() <= GREATEST;
        }
    }

    /// The number of the block that a number is in.
    private static double block(double number, int width) {
        return Math.floor(Math.scalb(number, -width)) + 0.0; // minus zero becomes zero
    }

    private static Range range(Bucket<?> bucket) {
        return Range.of((Condition.Numeric) bucket.condition);
    }

    private Map<Double, List<Filed<R>>> openRanges(Range range) {
        return range.isFiledByHigh() ? withoutLow : withoutHigh;
    }

    /// Where a range is filed: one place, or two.
    private static Set<Double> places(Range range) {
        if (range.hasBlocks()) {
            int width = range.width();
            return new HashSet<>(List.of(block(range.low, width), block(range.high, width)));
        }
        return Set.of(range.isFiledByHigh() ? range.high : range.low);
    }

    @Override
    public void add(Bucket<R> bucket) {
        Range range = range(bucket);
        var filed = new Filed<>(range.low, range.high, bucket);
        Map<Double, List<Filed<R>>> table =
                range.hasBlocks()
                        ? byWidth.computeIfAbsent(range.width(), _ -> new HashMap<>())
                        : openRanges(range);
        for (double place : places(range)) {
            table.computeIfAbsent(place, _ -> new ArrayList<>(1)).add(filed);
        }
    }

    @Override
    public void remove(Bucket<R> bucket) {
        Range range = range(bucket);
        var filed = new Filed<>(range.low, range.high, bucket);
        Map<Double, List<Filed<R>>> table =
                range.hasBlocks()
                        ? byWidth.getOrDefault(range.width(), Map.of())
                        : openRanges(range);
        for (double place : places(range)) {
            table.computeIfPresent(
                    place,
                    (_, there) -> {
                        there.remove(filed);
                        return there.isEmpty() ? null : there;
                    });
        }
        if (range.hasBlocks() && table.isEmpty()) {
            byWidth.remove(range.width());
        }
    }

    /// Of a list of numbers, the first within a range represents all of them.
    @Override
    public void find(List<Scalar> values, Candidates<R> candidates) {
        var numbers = new TreeMap<Double, List<Scalar>>();
        for (Scalar value : values) {
            BigDecimal number = value.number();
            if (number != null) {
                numbers.computeIfAbsent(number.doubleValue() + 0.0, _ -> new ArrayList<>(1))
                        .add(value);
            }
        }
        if (numbers.isEmpty()) {
            return;
        }
        byWidth.forEach((width, blocks) -> {
            double before = Double.NaN;
            for (double number : numbers.keySet()) {
                double block = block(number, width);
                if (block != before) {
                    add(blocks.getOrDefault(block, List.of()), numbers, values, candidates);
                    before = block;
                }
            }
        });
        withoutHigh
                .headMap(numbers.lastKey(), true)
                .values()
                .forEach(found -> add(found, numbers, values, candidates));
        withoutLow
                .tailMap(numbers.firstKey(), true)
                .values()
                .forEach(found -> add(found, numbers, values, candidates));
    }

    private void add(
            List<Filed<R>> found,
            NavigableMap<Double, List<Scalar>> numbers,
            List<Scalar> values,
            Candidates<R> candidates) {
        for (Filed<R> filed : found) {
            Map.Entry<Double, List<Scalar>> first = numbers.ceilingEntry(filed.low);
            if (first != null
                    && first.getKey() <= filed.high
                    && !candidates.addFitting(filed.bucket, first.getValue())) {
                candidates.addFitting(filed.bucket, values);
            }
        }
    }
}

package dev.signalbox.router.match;

import dev.signalbox.contract.pattern.Comparison;
import dev.signalbox.contract.pattern.Condition;
import java.math.BigDecimal;

/// The ends of a range, infinite where it has none.
///
/// @param exact whether every number between them fits
record Bounds(double low, double high, boolean exact) {
    static Bounds of(Condition.Numeric numeric) {
        double low = Double.NEGATIVE_INFINITY;
        double high = Double.POSITIVE_INFINITY;
        boolean exact = true;
        for (Comparison comparison : numeric.comparisons()) {
            BigDecimal least = comparison.least();
            BigDecimal greatest = comparison.greatest();
            exact &= least != null || greatest != null;
            low = least == null ? low : Math.max(low, least.doubleValue());
            high = greatest == null ? high : Math.min(high, greatest.doubleValue());
        }
        return new Bounds(low, high, exact);
    }

    boolean isClosed() {
        return low != Double.NEGATIVE_INFINITY && high != Double.POSITIVE_INFINITY;
    }
}

package dev.signalbox.contract.match;

import dev.signalbox.contract.pattern.Scalar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A rule as a [RuleIndex] keeps it.
///
/// @param <R> what it yields
final class IndexedRule<R> {
    final R result;

    /// The field that it is filed under; null where it wants none.
    final @Nullable WantedField anchor;

    final WantedFields others;

    /// Whether only values that fit the anchor lead to the rule.
    private final boolean foundExactly;

    /// Where it is filed: a bucket for each condition of the anchor.
    List<Bucket<R>> buckets = List.of();

    IndexedRule(R result, @Nullable WantedField anchor, WantedFields others) {
        this.result = result;
        this.anchor = anchor;
        this.others = others;
        foundExactly =
                anchor != null && anchor.conditions().stream().allMatch(FieldIndex::isFoundExactly);
    }

    /// Whether a value that led to the rule is enough for its anchor to fit.
    boolean anchorFitsBy(Scalar value) {
        return foundExactly || (anchor != null && anchor.fitsBy(value));
    }
}

package dev.signalbox.contract.match;

import dev.signalbox.contract.pattern.Scalar;
import java.util.List;

/// Conditions of one kind on one field, found by the values that may fit them.
///
/// @param <R> what a rule yields
sealed interface ConditionTable<R>
        permits ExactTable, AffixTable, ContainsTable, RangeTable, NetworkTable, UnsortedTable {
    /// Adds a bucket; its rules may come and go until it is removed.
    void add(Bucket<R> bucket);

    void remove(Bucket<R> bucket);

    /// Adds to the candidates what a field's values fit.
    void find(List<Scalar> values, Candidates<R> candidates);
}

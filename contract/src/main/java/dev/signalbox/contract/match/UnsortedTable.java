package dev.signalbox.contract.match;

import dev.signalbox.contract.pattern.Scalar;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Conditions that nearly every value fits, such as anything but some values: all of them are
/// checked.
final class UnsortedTable<R> implements ConditionTable<R> {
    private final Set<Bucket<R>> all = new LinkedHashSet<>();

    @Override
    public void add(Bucket<R> bucket) {
        all.add(bucket);
    }

    @Override
    public void remove(Bucket<R> bucket) {
        all.remove(bucket);
    }

    @Override
    public void find(List<Scalar> values, Candidates<R> candidates) {
        for (Bucket<R> bucket : all) {
            candidates.addFitting(bucket, values);
        }
    }
}

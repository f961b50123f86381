package dev.signalbox.contract.pattern;

import java.util.List;

/// Finds by a value what has conditions of one kind, without looking at each of them.
abstract sealed class Finder permits HashFinder, Ranges, Exclusions {
    /// How many leads are found by a condition.
    abstract int count(Condition.OfValue key);

    abstract void add(Condition.OfValue key, long lead);

    abstract void remove(Condition.OfValue key, long lead);

    /// Adds the leads whose condition one of the values fits.
    final void find(List<Scalar> values, Hits hits) {
        for (int i = 0; i < values.size(); i++) {
            find(values.get(i), hits);
        }
    }

    /// Adds the leads whose condition a value fits.
    abstract void find(Scalar value, Hits hits);
}

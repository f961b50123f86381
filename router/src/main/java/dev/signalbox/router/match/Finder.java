package dev.signalbox.router.match;

import dev.signalbox.contract.pattern.Condition;

/// Finds by a value what has conditions of one kind, without looking at each of them.
abstract sealed class Finder permits HashFinder, Ranges, Exclusions {
    /// How many leads are found by a condition.
    abstract int count(Condition.OfValue key);

    abstract void add(Condition.OfValue key, long lead);

    abstract void remove(Condition.OfValue key, long lead);

    /// Adds the leads whose condition one of the values fits.
    ///
    /// @param first the first value of a field
    final void findAll(Reading reading, int first, Hits hits) {
        for (int value = first; value >= 0; value = reading.next(value)) {
            find(reading, value, hits);
        }
    }

    /// Adds the leads whose condition a value fits.
    abstract void find(Reading reading, int value, Hits hits);
}

package dev.signalbox.contract.pattern;

/// Finds by a value what is held under conditions of one kind, without looking at each of them.
abstract sealed class Finder permits Exacts, Affixes, Parts, Ranges, Networks, Exclusions {
    /// How many would be found along with one of that key.
    abstract int others(Condition.OfValue key);

    abstract void add(Held held);

    abstract void remove(Held held);

    /// Adds all whose key the value fits, each once, and perhaps a few others.
    abstract void find(Scalar value, Hits hits);
}

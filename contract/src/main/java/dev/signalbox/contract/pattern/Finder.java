package dev.signalbox.contract.pattern;

/// Finds by a value what is held under conditions of one kind, without looking at each of them.
sealed interface Finder permits Exacts, Affixes, Parts, Ranges, Networks, Exclusions {
    /// How many would be found along with one of that key.
    int others(Condition.OfValue key);

    void add(Held held);

    void remove(Held held);

    /// Adds all whose key the value fits, each once, and perhaps a few others.
    void find(Scalar value, Hits hits);
}

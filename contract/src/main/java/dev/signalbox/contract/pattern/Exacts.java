package dev.signalbox.contract.pattern;

/// Exact values, by their texts' hashes.
final class Exacts extends Finder {
    private final Cells cells = new Cells();

    private static int hash(Condition.OfValue key) {
        return ((Condition.Exactly) key).text().hashCode();
    }

    @Override
    int others(Condition.OfValue key) {
        return cells.count(hash(key));
    }

    @Override
    void add(Held held) {
        cells.add(hash(held.key), held);
    }

    @Override
    void remove(Held held) {
        cells.remove(held);
    }

    @Override
    void find(Scalar value, Hits hits) {
        if (value.kind() != Scalar.Kind.NULL) {
            hits.add(cells, value.text().hashCode(), value);
        }
    }
}

package dev.signalbox.contract.pattern;

/// Exact values, by their texts' hashes.
final class Exacts<T> implements Finder<T> {
    private final Cells<T> cells = new Cells<>();

    private static int hash(Condition.OfValue key) {
        return ((Condition.Exactly) key).text().hashCode();
    }

    @Override
    public int others(Condition.OfValue key) {
        return cells.count(hash(key));
    }

    @Override
    public void add(Held<T> held) {
        cells.add(hash(held.key), held);
    }

    @Override
    public void remove(Held<T> held) {
        cells.remove(held);
    }

    @Override
    public void find(Scalar value, Hits<T> hits) {
        if (value.kind() != Scalar.Kind.NULL) {
            hits.add(cells, value.text().hashCode(), value);
        }
    }
}

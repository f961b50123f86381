package dev.signalbox.contract.pattern;

/// Exact values, by their texts' hashes.
final class Exacts implements Finder {
    private final Cells cells = new Cells();

    private static int hash(Condition.OfValue key) {
        return ((Condition.Exactly) key).text().hashCode();
    }

    @Override
    public int others(Condition.OfValue key) {
        return cells.count(hash(key));
    }

    @Override
    public void add(Held held) {
        cells.add(hash(held.key), held);
    }

    @Override
    public void remove(Held held) {
        cells.remove(held);
    }

    @Override
    public void find(Scalar value, Hits hits) {
        if (value.kind() != Scalar.Kind.NULL) {
            hits.add(cells, value.text().hashCode(), value);
        }
    }
}

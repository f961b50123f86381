package dev.signalbox.router.match;

import dev.signalbox.contract.pattern.Condition;
import dev.signalbox.contract.pattern.Scalar;

/// Exact values, by their texts, and null.
final class Exacts extends HashFinder {
    private static final int NULL = -1;

    /// Longer texts are none of them.
    private int longest;

    Exacts(Slots slots) {
        super(slots);
    }

    @Override
    long hash(Condition.OfValue key) {
        if (key instanceof Condition.IsNull) {
            return sealed(Hash.START, NULL);
        }
        HashedText text = HashedText.of(((Condition.Exactly) key).text());
        return sealed(text.piece(0, text.length()), text.length());
    }

    @Override
    void add(Condition.OfValue key, long lead) {
        super.add(key, lead);
        if (key instanceof Condition.Exactly exactly) {
            longest = Math.max(longest, exactly.text().length());
        }
    }

    @Override
    void find(Reading reading, int value, Hits hits) {
        if (reading.kind(value) == Scalar.Kind.NULL) {
            look(Hash.START, NULL, value, hits);
        } else if (reading.length(value) <= longest) {
            HashedText text = hits.hashed(value, 0, reading.length(value));
            look(text.piece(0, text.length()), text.length(), value, hits);
        }
    }
}

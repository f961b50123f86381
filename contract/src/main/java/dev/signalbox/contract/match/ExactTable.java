package dev.signalbox.contract.match;

import dev.signalbox.contract.pattern.Condition;
import dev.signalbox.contract.pattern.Scalar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Exact values by their texts, and null.
final class ExactTable<R> implements ConditionTable<R> {
    private final Map<String, Bucket<R>> byText = new HashMap<>();
    private @Nullable Bucket<R> ofNull;

    @Override
    public void add(Bucket<R> bucket) {
        if (bucket.condition instanceof Condition.Exactly(String text)) {
            byText.put(text, bucket);
        } else {
            ofNull = bucket;
        }
    }

    @Override
    public void remove(Bucket<R> bucket) {
        if (bucket.condition instanceof Condition.Exactly(String text)) {
            byText.remove(text);
        } else {
            ofNull = null;
        }
    }

    @Override
    public void find(List<Scalar> values, Candidates<R> candidates) {
        for (Scalar value : values) {
            Bucket<R> found = value.kind() == Scalar.Kind.NULL ? ofNull : byText.get(value.text());
            if (found != null) {
                candidates.addFitting(found, value);
            }
        }
    }
}

package dev.signalbox.contract.match;

import dev.signalbox.contract.pattern.Condition;
import dev.signalbox.contract.pattern.Scalar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Prefixes or suffixes: for each length that some have, by as much of a value.
final class AffixTable<R> implements ConditionTable<R> {
    /// Longer ones are found by as many characters of them, so that no value is looked up more
    /// often.
    private static final int LONGEST = 64;

    private final boolean atEnd;
    private final Map<Integer, Map<String, Bucket<R>>> byLength = new TreeMap<>();

    /// @param atEnd whether these are suffixes
    AffixTable(boolean atEnd) {
        this.atEnd = atEnd;
    }

    /// The condition that a prefix is found by.
    static Condition key(Condition.Prefix prefix) {
        String text = prefix.text();
        return text.length() <= LONGEST ? prefix : new Condition.Prefix(text.substring(0, LONGEST));
    }

    /// The condition that a suffix is found by.
    static Condition key(Condition.Suffix suffix) {
        String text = suffix.text();
        return text.length() <= LONGEST
                ? suffix
                : new Condition.Suffix(text.substring(text.length() - LONGEST));
    }

    private static String text(Bucket<?> bucket) {
        return bucket.condition instanceof Condition.Prefix(String prefix)
                ? prefix
                : ((Condition.Suffix) bucket.condition).text();
    }

    @Override
    public void add(Bucket<R> bucket) {
        String text = text(bucket);
        byLength.computeIfAbsent(text.length(), _ -> new HashMap<>()).put(text, bucket);
    }

    @Override
    public void remove(Bucket<R> bucket) {
        String text = text(bucket);
        byLength.computeIfPresent(
                text.length(),
                (_, texts) -> {
                    texts.remove(text);
                    return texts.isEmpty() ? null : texts;
                });
    }

    @Override
    public void find(List<Scalar> values, Candidates<R> candidates) {
        for (Scalar value : values) {
            if (value.isText()) {
                find(value, candidates);
            }
        }
    }

    private void find(Scalar value, Candidates<R> candidates) {
        String text = value.text();
        byLength.forEach((length, texts) -> {
            if (length <= text.length()) {
                int from = atEnd ? text.length() - length : 0;
                Bucket<R> found = texts.get(text.substring(from, from + length));
                if (found != null) {
                    candidates.addFitting(found, value);
                }
            }
        });
    }
}

package dev.signalbox.contract.match;

import dev.signalbox.contract.pattern.Condition;
import dev.signalbox.contract.pattern.Scalar;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Texts that a value contains, in a tree that is walked from each character of the value.
final class ContainsTable<R> implements ConditionTable<R> {
    /// Of longer texts only as many characters are in the tree, so that no walk is longer.
    private static final int LONGEST = 64;

    private final TextTree<Bucket<R>> tree = new TextTree<>();

    /// The condition that a contained text is found by.
    static Condition key(Condition.Contains contains) {
        String text = contains.text();
        return text.length() <= LONGEST
                ? contains
                : new Condition.Contains(text.substring(0, LONGEST));
    }

    private static String text(Bucket<?> bucket) {
        return ((Condition.Contains) bucket.condition).text();
    }

    @Override
    public void add(Bucket<R> bucket) {
        tree.put(text(bucket), bucket);
    }

    @Override
    public void remove(Bucket<R> bucket) {
        tree.remove(text(bucket));
    }

    @Override
    public void find(List<Scalar> values, Candidates<R> candidates) {
        Set<Bucket<R>> found = new HashSet<>();
        for (Scalar value : values) {
            if (value.isText()) {
                String text = value.text();
                for (int from = 0; from < text.length(); from++) {
                    tree.find(text, from, found::add);
                }
                found.forEach(bucket -> candidates.addFitting(bucket, value));
                found.clear();
            }
        }
    }
}

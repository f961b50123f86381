package dev.signalbox.router.match;

import dev.signalbox.contract.pattern.Condition;
import dev.signalbox.contract.pattern.Pattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rules, each filed under its anchor: of its fields the one that leads the fewest events to it, as
/// far as its conditions say, and of equals the one that fewer rules are filed under.
///
/// @param <R> what a rule yields
final class RuleIndex<R> {
    private static final Condition ABSENT = new Condition.Exists(false);

    private final FieldTree tree;
    private final List<IndexedRule<R>> wantingNothing = new ArrayList<>();
    private final Map<FieldTree.Field, FieldIndex<R>> byField = new HashMap<>();

    /// The rules that want a field not to be there.
    private final Map<FieldTree.Field, Bucket<R>> byAbsence = new HashMap<>();

    RuleIndex(FieldTree tree) {
        this.tree = tree;
    }

    boolean isEmpty() {
        return wantingNothing.isEmpty() && !looksAtFields();
    }

    /// Whether any rule wants anything of an event.
    boolean looksAtFields() {
        return !byField.isEmpty() || !byAbsence.isEmpty();
    }

    /// Adds a rule.
    ///
    /// @param wanted the fields that must fit
    /// @param result what it yields
    /// @return what to [#remove] it by
    IndexedRule<R> add(List<Pattern.Field> wanted, R result) {
        var others = new ArrayList<WantedField>();
        for (Pattern.Field field : wanted) {
            others.add(tree.use(field));
        }
        WantedField anchor = anchor(others);
        others.remove(anchor);
        var rule = new IndexedRule<>(result, anchor, others);
        if (anchor == null) {
            wantingNothing.add(rule);
        } else {
            rule.buckets =
                    anchor.wanted.wanted().stream()
                            .distinct()
                            .map(condition -> file(rule, anchor.field, condition))
                            .toList();
        }
        return rule;
    }

    private @Nullable WantedField anchor(List<WantedField> fields) {
        WantedField best = null;
        long least = Long.MAX_VALUE;
        for (WantedField field : fields) {
            FieldIndex<R> index = byField.get(field.field);
            long candidates = 0;
            for (Condition condition : field.conditions) {
                candidates += FieldIndex.commonness(condition);
                candidates += index == null ? 0 : index.filedWith(condition);
            }
            if (candidates < least) {
                least = candidates;
                best = field;
            }
        }
        return best;
    }

    private Bucket<R> file(IndexedRule<R> rule, FieldTree.Field field, Condition condition) {
        if (condition.equals(ABSENT)) {
            Bucket<R> bucket = byAbsence.computeIfAbsent(field, _ -> new Bucket<>(ABSENT));
            bucket.rules.add(rule);
            return bucket;
        }
        return byField.computeIfAbsent(field, _ -> new FieldIndex<>()).add(condition, rule);
    }

    /// Removes a rule.
    void remove(IndexedRule<R> rule) {
        WantedField anchor = rule.anchor;
        if (anchor == null) {
            wantingNothing.remove(rule);
            return;
        }
        for (Bucket<R> bucket : rule.buckets) {
            remove(rule, anchor.field, bucket);
        }
        tree.release(anchor);
        rule.others.forEach(tree::release);
    }

    private void remove(IndexedRule<R> rule, FieldTree.Field field, Bucket<R> bucket) {
        if (bucket.condition.equals(ABSENT)) {
            bucket.rules.remove(rule);
            if (bucket.rules.isEmpty()) {
                byAbsence.remove(field);
            }
            return;
        }
        FieldIndex<R> index = byField.get(field);
        if (index != null) {
            index.remove(bucket, rule);
            if (index.isEmpty()) {
                byField.remove(field);
            }
        }
    }

    /// Finds what an event matches.
    void find(EventFields event, List<? super R> matched) {
        for (IndexedRule<R> rule : wantingNothing) {
            matched.add(rule.result);
        }
        if (!looksAtFields()) {
            return;
        }
        var candidates = new Candidates<R>();
        event.forEach((field, values) -> {
            FieldIndex<R> index = byField.get(field);
            if (index != null) {
                index.find(values, candidates);
            }
        });
        byAbsence.forEach((field, bucket) -> {
            if (event.values(field) == null) {
                candidates.addAll(bucket.rules);
            }
        });
        candidates.check(event, matched);
    }
}

package dev.signalbox.contract.match;

import dev.signalbox.contract.pattern.Condition;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.pattern.Scalar;
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
        var fields = new ArrayList<WantedField>();
        for (Pattern.Field field : wanted) {
            fields.add(new WantedField(tree.use(field.path()), field.wanted()));
        }
        int at = anchor(fields);
        WantedField anchor = at < 0 ? null : fields.get(at);
        var others = new ArrayList<>(wanted);
        if (anchor != null) {
            others.remove(at);
        }
        var rule = new IndexedRule<>(result, anchor, tree.share(List.copyOf(others)));
        for (int i = 0; i < fields.size(); i++) {
            if (i != at) {
                tree.release(fields.get(i).field()); // the others have uses of their own
            }
        }
        if (anchor == null) {
            wantingNothing.add(rule);
        } else {
            rule.buckets =
                    anchor.conditions().stream()
                            .distinct()
                            .map(condition -> file(rule, anchor.field(), condition))
                            .toList();
        }
        return rule;
    }

    private int anchor(List<WantedField> fields) {
        int best = -1;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < fields.size(); i++) {
            WantedField field = fields.get(i);
            FieldIndex<R> index = byField.get(field.field());
            long candidates = 0;
            for (Condition condition : field.conditions()) {
                candidates += FieldIndex.commonness(condition);
                candidates += index == null ? 0 : index.filedWith(condition);
            }
            if (candidates < least) {
                least = candidates;
                best = i;
            }
        }
        return best;
    }

    private Bucket<R> file(IndexedRule<R> rule, FieldTree.Field field, Condition condition) {
        if (condition.equals(ABSENT)) {
            Bucket<R> bucket = byAbsence.computeIfAbsent(field, _ -> new Bucket<>(ABSENT));
            bucket.add(rule);
            return bucket;
        }
        return byField.computeIfAbsent(field, _ -> new FieldIndex<>()).add(condition, rule);
    }

    /// Removes a rule.
    void remove(IndexedRule<R> rule) {
        tree.release(rule.others);
        WantedField anchor = rule.anchor;
        if (anchor == null) {
            wantingNothing.remove(rule);
            return;
        }
        for (Bucket<R> bucket : rule.buckets) {
            remove(rule, anchor.field(), bucket);
        }
        tree.release(anchor.field());
    }

    private void remove(IndexedRule<R> rule, FieldTree.Field field, Bucket<R> bucket) {
        if (bucket.condition.equals(ABSENT)) {
            bucket.remove(rule);
            if (bucket.rules().isEmpty()) {
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

    /// Adds the rules whose anchor an event fits.
    void find(EventFields event, Candidates<R> candidates) {
        candidates.addAll(wantingNothing);
        if (byField.size() < event.size()) {
            byField.forEach((field, index) -> find(index, event.values(field), candidates));
        } else {
            event.forEach((field, values) -> find(byField.get(field), values, candidates));
        }
        byAbsence.forEach((field, bucket) -> {
            if (event.values(field) == null) {
                candidates.addAll(bucket.rules());
            }
        });
    }

    private static <R> void find(
            @Nullable FieldIndex<R> index,
            @Nullable List<Scalar> values,
            Candidates<R> candidates) {
        if (index != null && values != null) {
            index.find(values, candidates);
        }
    }
}

package dev.signalbox.contract.match;

import dev.signalbox.contract.pattern.Condition;
import dev.signalbox.contract.pattern.Scalar;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The rules filed under one field, by the conditions they have there: a [ConditionTable] for each
/// kind of condition.
///
/// A condition is found by its key. That is the condition itself; of several that one value must
/// fit, the one that leads the fewest events there; of a long text, its beginning or end.
///
/// @param <R> what a rule yields
final class FieldIndex<R> {
    private static final Condition PRESENT = new Condition.Exists(true);
    private static final long SOME = 1;
    private static final long MANY = 1_000;
    private static final long MOST = 1_000_000;
    private static final int SHORT_TEXT = 3;
    private static final int WIDE_NETWORK = 8;

    private final Map<Condition, Bucket<R>> buckets = new HashMap<>();
    private final Map<Kind, ConditionTable<R>> tables = new EnumMap<>(Kind.class);

    private enum Kind {
        EXACT,
        PREFIX,
        SUFFIX,
        CONTAINS,
        RANGE,
        NETWORK,
        OTHER;

        static Kind of(Condition.OfValue key) {
            return switch (key) {
                case Condition.Exactly _, Condition.IsNull _ -> EXACT;
                case Condition.Prefix _ -> PREFIX;
                case Condition.Suffix _ -> SUFFIX;
                case Condition.Contains _ -> CONTAINS;
                case Condition.Numeric _ -> RANGE;
                case Condition.Cidr _ -> NETWORK;
                case Condition.AnythingBut _, Condition.All _ -> OTHER;
            };
        }
    }

    /// A rough weight of how many events fit a condition, for comparison with others.
    static long commonness(Condition condition) {
        return switch (condition) {
            case Condition.Exactly _, Condition.IsNull _ -> 0;
            case Condition.Prefix prefix -> ofText(prefix.text());
            case Condition.Suffix suffix -> ofText(suffix.text());
            case Condition.Contains contains -> ofText(contains.text());
            case Condition.Cidr cidr -> cidr.bits() < WIDE_NETWORK ? MANY : SOME;
            case Condition.Numeric numeric ->
                    RangeTable.Range.of(numeric).hasBothEnds() ? SOME : MOST;
            case Condition.AnythingBut _ -> MOST;
            case Condition.All all ->
                    all.all().stream().mapToLong(FieldIndex::commonness).min().orElse(MOST);
            case Condition.Exists exists -> exists.wanted() ? 2 * MOST : 3 * MOST;
        };
    }

    private static long ofText(String text) {
        return text.length() < SHORT_TEXT ? MANY : SOME;
    }

    /// Whether a condition is found by the values that fit it and by no others. Else these must be
    /// checked: numbers are rounded, long texts are shortened, and of several conditions only one
    /// is looked up.
    static boolean isFoundExactly(Condition condition) {
        return switch (condition) {
            case Condition.Exists _, Condition.Exactly _, Condition.IsNull _, Condition.Cidr _ ->
                    true;
            case Condition.Prefix prefix -> AffixTable.key(prefix).equals(prefix);
            case Condition.Suffix suffix -> AffixTable.key(suffix).equals(suffix);
            case Condition.Contains contains -> ContainsTable.key(contains).equals(contains);
            case Condition.Numeric _, Condition.AnythingBut _, Condition.All _ -> false;
        };
    }

    /// How many rules are found together with a condition.
    int filedWith(Condition condition) {
        Bucket<R> bucket = buckets.get(key(condition));
        return bucket == null ? 0 : bucket.rules().size();
    }

    private Condition key(Condition condition) {
        return switch (condition) {
            case Condition.Exists exists -> exists;
            case Condition.All all -> {
                Condition.OfValue best = all.all().getFirst();
                for (Condition.OfValue one : all.all()) {
                    if (weight(one) < weight(best)) {
                        best = one;
                    }
                }
                yield key(best);
            }
            case Condition.Prefix prefix -> AffixTable.key(prefix);
            case Condition.Suffix suffix -> AffixTable.key(suffix);
            case Condition.Contains contains -> ContainsTable.key(contains);
            case Condition.Exactly _,
                    Condition.IsNull _,
                    Condition.Numeric _,
                    Condition.Cidr _,
                    Condition.AnythingBut _ ->
                    condition;
        };
    }

    private long weight(Condition.OfValue condition) {
        return commonness(condition) + filedWith(condition);
    }

    /// Files a rule under a condition.
    Bucket<R> add(Condition condition, IndexedRule<R> rule) {
        Condition key = key(condition);
        Bucket<R> bucket = buckets.get(key);
        if (bucket == null) {
            bucket = new Bucket<>(key);
            buckets.put(key, bucket);
            if (key instanceof Condition.OfValue ofValue) {
                tables.computeIfAbsent(Kind.of(ofValue), FieldIndex::table).add(bucket);
            }
        }
        bucket.add(rule);
        return bucket;
    }

    /// Removes a rule from a bucket.
    void remove(Bucket<R> bucket, IndexedRule<R> rule) {
        bucket.remove(rule);
        if (bucket.rules().isEmpty()) {
            buckets.remove(bucket.condition);
            if (bucket.condition instanceof Condition.OfValue ofValue) {
                tables.computeIfAbsent(Kind.of(ofValue), FieldIndex::table).remove(bucket);
            }
        }
    }

    boolean isEmpty() {
        return buckets.isEmpty();
    }

    /// Adds to the candidates the rules with a condition that a field of an event fits.
    ///
    /// @param values the field's values; none where it is an object
    void find(List<Scalar> values, Candidates<R> candidates) {
        Bucket<R> present = buckets.get(PRESENT);
        if (present != null) {
            candidates.addAll(present.rules());
        }
        for (ConditionTable<R> table : tables.values()) {
            table.find(values, candidates);
        }
    }

    private static <R> ConditionTable<R> table(Kind kind) {
        return switch (kind) {
            case EXACT -> new ExactTable<>();
            case PREFIX -> new AffixTable<>(false);
            case SUFFIX -> new AffixTable<>(true);
            case CONTAINS -> new ContainsTable<>();
            case RANGE -> new RangeTable<>();
            case NETWORK -> new NetworkTable<>();
            case OTHER -> new UnsortedTable<>();
        };
    }
}

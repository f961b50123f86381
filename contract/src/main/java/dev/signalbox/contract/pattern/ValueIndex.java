package dev.signalbox.contract.pattern;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Conditions on a value, each with leads of its own, found by the values that fit: a [Finder] for
/// each kind of condition there is.
final class ValueIndex {
    private static final int SHARED_AT_MOST = 1_000;
    private static final Condition.OfValue[] NOTHING = {};

    private @Nullable Held ofNull;
    private final Map<Condition.OfValue, Held> there = new HashMap<>();
    private final Map<Kind, Finder> byKind = new EnumMap<>(Kind.class);

    /// The same, so that they are gone through without looking them up.
    private Finder[] finders = {};

    private final Map<List<Condition.OfValue>, Condition.OfValue[]> shared = new HashMap<>();
    private int given;

    private enum Kind {
        EXACT,
        PREFIX,
        SUFFIX,
        PART,
        RANGE,
        NETWORK,
        EXCLUSION
    }

    /// How well a condition tells values apart: the sharper, the earlier.
    enum Sharpness {
        EXACT,
        SHARP,
        /// Short texts, which many values have.
        BLUNT,
        /// Half of all values fit, or nearly all.
        OPEN
    }

    boolean isEmpty() {
        return ofNull == null && there.isEmpty();
    }

    /// What a condition has, or null.
    @Nullable Leads get(Condition.OfValue condition) {
        if (condition instanceof Condition.IsNull) {
            return ofNull;
        }
        return there.get(condition);
    }

    /// What a condition has, or is now given.
    Leads want(Condition.OfValue condition) {
        Leads before = get(condition);
        if (before != null) {
            return before;
        }
        if (condition instanceof Condition.IsNull) {
            ofNull = new Held(condition, NOTHING, given++);
            return ofNull;
        }
        Condition.OfValue key = rarest(condition);
        var held = new Held(key, besides(condition, key), given++);
        there.put(condition, held);
        finder(key).add(held);
        return held;
    }

    void remove(Condition.OfValue condition) {
        if (condition instanceof Condition.IsNull) {
            ofNull = null;
            return;
        }
        Held held = there.remove(condition);
        if (held != null) {
            finder(held.key).remove(held);
        }
    }

    static Sharpness sharpness(Condition.OfValue condition) {
        return switch (condition) {
            case Condition.Exactly ignored -> Sharpness.EXACT;
            case Condition.IsNull ignored -> Sharpness.EXACT;
            case Condition.Prefix prefix -> sharpness(prefix.text());
            case Condition.Suffix suffix -> sharpness(suffix.text());
            case Condition.Contains contains -> sharpness(contains.text());
            case Condition.Cidr cidr -> cidr.bits() < 8 ? Sharpness.BLUNT : Sharpness.SHARP;
            case Condition.Numeric numeric ->
                    Bounds.of(numeric).isClosed() ? Sharpness.SHARP : Sharpness.OPEN;
            case Condition.AnythingBut ignored -> Sharpness.OPEN;
            case Condition.All all -> sharpness(key(all));
        };
    }

    private static Sharpness sharpness(String text) {
        return text.length() < 3 ? Sharpness.BLUNT : Sharpness.SHARP;
    }

    /// The condition itself, or the sharpest of those that must all fit.
    private static Condition.OfValue key(Condition.OfValue condition) {
        if (!(condition instanceof Condition.All all)) {
            return condition;
        }
        Condition.OfValue sharpest = all.all().getFirst();
        for (Condition.OfValue one : all.all()) {
            if (sharpness(one).compareTo(sharpness(sharpest)) < 0) {
                sharpest = one;
            }
        }
        return sharpest;
    }

    /// The key that leads to the fewest others.
    private Condition.OfValue rarest(Condition.OfValue condition) {
        Condition.OfValue rarest = key(condition);
        if (condition instanceof Condition.All all) {
            Sharpness sharpness = sharpness(rarest);
            for (Condition.OfValue one : all.all()) {
                if (sharpness(one) == sharpness
                        && finder(one).others(one) < finder(rarest).others(rarest)) {
                    rarest = one;
                }
            }
        }
        return rarest;
    }

    @SuppressWarnings("ReferenceEquality")
    private Condition.OfValue[] besides(Condition.OfValue condition, Condition.OfValue key) {
        if (!(condition instanceof Condition.All all)) {
            return NOTHING;
        }
        List<Condition.OfValue> besides = all.all().stream().filter(one -> one != key).toList();
        if (shared.size() >= SHARED_AT_MOST) {
            shared.clear();
        }
        return shared.computeIfAbsent(besides, same -> same.toArray(Condition.OfValue[]::new));
    }

    private Finder finder(Condition.OfValue key) {
        return byKind.computeIfAbsent(
                kind(key),
                kind -> {
                    Finder finder = finder(kind);
                    finders = Arrays.copyOf(finders, finders.length + 1);
                    finders[finders.length - 1] = finder;
                    return finder;
                });
    }

    private static Finder finder(Kind kind) {
        return switch (kind) {
            case EXACT -> new Exacts();
            case PREFIX -> new Affixes(false);
            case SUFFIX -> new Affixes(true);
            case PART -> new Parts();
            case RANGE -> new Ranges();
            case NETWORK -> new Networks();
            case EXCLUSION -> new Exclusions();
        };
    }

    private static Kind kind(Condition.OfValue key) {
        return switch (key) {
            case Condition.Exactly ignored -> Kind.EXACT;
            case Condition.Prefix ignored -> Kind.PREFIX;
            case Condition.Suffix ignored -> Kind.SUFFIX;
            case Condition.Contains ignored -> Kind.PART;
            case Condition.Numeric ignored -> Kind.RANGE;
            case Condition.Cidr ignored -> Kind.NETWORK;
            case Condition.AnythingBut ignored -> Kind.EXCLUSION;
            case Condition.IsNull ignored -> throw new IllegalArgumentException("found by itself");
            case Condition.All ignored -> throw new IllegalArgumentException("found by a part");
        };
    }

    /// Adds what the conditions have that a value fits, each once.
    void find(Scalar value, Hits hits) {
        if (ofNull != null && value.kind() == Scalar.Kind.NULL) {
            hits.add(ofNull, null);
        }
        for (Finder finder : finders) {
            finder.find(value, hits);
        }
    }
}

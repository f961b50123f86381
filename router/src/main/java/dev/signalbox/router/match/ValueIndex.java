package dev.signalbox.router.match;

import dev.signalbox.contract.pattern.Condition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Leads with a condition on a value, found by the values that fit: a [Finder] for each kind of
/// condition there is.
final class ValueIndex {
    private final Slots slots;
    private final Rests rests;
    private final Map<Kind, Finder> byKind = new EnumMap<>(Kind.class);

    /// The same, so that they are gone through without looking them up.
    private Finder[] finders = {};

    private int size;

    ValueIndex(Slots slots, Rests rests) {
        this.slots = slots;
        this.rests = rests;
    }

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
        return size == 0;
    }

    /// How many leads are found along with one of that condition.
    int count(Condition.OfValue condition) {
        return countOf(key(condition));
    }

    private int countOf(Condition.OfValue key) {
        Finder finder = byKind.get(kind(key));
        return finder == null ? 0 : finder.count(key);
    }

    /// Adds a lead.
    ///
    /// @param key the [#key] of its condition; its rest must have what [#besides] says
    void add(Condition.OfValue key, long lead) {
        finder(key).add(key, lead);
        size++;
    }

    void remove(Condition.OfValue key, long lead) {
        finder(key).remove(key, lead);
        size--;
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
            case Condition.All all -> sharpness(sharpest(all));
        };
    }

    private static Sharpness sharpness(String text) {
        return text.length() < 3 ? Sharpness.BLUNT : Sharpness.SHARP;
    }

    /// What a condition is found by: itself, or of those that must all fit the sharpest one, and of
    /// equals the one that the fewest leads are found by.
    Condition.OfValue key(Condition.OfValue condition) {
        Condition.OfValue best = sharpest(condition);
        if (condition instanceof Condition.All all) {
            Sharpness sharpness = sharpness(best);
            for (Condition.OfValue one : all.all()) {
                if (sharpness(one) == sharpness && countOf(one) < countOf(best)) {
                    best = one;
                }
            }
        }
        return best;
    }

    private static Condition.OfValue sharpest(Condition.OfValue condition) {
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

    /// What a value must fit besides when it was found by a key: the others of those that must all
    /// fit, and the key itself where finding it does not tell all of it.
    @SuppressWarnings("ReferenceEquality")
    static List<Condition.OfValue> besides(Condition.OfValue condition, Condition.OfValue key) {
        var besides = new ArrayList<Condition.OfValue>();
        if (condition instanceof Condition.All all) {
            all.all().stream().filter(one -> one != key).forEach(besides::add);
        }
        boolean told =
                switch (key) {
                    case Condition.Prefix prefix -> prefix.text().length() <= Affixes.LONGEST;
                    case Condition.Suffix suffix -> suffix.text().length() <= Affixes.LONGEST;
                    case Condition.Contains part -> part.text().length() <= Parts.LONGEST;
                    case Condition.Numeric numeric -> Bounds.of(numeric).exact();
                    case Condition.Exactly _,
                            Condition.IsNull _,
                            Condition.Cidr _,
                            Condition.AnythingBut _ ->
                            true;
                    case Condition.All _ -> false;
                };
        if (!told) {
            besides.add(key);
        }
        return List.copyOf(besides);
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

    private Finder finder(Kind kind) {
        return switch (kind) {
            case EXACT -> new Exacts(slots);
            case PREFIX -> new Affixes(slots, false);
            case SUFFIX -> new Affixes(slots, true);
            case PART -> new Parts(slots);
            case RANGE -> new Ranges();
            case NETWORK -> new Networks(slots);
            case EXCLUSION -> new Exclusions(slots, rests);
        };
    }

    private static Kind kind(Condition.OfValue key) {
        return switch (key) {
            case Condition.Exactly ignored -> Kind.EXACT;
            case Condition.IsNull ignored -> Kind.EXACT;
            case Condition.Prefix ignored -> Kind.PREFIX;
            case Condition.Suffix ignored -> Kind.SUFFIX;
            case Condition.Contains ignored -> Kind.PART;
            case Condition.Numeric ignored -> Kind.RANGE;
            case Condition.Cidr ignored -> Kind.NETWORK;
            case Condition.AnythingBut ignored -> Kind.EXCLUSION;
            case Condition.All ignored -> throw new IllegalArgumentException("found by a part");
        };
    }

    /// Adds a step for each finder.
    void addTo(Plan plan, FieldTree.Place field) {
        for (Finder finder : finders) {
            plan.add(field, finder);
        }
    }

    /// Adds the leads whose condition a value fits.
    void find(Reading reading, int value, Hits hits) {
        for (Finder finder : finders) {
            finder.find(reading, value, hits);
        }
    }
}

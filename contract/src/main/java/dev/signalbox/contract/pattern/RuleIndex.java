package dev.signalbox.contract.pattern;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the entries that may fit an event, by one field of each: the one that tells most events
/// apart, and of equals the one that fewest others are found by. So an event costs what its own
/// values lead to, however many entries there are. What is found fits in that field; its other
/// fields must still be looked at.
///
/// Entries of which no field tells much apart, such as one that wants anything but a value and
/// nothing else, are found by nearly every event; no index could change that.
///
/// @param <E> what is found; compared by identity
final class RuleIndex<E> {
    private static final long BLUNT = 1_000;
    private static final long OPEN = 1_000_000;
    private static final long PRESENT = 2_000_000;
    private static final long ABSENT = 3_000_000;

    private final Map<FieldTree.Place, AtField<E>> fields = new HashMap<>();
    private final Map<FieldTree.Place, Bucket<E>> absent = new HashMap<>();
    private final Bucket<E> always = new Bucket<>();

    /// The entries that are found by one field.
    private static final class AtField<E> {
        final ValueIndex<Bucket<E>> values = new ValueIndex<>();
        final Bucket<E> present = new Bucket<>();
    }

    /// The field that an entry is best found by, or -1 where it has none.
    ///
    /// @param places where the fields are, in the same order
    int best(List<Pattern.Field> wanted, FieldTree.Place[] places) {
        int best = -1;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < places.length; i++) {
            long cost = cost(wanted.get(i), places[i]);
            if (cost < least) {
                least = cost;
                best = i;
            }
        }
        return best;
    }

    /// Adds an entry that is found by every event.
    void add(E entry) {
        always.add(entry);
    }

    /// Adds an entry that is found by a field.
    void add(E entry, Pattern.Field field, FieldTree.Place place) {
        for (Condition condition : field.wanted()) {
            bucket(condition, place).add(entry);
        }
    }

    private Bucket<E> bucket(Condition condition, FieldTree.Place place) {
        return switch (condition) {
            case Condition.Exists exists ->
                    exists.wanted()
                            ? at(place).present
                            : absent.computeIfAbsent(place, ignored -> new Bucket<>());
            case Condition.OfValue value -> at(place).values.get(value, Bucket::new);
        };
    }

    private AtField<E> at(FieldTree.Place place) {
        return fields.computeIfAbsent(place, ignored -> new AtField<>());
    }

    private long cost(Pattern.Field field, FieldTree.Place place) {
        AtField<E> at = fields.get(place);
        long cost = 0;
        for (Condition condition : field.wanted()) {
            cost +=
                    1
                            + switch (condition) {
                                case Condition.Exists exists -> exists.wanted() ? PRESENT : ABSENT;
                                case Condition.OfValue value -> cost(value, at);
                            };
        }
        return cost;
    }

    private static <E> long cost(Condition.OfValue value, @Nullable AtField<E> at) {
        Bucket<E> others = at == null ? null : at.values.get(value);
        return (others == null ? 0 : others.size())
                + switch (ValueIndex.sharpness(value)) {
                    case EXACT -> 0;
                    case SHARP -> 1;
                    case BLUNT -> BLUNT;
                    case OPEN -> OPEN;
                };
    }

    /// Removes an entry that is found by every event.
    void remove(E entry) {
        always.remove(entry);
    }

    /// Removes an entry that is found by a field.
    void remove(E entry, Pattern.Field field, FieldTree.Place place) {
        for (Condition condition : field.wanted()) {
            Bucket<E> bucket = bucket(condition, place);
            bucket.remove(entry);
            if (bucket.isEmpty()) {
                switch (condition) {
                    case Condition.Exists exists -> {
                        if (!exists.wanted()) {
                            absent.remove(place);
                        }
                    }
                    case Condition.OfValue value -> at(place).values.remove(value);
                }
            }
        }
        AtField<E> at = fields.get(place);
        if (at != null && at.values.isEmpty() && at.present.isEmpty()) {
            fields.remove(place);
        }
    }

    /// Adds the entries that fit in the field they are found by; one that wants several values
    /// there may come several times.
    void find(FieldTree.Reading reading, Hits<Bucket<E>> hits) {
        if (!always.isEmpty()) {
            hits.add(always);
        }
        if (!absent.isEmpty()) {
            absent.forEach((place, entries) -> {
                if (reading.values(place) == null) {
                    hits.add(entries);
                }
            });
        }
        if (fields.size() < reading.size()) {
            fields.forEach((place, at) -> find(at, reading.values(place), hits));
            return;
        }
        for (int i = 0; i < reading.size(); i++) {
            FieldTree.Place place = reading.place(i);
            AtField<E> at = fields.get(place);
            if (at != null) {
                find(at, reading.values(place), hits);
            }
        }
    }

    private static <E> void find(
            AtField<E> at, @Nullable List<Scalar> values, Hits<Bucket<E>> hits) {
        if (values == null) {
            return;
        }
        if (!at.present.isEmpty()) {
            hits.add(at.present);
        }
        for (int i = 0; i < values.size(); i++) {
            at.values.find(values.get(i), hits);
        }
    }
}

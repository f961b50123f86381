package dev.signalbox.contract.pattern;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the entries that may fit an event, by one field of each: the one that tells most events
/// apart, and of equals the one that fewest others are found by. So an event costs what its own
/// values lead to, however many entries there are. What is found fits in that field; its other
/// fields must still be looked at. An entry is any thing, with the rest of what it wants.
///
/// Entries of which no field tells much apart, such as one that wants anything but a value and
/// nothing else, are found by nearly every event; no index could change that.
final class RuleIndex {
    private static final long BLUNT = 1_000;
    private static final long OPEN = 1_000_000;
    private static final long PRESENT = 2_000_000;
    private static final long ABSENT = 3_000_000;

    private final Map<FieldTree.Place, AtField> fields = new HashMap<>();

    /// The same, so that they are gone through without looking them up.
    private final List<AtField> inTurn = new ArrayList<>();

    private final Map<FieldTree.Place, Leads> absent = new HashMap<>();
    private final Leads always = new Leads.Plain();

    /// The entries that are found by one field.
    private static final class AtField {
        final FieldTree.Place place;
        final ValueIndex values = new ValueIndex();
        final Leads present = new Leads.Plain();
        int turn;

        AtField(FieldTree.Place place) {
            this.place = place;
        }

        void find(@Nullable List<Scalar> given, Hits hits) {
            if (given == null) {
                return;
            }
            if (!present.isEmpty()) {
                present.addTo(hits);
            }
            for (int i = 0; i < given.size(); i++) {
                values.find(given.get(i), hits);
            }
        }
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
    void add(Object entry, Rest rest) {
        always.add(entry, rest);
    }

    /// Adds an entry that is found by a field.
    void add(Object entry, Rest rest, Pattern.Field field, FieldTree.Place place) {
        for (Condition condition : field.wanted()) {
            leads(condition, place).add(entry, rest);
        }
    }

    private Leads leads(Condition condition, FieldTree.Place place) {
        return switch (condition) {
            case Condition.Exists exists ->
                    exists.wanted()
                            ? at(place).present
                            : absent.computeIfAbsent(place, ignored -> new Leads.Plain());
            case Condition.OfValue value -> at(place).values.want(value);
        };
    }

    private AtField at(FieldTree.Place place) {
        AtField there = fields.get(place);
        if (there != null) {
            return there;
        }
        var at = new AtField(place);
        at.turn = inTurn.size();
        inTurn.add(at);
        fields.put(place, at);
        return at;
    }

    private void drop(AtField at) {
        fields.remove(at.place);
        AtField last = inTurn.removeLast();
        if (at.turn < inTurn.size()) {
            inTurn.set(at.turn, last);
            last.turn = at.turn;
        }
    }

    private long cost(Pattern.Field field, FieldTree.Place place) {
        AtField at = fields.get(place);
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

    private static long cost(Condition.OfValue value, @Nullable AtField at) {
        Leads others = at == null ? null : at.values.get(value);
        return (others == null ? 0 : others.size())
                + switch (ValueIndex.sharpness(value)) {
                    case EXACT -> 0;
                    case SHARP -> 1;
                    case BLUNT -> BLUNT;
                    case OPEN -> OPEN;
                };
    }

    /// Removes an entry that is found by every event.
    void remove(Object entry, Rest rest) {
        always.remove(entry, rest);
    }

    /// Removes an entry that is found by a field.
    void remove(Object entry, Rest rest, Pattern.Field field, FieldTree.Place place) {
        for (Condition condition : field.wanted()) {
            Leads leads = leads(condition, place);
            leads.remove(entry, rest);
            if (leads.isEmpty()) {
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
        AtField at = fields.get(place);
        if (at != null && at.values.isEmpty() && at.present.isEmpty()) {
            drop(at);
        }
    }

    /// Adds the entries that fit in the field they are found by; one that wants several values
    /// there may come several times.
    void find(FieldTree.Reading reading, Hits hits) {
        if (!always.isEmpty()) {
            always.addTo(hits);
        }
        if (!absent.isEmpty()) {
            absent.forEach((place, entries) -> {
                if (reading.values(place) == null) {
                    entries.addTo(hits);
                }
            });
        }
        if (inTurn.size() <= 2 * reading.size()) {
            for (int i = 0; i < inTurn.size(); i++) {
                AtField at = inTurn.get(i);
                at.find(reading.values(at.place), hits);
            }
            return;
        }
        for (int i = 0; i < reading.size(); i++) {
            FieldTree.Place place = reading.place(i);
            AtField at = fields.get(place);
            if (at != null) {
                at.find(reading.values(place), hits);
            }
        }
    }
}

package dev.signalbox.router.match;

import dev.signalbox.contract.pattern.Condition;
import dev.signalbox.contract.pattern.Pattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the entries that may fit an event, by one field of each: the one that tells most events
/// apart, and of equals the one that fewest others are found by. So an event costs what its own
/// values lead to, however many entries there are. What is found fits in that field; its other
/// fields must still be looked at. An entry has a number, and a [Rest].
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
    private final Slots slots;
    private final Rests rests;

    RuleIndex(Slots slots, Rests rests) {
        this.slots = slots;
        this.rests = rests;
    }

    /// The entries that are found by one field.
    private static final class AtField {
        final FieldTree.Place place;
        final ValueIndex values;
        final Leads present = new Leads();
        int turn;

        AtField(FieldTree.Place place, ValueIndex values) {
            this.place = place;
            this.values = values;
        }

        void find(Reading reading, Hits hits) {
            if (!reading.has(place.number())) {
                return;
            }
            if (!present.isEmpty()) {
                hits.lead(present, Reading.NONE);
            }
            int first = reading.first(place.number());
            for (int value = first; value >= 0; value = reading.next(value)) {
                values.find(reading, value, hits);
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

    /// What a condition is best found by.
    Condition key(Condition condition, FieldTree.Place place) {
        return switch (condition) {
            case Condition.Exists exists -> exists;
            case Condition.OfValue value -> at(place).values.key(value);
        };
    }

    /// Adds an entry that is found by a field.
    void add(int entry, Way way, FieldTree.Place place) {
        long lead = Lead.of(entry, way.rest());
        switch (way.key()) {
            case Condition.Exists exists -> leads(exists, place).add(lead);
            case Condition.OfValue value -> at(place).values.add(value, lead);
        }
    }

    private Leads leads(Condition.Exists exists, FieldTree.Place place) {
        return exists.wanted()
                ? at(place).present
                : absent.computeIfAbsent(place, ignored -> new Leads());
    }

    private AtField at(FieldTree.Place place) {
        AtField there = fields.get(place);
        if (there != null) {
            return there;
        }
        var at = new AtField(place, new ValueIndex(slots, rests));
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
        return (at == null ? 0 : at.values.count(value))
                + switch (ValueIndex.sharpness(value)) {
                    case EXACT -> 0;
                    case SHARP -> 1;
                    case BLUNT -> BLUNT;
                    case OPEN -> OPEN;
                };
    }

    /// Removes an entry that is found by a field.
    void remove(int entry, Way way, FieldTree.Place place) {
        long lead = Lead.of(entry, way.rest());
        switch (way.key()) {
            case Condition.Exists exists -> {
                Leads leads = leads(exists, place);
                leads.remove(lead);
                if (!exists.wanted() && leads.isEmpty()) {
                    absent.remove(place);
                }
            }
            case Condition.OfValue value -> at(place).values.remove(value, lead);
        }
        AtField at = fields.get(place);
        if (at != null && at.values.isEmpty() && at.present.isEmpty()) {
            drop(at);
        }
    }

    /// How many fields entries are found by.
    int fields() {
        return inTurn.size() + absent.size();
    }

    /// Adds what [#find] looks up.
    void addTo(Plan plan) {
        for (AtField at : inTurn) {
            at.values.addTo(plan, at.place);
            if (!at.present.isEmpty()) {
                plan.add(at.place, true, at.present);
            }
        }
        absent.forEach((place, leads) -> plan.add(place, false, leads));
    }

    /// Adds where the entries are that fit in the field they are found by; one that wants several
    /// values there may come several times.
    void find(Reading reading, Hits hits) {
        if (!absent.isEmpty()) {
            absent.forEach((place, entries) -> {
                if (!reading.has(place.number())) {
                    hits.lead(entries, Reading.NONE);
                }
            });
        }
        if (inTurn.size() <= 2 * reading.size()) {
            for (int i = 0; i < inTurn.size(); i++) {
                AtField at = inTurn.get(i);
                at.find(reading, hits);
            }
            return;
        }
        for (int i = 0; i < reading.size(); i++) {
            FieldTree.Place place = reading.place(i);
            AtField at = fields.get(place);
            if (at != null) {
                at.find(reading, hits);
            }
        }
    }
}

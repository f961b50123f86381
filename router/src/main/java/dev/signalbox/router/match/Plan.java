package dev.signalbox.router.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is to be looked up of events of one source and type, in all indexes that have rules for
/// them, in one list: a step for each finder of a field. It is good until the next change of a
/// rule.
final class Plan {
    /// With more, indexes are better asked by what an event has.
    private static final int AT_MOST = 64;

    private int[] fields = new int[8];
    private Finder[] finders = new Finder[8];
    private int steps;

    private final List<Presence> presences = new ArrayList<>();

    /// What is found by a field that is there, or is not.
    private record Presence(int field, boolean there, Leads leads) {}

    private Plan() {}

    /// A plan for indexes, or null where it would be too long.
    static @Nullable Plan of(List<RuleIndex> indexes) {
        var plan = new Plan();
        for (RuleIndex index : indexes) {
            if (index.fields() > AT_MOST) {
                return null;
            }
            index.addTo(plan);
        }
        return plan.steps + plan.presences.size() > AT_MOST ? null : plan;
    }

    /// Adds what is found by the values of a field.
    void add(FieldTree.Place field, Finder finder) {
        if (steps == fields.length) {
            fields = Arrays.copyOf(fields, 2 * steps);
            finders = Arrays.copyOf(finders, 2 * steps);
        }
        fields[steps] = field.number();
        finders[steps++] = finder;
    }

    /// Adds what is found by a field that is there, or is not.
    void add(FieldTree.Place field, boolean there, Leads leads) {
        presences.add(new Presence(field.number(), there, leads));
    }

    /// Adds where the entries are that fit in the field they are found by.
    void find(Reading reading, Hits hits) {
        for (int i = 0; i < steps; i++) {
            finders[i].findAll(reading, reading.first(fields[i]), hits);
        }
        for (int i = 0; i < presences.size(); i++) {
            Presence presence = presences.get(i);
            if (presence.there == reading.has(presence.field)) {
                hits.lead(presence.leads, Reading.NONE);
            }
        }
    }
}

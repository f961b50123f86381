package dev.signalbox.router.match;

import dev.signalbox.contract.pattern.Condition;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.pattern.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The scopes of a machine, found by what an event has of source and type.
final class Scopes<R> {
    private final Slots slots;
    private final Rests rests;
    private final Rest nothing;
    private final Map<List<Pattern.Field>, Scope<R>> there = new HashMap<>();
    private final Numbered<Scope<R>> byNumber = new Numbered<>();
    private final FieldTree envelope = new FieldTree();
    private final FieldTree.Place source = envelope.want(Pattern.SOURCE);
    private final FieldTree.Place type = envelope.want(Pattern.TYPE);
    private final RuleIndex index;

    Scopes(Slots slots, Rests rests) {
        this.slots = slots;
        this.rests = rests;
        nothing = rests.want(List.of(), List.of(), false);
        index = new RuleIndex(slots, rests);
    }

    /// The scope of what is wanted of source and type.
    Scope<R> want(List<Pattern.Field> wanted) {
        Scope<R> scope = there.get(wanted);
        if (scope == null) {
            scope = add(List.copyOf(wanted));
            there.put(scope.wanted.wanted, scope);
        }
        return scope;
    }

    private Scope<R> add(List<Pattern.Field> wanted) {
        var places = new FieldTree.Place[wanted.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = wanted.get(i).path().equals(Pattern.TYPE) ? type : source;
        }
        int foundBy = index.best(wanted, places);
        FieldTree.Place place = foundBy < 0 ? null : places[foundBy];
        var ways = new ArrayList<Way>();
        if (place != null) {
            for (Condition condition : wanted.get(foundBy).wanted()) {
                ways.add(new Way(index.key(condition, place), nothing));
            }
        }
        var content = new RuleIndex(slots, rests);
        var all = new Rest(List.of(), wanted, places, false);
        var scope = new Scope<R>(all, place, List.copyOf(ways), content);
        scope.number = byNumber.add(scope);
        if (place != null) {
            scope.ways.forEach(way -> index.add(scope.number, way, place));
        }
        return scope;
    }

    void remove(Scope<R> scope) {
        there.remove(scope.wanted.wanted);
        FieldTree.Place place = scope.place;
        if (place != null) {
            scope.ways.forEach(way -> index.remove(scope.number, way, place));
        }
        byNumber.remove(scope.number);
    }

    /// The scopes of an event.
    Set<Scope<R>> of(String eventSource, String eventType) {
        var reading = new Reading();
        reading.reach(envelope);
        reading.add(source, Scalar.text(eventSource));
        reading.add(type, Scalar.text(eventType));
        var hits = new Hits();
        hits.begin(rests, reading);
        index.find(reading, hits);
        hits.settle(slots, byNumber);
        Set<Scope<R>> scopes = new LinkedHashSet<>();
        Scope<R> ofAll = there.get(List.of());
        if (ofAll != null) {
            scopes.add(ofAll);
        }
        for (int i = 0; i < hits.size(); i++) {
            Scope<R> scope = byNumber.get(hits.found(i));
            if (scope.wanted.fits(reading, Reading.NONE)) {
                scopes.add(scope);
            }
        }
        return scopes;
    }
}

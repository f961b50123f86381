package dev.signalbox.contract.pattern;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/// Many patterns, matched at once: an event costs about the same whether ten rules listen or a
/// hundred thousand, as long as it meets as many of them. Any thread may match and change; a change
/// of one entry costs microseconds, and is seen by each match wholly or not at all.
///
/// Rules are grouped by their *scope*, what they want of source and type; one index finds the
/// scopes of an event, and the answer is remembered by source and type until the next change. Rules
/// that want nothing else are thereby found without reading the event. Only where a scope has rules
/// with further fields is the event read, and of it those fields alone that some rule looks at. A
/// few such rules are matched directly; where there are many, each scope has an index of its own,
/// which finds those that fit in one field. These are then looked at field by field.
///
/// @param <K> names an entry
/// @param <R> what a match yields
public final class PatternMachine<K, R> {
    private static final int REMEMBERED_AT_MOST = 10_000;

    /// The bit of a tag that says that its rule may be found several times.
    private static final int AGAIN = 1;

    private final StampedLock lock = new StampedLock();
    private final Map<K, Entry<R>> entries = new HashMap<>();
    private final Map<List<Pattern.Field>, Scope<R>> scopes = new HashMap<>();
    private final FieldTree envelope = new FieldTree();
    private final FieldTree.Place source = envelope.want(Pattern.SOURCE);
    private final FieldTree.Place type = envelope.want(Pattern.TYPE);
    private final RuleIndex byEnvelope = new RuleIndex();
    private final Numbered<Scope<R>> scopesByNumber = new Numbered<>();
    private final FieldTree content = new FieldTree();
    private final Map<List<Pattern.Field>, Rest> rests = new HashMap<>();
    private final Numbered<Rest> restsByNumber = new Numbered<>();
    private final Numbered<R> results = new Numbered<>();
    private final AtomicReference<@Nullable Hits> used = new AtomicReference<>();
    private volatile Map<Envelope, Known<R>> remembered = new ConcurrentHashMap<>();

    private record Envelope(String source, String type) {}

    /// What is known of events of one source and type.
    ///
    /// @param found what they match whatever else they hold
    /// @param few the rules that look at more, where they are few
    /// @param scopes where rules look at more, where they are many
    private record Known<R>(List<R> found, @Nullable FewRules<R> few, List<Scope<R>> scopes) {}

    /// Adds an entry, or replaces the one of that key.
    public void put(K key, Pattern pattern, R result) {
        long stamp = lock.writeLock();
        try {
            drop(key);
            var around = new ArrayList<Pattern.Field>();
            var further = new ArrayList<Pattern.Field>();
            for (Pattern.Field field : pattern.fields()) {
                (field.isEnvelope() ? around : further).add(field);
            }
            entries.put(key, add(result, scopeOf(around), further));
        } finally {
            remembered = new ConcurrentHashMap<>();
            lock.unlockWrite(stamp);
        }
    }

    private Scope<R> scopeOf(List<Pattern.Field> wanted) {
        Scope<R> there = scopes.get(wanted);
        if (there != null) {
            return there;
        }
        var places = new FieldTree.Place[wanted.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = wanted.get(i).path().equals(Pattern.TYPE) ? type : source;
        }
        int foundBy = byEnvelope.best(wanted, places);
        var scope = new Scope<R>(List.copyOf(wanted), places, foundBy);
        scope.number = scopesByNumber.add(scope);
        if (foundBy < 0) {
            byEnvelope.add(scope.number, 0);
        } else {
            byEnvelope.add(scope.number, 0, wanted.get(foundBy), places[foundBy]);
        }
        scopes.put(scope.wanted, scope);
        return scope;
    }

    private Entry<R> add(R result, Scope<R> scope, List<Pattern.Field> further) {
        FieldTree.Place[] places = places(further);
        int foundBy = scope.byContent.best(further, places);
        if (foundBy < 0) {
            var entry = new Entry<>(result, scope, null, source, rest(List.of()));
            scope.direct.add(entry);
            return entry;
        }
        Pattern.Field field = further.remove(foundBy);
        var entry = new Entry<>(result, scope, field, places[foundBy], rest(further));
        for (int i = 0; i < places.length; i++) {
            if (i != foundBy) {
                content.release(places[i]); // the rest has its own
            }
        }
        scope.further.add(entry);
        entry.number = results.add(result);
        int again = field.wanted().size() > 1 ? AGAIN : 0;
        scope.byContent.add(entry.number, entry.rest.number << 1 | again, field, entry.place);
        return entry;
    }

    private FieldTree.Place[] places(List<Pattern.Field> fields) {
        return fields.stream()
                .map(field -> content.want(field.path()))
                .toArray(FieldTree.Place[]::new);
    }

    private Rest rest(List<Pattern.Field> wanted) {
        Rest rest = rests.get(wanted);
        if (rest == null) {
            rest = new Rest(List.copyOf(wanted), places(wanted));
            rest.number = restsByNumber.add(rest);
            rests.put(rest.wanted, rest);
        }
        rest.uses++;
        return rest;
    }

    /// Removes an entry, if there is one of that key.
    public void remove(K key) {
        long stamp = lock.writeLock();
        try {
            drop(key);
        } finally {
            remembered = new ConcurrentHashMap<>();
            lock.unlockWrite(stamp);
        }
    }

    private void drop(K key) {
        Entry<R> entry = entries.remove(key);
        if (entry == null) {
            return;
        }
        Scope<R> scope = entry.scope;
        if (entry.field == null) {
            scope.direct.remove(entry);
        } else {
            scope.further.remove(entry);
            scope.byContent.remove(entry.number, entry.field, entry.place);
            results.remove(entry.number);
            content.release(entry.place);
        }
        if (--entry.rest.uses == 0) {
            rests.remove(entry.rest.wanted);
            restsByNumber.remove(entry.rest.number);
            for (FieldTree.Place place : entry.rest.places) {
                content.release(place);
            }
        }
        if (scope.direct.isEmpty() && scope.further.isEmpty()) {
            drop(scope);
        }
    }

    private void drop(Scope<R> scope) {
        scopes.remove(scope.wanted);
        scopesByNumber.remove(scope.number);
        if (scope.foundBy < 0) {
            byEnvelope.remove(scope.number);
        } else {
            byEnvelope.remove(
                    scope.number, scope.wanted.get(scope.foundBy), scope.places[scope.foundBy]);
        }
    }

    /// Finds what an event matches, in no order.
    ///
    /// @param source the event's `source`
    /// @param type the event's `type`
    /// @param event the whole event as JSON; read only where a rule of this source and type looks
    ///   at more
    /// @throws IOException when it had to be read and is not a JSON object
    @SuppressWarnings("ReferenceEquality") // whether it is still the same map
    public List<R> match(String source, String type, byte[] event) throws IOException {
        var around = new Envelope(source, type);
        Map<Envelope, Known<R>> before = remembered;
        Known<R> known = before.get(around);
        if (known != null && known.scopes.isEmpty()) {
            return known.few == null ? known.found : known.few.match(event);
        }
        long stamp = lock.readLock();
        try {
            known = known == null || before != remembered ? know(around) : known;
            if (known.scopes.isEmpty()) {
                return known.few == null ? known.found : known.few.match(event);
            }
            FieldTree.Reading reading = content.read(event);
            Hits spare = used.getAndSet(null);
            Hits hits = spare == null ? new Hits() : spare;
            for (int i = 0; i < known.scopes.size(); i++) {
                known.scopes.get(i).byContent.find(reading, hits);
            }
            hits.settle();
            List<R> found = fitting(hits, reading, known.found);
            hits.clear();
            used.set(hits);
            return found;
        } finally {
            lock.unlockRead(stamp);
        }
    }

    private List<R> fitting(Hits hits, FieldTree.Reading reading, List<R> always) {
        int size = hits.size();
        var found = new ArrayList<R>(always.size() + size);
        if (!always.isEmpty()) {
            found.addAll(always);
        }
        Set<Integer> seen = null;
        for (int i = 0; i < size; i++) {
            int number = hits.number(i);
            int tag = hits.tag(i);
            if (!restsByNumber.get(tag >> 1).fits(reading)) {
                continue;
            }
            if ((tag & AGAIN) != 0 || reading.several()) {
                seen = seen == null ? new HashSet<>() : seen;
                if (!seen.add(number)) {
                    continue;
                }
            }
            found.add(results.get(number));
        }
        return found;
    }

    private Known<R> know(Envelope around) {
        Known<R> known = remembered.get(around);
        if (known != null) {
            return known;
        }
        FieldTree.Reading reading = envelope.blank();
        reading.add(source, Scalar.text(around.source));
        reading.add(type, Scalar.text(around.type));
        Set<Scope<R>> matching = new LinkedHashSet<>();
        var hits = new Hits();
        byEnvelope.find(reading, hits);
        hits.settle();
        for (int i = 0; i < hits.size(); i++) {
            Scope<R> scope = scopesByNumber.get(hits.number(i));
            if (Rest.fit(scope.wanted, scope.places, reading)) {
                matching.add(scope);
            }
        }
        known = know(matching);
        if (remembered.size() >= REMEMBERED_AT_MOST) {
            remembered = new ConcurrentHashMap<>();
        }
        remembered.put(around, known);
        return known;
    }

    private static <R> Known<R> know(Set<Scope<R>> matching) {
        var found = new ArrayList<R>();
        var looking = new ArrayList<Scope<R>>();
        int further = 0;
        for (Scope<R> scope : matching) {
            scope.direct.forEach(entry -> found.add(entry.result));
            if (!scope.further.isEmpty()) {
                looking.add(scope);
                further += scope.further.size();
            }
        }
        List<R> always = List.copyOf(found);
        if (further == 0) {
            return new Known<>(always, null, List.of());
        }
        if (further > FewRules.AT_MOST) {
            return new Known<>(always, null, List.copyOf(looking));
        }
        var results = new ArrayList<R>();
        var rules = new ArrayList<List<Pattern.Field>>();
        for (Scope<R> scope : looking) {
            scope.further.forEach(entry -> {
                results.add(entry.result);
                rules.add(entry.further());
            });
        }
        return new Known<>(always, new FewRules<>(always, results, rules), List.of());
    }
}

package dev.signalbox.router.match;

import dev.signalbox.contract.pattern.Condition;
import dev.signalbox.contract.pattern.Pattern;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

    /// One for each thread, empty between matches: what is made anew for each event drives the
    /// rules out of the processor's cache.
    private static final ThreadLocal<Work> WORK =
            ThreadLocal.withInitial(() -> new Work(new Reading(), new Hits()));

    private final StampedLock lock = new StampedLock();
    private final Map<K, Entry<R>> entries = new HashMap<>();
    private final Slots slots = new Slots();
    private final FieldTree content = new FieldTree();
    private final Rests rests = new Rests(content);
    private final Scopes<R> scopes = new Scopes<>(slots, rests);
    private final Numbered<R> results = new Numbered<>();
    private volatile Map<Envelope, Known<R>> remembered = new ConcurrentHashMap<>();

    /// What a thread matches with.
    private record Work(Reading reading, Hits hits) {}

    private record Envelope(String source, String type) {}

    /// What is known of events of one source and type.
    ///
    /// @param found what they match whatever else they hold
    /// @param few the rules that look at more, where they are few
    /// @param scopes where rules look at more, where they are many
    /// @param plan how these are looked through, unless that is left to them
    private record Known<R>(
            List<R> found, @Nullable FewRules<R> few, List<Scope<R>> scopes, @Nullable Plan plan) {}

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
            entries.put(key, add(result, scopes.want(around), further));
        } finally {
            remembered = new ConcurrentHashMap<>();
            lock.unlockWrite(stamp);
        }
    }

    private Entry<R> add(R result, Scope<R> scope, List<Pattern.Field> further) {
        FieldTree.Place[] places = content.places(further);
        int foundBy = scope.byContent.best(further, places);
        if (foundBy < 0) {
            var entry = new Entry<>(-1, result, scope, null, null, List.of());
            scope.direct.add(entry);
            return entry;
        }
        Pattern.Field field = further.remove(foundBy);
        FieldTree.Place place = places[foundBy];
        var ways = new ArrayList<Way>();
        for (Condition condition : field.wanted()) {
            ways.add(way(condition, scope.byContent.key(condition, place), field, further));
        }
        int number = results.add(result);
        var entry = new Entry<>(number, result, scope, field, place, List.copyOf(ways));
        for (int i = 0; i < places.length; i++) {
            if (i != foundBy) {
                content.release(places[i]); // the rest has its own
            }
        }
        scope.further.add(entry);
        entry.ways.forEach(way -> scope.byContent.add(number, way, place));
        return entry;
    }

    private Way way(
            Condition condition, Condition key, Pattern.Field field, List<Pattern.Field> further) {
        List<Condition.OfValue> besides =
                condition instanceof Condition.OfValue value && key instanceof Condition.OfValue by
                        ? ValueIndex.besides(value, by)
                        : List.of();
        return new Way(key, rests.want(besides, further, field.wanted().size() > 1));
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
        FieldTree.Place place = entry.place;
        if (place == null) {
            scope.direct.remove(entry);
        } else {
            scope.further.remove(entry);
            for (Way way : entry.ways) {
                scope.byContent.remove(entry.number, way, place);
                rests.release(way.rest());
            }
            content.release(place);
            results.remove(entry.number);
        }
        if (scope.direct.isEmpty() && scope.further.isEmpty()) {
            scopes.remove(scope);
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
            return look(known, event);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    private List<R> look(Known<R> known, byte[] event) throws IOException {
        Work work = WORK.get();
        Reading reading = work.reading;
        Hits hits = work.hits;
        try {
            reading.read(event, content);
            hits.begin(rests, reading);
            if (known.plan != null) {
                known.plan.find(reading, hits);
            } else {
                known.scopes.forEach(scope -> scope.byContent.find(reading, hits));
            }
            hits.settle(slots, results);
            return found(hits, known.found);
        } finally {
            hits.clear();
            reading.clear();
        }
    }

    /// Into an array of its own, which takes results without looking at them: they are as far away
    /// as rules, and not needed here.
    @SuppressWarnings("unchecked")
    private List<R> found(Hits hits, List<R> always) {
        int size = hits.size();
        var found = new Object[size + always.size()];
        for (int i = 0; i < size; i++) {
            found[i] = results.get(hits.found(i));
        }
        for (int i = 0; i < always.size(); i++) {
            found[size + i] = always.get(i);
        }
        return (List<R>) Arrays.asList(found);
    }

    private Known<R> know(Envelope around) {
        Known<R> known = remembered.get(around);
        if (known != null) {
            return known;
        }
        known = know(scopes.of(around.source, around.type));
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
            return new Known<>(always, null, List.of(), null);
        }
        if (further > FewRules.AT_MOST) {
            Plan plan = Plan.of(looking.stream().map(scope -> scope.byContent).toList());
            return new Known<>(always, null, List.copyOf(looking), plan);
        }
        var results = new ArrayList<R>();
        var rules = new ArrayList<List<Pattern.Field>>();
        for (Scope<R> scope : looking) {
            scope.further.forEach(entry -> {
                results.add(entry.result);
                rules.add(entry.further());
            });
        }
        return new Known<>(always, new FewRules<>(always, results, rules), List.of(), null);
    }
}

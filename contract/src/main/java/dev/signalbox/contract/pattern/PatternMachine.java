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
import java.util.concurrent.locks.StampedLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Many patterns, matched at once: an event costs about the same whether ten rules listen or a
/// hundred thousand, as long as it meets as many of them. Any thread may match and change; a change
/// of one entry costs microseconds, and is seen by each match wholly or not at all.
///
/// Rules are grouped by their *scope*, what they want of source and type; one index finds the scopes
/// of an event, and the answer is remembered by source and type until the next change. Rules that
/// want nothing else are thereby found without reading the event. Only where a scope has rules with
/// further fields is the event read, and of it those fields alone that some rule looks at. A few
/// such rules are matched directly; where there are many, each scope has an index of its own, which
/// finds those that fit in one field. These are then looked at field by field.
///
/// @param <K> names an entry
/// @param <R> what a match yields
public final class PatternMachine<K, R> {
    private static final int REMEMBERED_AT_MOST = 10_000;

    private final StampedLock lock = new StampedLock();
    private final Map<K, Entry<R>> entries = new HashMap<>();
    private final Map<List<Pattern.Field>, Scope<R>> scopes = new HashMap<>();
    private final FieldTree envelope = new FieldTree();
    private final FieldTree.Place source = envelope.want(Pattern.SOURCE);
    private final FieldTree.Place type = envelope.want(Pattern.TYPE);
    private final RuleIndex<Scope<R>> byEnvelope = new RuleIndex<>();
    private final FieldTree content = new FieldTree();
    private volatile Map<Envelope, Known<R>> remembered = new ConcurrentHashMap<>();

    private record Envelope(String source, String type) {}

    /// What is known of events of one source and type.
    ///
    /// @param found what they match whatever else they hold
    /// @param few the rules that look at more, where they are few
    /// @param scopes where rules look at more, where they are many
    private record Known<R>(
            List<R> found, @Nullable FewRules<R> few, List<Scope<R>> scopes) {}

    private static final class Scope<R> {
        final List<Pattern.Field> wanted;
        final FieldTree.Place[] places;
        final int foundBy;
        final Bucket<Entry<R>> direct = new Bucket<>();
        final Bucket<Entry<R>> further = new Bucket<>();
        final RuleIndex<Entry<R>> byContent = new RuleIndex<>();

        Scope(
                List<Pattern.Field> wanted,
                FieldTree.Place[] places,
                RuleIndex<Scope<R>> byEnvelope) {
            this.wanted = wanted;
            this.places = places;
            foundBy = byEnvelope.add(this, wanted, places);
        }
    }

    private static final class Entry<R> {
        final R result;
        final Scope<R> scope;
        final List<Pattern.Field> further;
        final FieldTree.Place[] places;
        int foundBy;

        Entry(
                R result,
                Scope<R> scope,
                List<Pattern.Field> further,
                FieldTree.Place[] places) {
            this.result = result;
            this.scope = scope;
            this.further = further;
            this.places = places;
        }

        /// Whether the index may find it twice in one event.
        boolean comesAgain(FieldTree.Reading reading) {
            return reading.several() || (foundBy >= 0 && further.get(foundBy).wanted().size() > 1);
        }
    }

    /// Whether all fields fit but for one that is known to.
    private static boolean fit(
            List<Pattern.Field> wanted,
            FieldTree.Place[] places,
            int known,
            FieldTree.Reading reading) {
        for (int i = 0; i < places.length; i++) {
            if (i != known && !wanted.get(i).fits(reading.values(places[i]))) {
                return false;
            }
        }
        return true;
    }

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
            Scope<R> scope = scopes.get(around);
            if (scope == null) {
                scope = scope(List.copyOf(around));
                scopes.put(scope.wanted, scope);
            }
            var places = new FieldTree.Place[further.size()];
            for (int i = 0; i < places.length; i++) {
                places[i] = content.want(further.get(i).path());
            }
            var entry = new Entry<>(result, scope, List.copyOf(further), places);
            entries.put(key, entry);
            if (further.isEmpty()) {
                scope.direct.add(entry);
            } else {
                scope.further.add(entry);
                entry.foundBy = scope.byContent.add(entry, entry.further, places);
            }
        } finally {
            remembered = new ConcurrentHashMap<>();
            lock.unlockWrite(stamp);
        }
    }

    private Scope<R> scope(List<Pattern.Field> wanted) {
        var places = new FieldTree.Place[wanted.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = wanted.get(i).path().equals(Pattern.TYPE) ? type : source;
        }
        return new Scope<>(wanted, places, byEnvelope);
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
        if (entry.further.isEmpty()) {
            scope.direct.remove(entry);
        } else {
            scope.further.remove(entry);
            scope.byContent.remove(entry, entry.further, entry.places, entry.foundBy);
            for (FieldTree.Place place : entry.places) {
                content.release(place);
            }
        }
        if (scope.direct.isEmpty() && scope.further.isEmpty()) {
            scopes.remove(scope.wanted);
            byEnvelope.remove(scope, scope.wanted, scope.places, scope.foundBy);
        }
    }

    /// Finds what an event matches, in no order.
    ///
    /// @param source the event's `source`
    /// @param type the event's `type`
    /// @param event the whole event as JSON; read only where a rule of this source and type looks
    ///   at more
    /// @throws IOException when it had to be read and is not a JSON object
    public List<R> match(String source, String type, byte[] event) throws IOException {
        var around = new Envelope(source, type);
        Known<R> known = remembered.get(around);
        if (known != null && known.scopes.isEmpty()) {
            return known.few == null ? known.found : known.few.match(event);
        }
        long stamp = lock.readLock();
        try {
            known = know(around);
            if (known.scopes.isEmpty()) {
                return known.few == null ? known.found : known.few.match(event);
            }
            FieldTree.Reading reading = content.read(event);
            var found = new ArrayList<>(known.found);
            Set<Entry<R>> seen = new HashSet<>();
            Consumer<Entry<R>> check = entry -> {
                if (fit(entry.further, entry.places, entry.foundBy, reading)
                        && (!entry.comesAgain(reading) || seen.add(entry))) {
                    found.add(entry.result);
                }
            };
            for (Scope<R> scope : known.scopes) {
                scope.byContent.find(reading, check);
            }
            return found;
        } finally {
            lock.unlockRead(stamp);
        }
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
        byEnvelope.find(
                reading,
                scope -> {
                    if (fit(scope.wanted, scope.places, scope.foundBy, reading)) {
                        matching.add(scope);
                    }
                });
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
                rules.add(entry.further);
            });
        }
        return new Known<>(always, new FewRules<>(always, results, rules), List.of());
    }
}

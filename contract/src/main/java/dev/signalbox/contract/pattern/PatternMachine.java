package dev.signalbox.contract.pattern;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/// Many patterns, matched at once: an event costs the same whether ten rules listen or a hundred
/// thousand. Any thread may match and change; a change of one entry costs microseconds, and is seen
/// by each match wholly or not at all.
///
/// Two indexes share the work. Rules are grouped by their *scope*, what they want of source and
/// type; the first index finds the scopes of an event, and the answer is remembered by source and
/// type until the next change. Rules that want nothing else are thereby found without reading the
/// event. Only where a scope has rules with further fields is the event read, and of it those
/// fields alone. A few such rules are matched directly; where there are many, the second index is
/// asked for those that may fit. An index lets more through than fits, so what it finds is looked
/// at again, field by field.
///
/// @param <K> names an entry
/// @param <R> what a match yields
public final class PatternMachine<K, R> {
    private static final int REMEMBERED_AT_MOST = 10_000;

    private final StampedLock lock = new StampedLock();
    private final Map<K, Entry<R>> entries = new HashMap<>();
    private final Map<List<Pattern.Field>, Scope<R>> scopes = new HashMap<>();
    private final RuleIndex<Scope<R>> byEnvelope = new RuleIndex<>();
    private final RuleIndex<Entry<R>> byContent = new RuleIndex<>();
    private volatile Map<Envelope, Known<R>> remembered = new ConcurrentHashMap<>();

    private record Envelope(String source, String type) {}

    /// What is known of events of one source and type.
    ///
    /// @param found what they match whatever else they hold
    /// @param few the rules that look at more, where they are few
    /// @param scopes where rules look at more, where they are many
    /// @param fields what to look at, where they are many
    private record Known<R>(
            List<R> found,
            @Nullable FewRules<R> few,
            Set<Scope<R>> scopes,
            @Nullable FieldTree fields) {}

    private static final class Scope<R> {
        final List<Pattern.Field> wanted;
        final Set<Entry<R>> direct = new HashSet<>();
        final Set<Entry<R>> further = new HashSet<>();
        final Map<FieldTree.Look, Integer> looks = new HashMap<>();
        int entries;

        Scope(List<Pattern.Field> wanted) {
            this.wanted = wanted;
        }

        boolean fits(Envelope envelope) {
            for (Pattern.Field field : wanted) {
                boolean type = field.path().getFirst().equals("type");
                String text = type ? envelope.type : envelope.source;
                if (!field.fits(List.of(Scalar.text(text)))) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final class Entry<R> {
        final R result;
        final Scope<R> scope;
        final List<Pattern.Field> further;
        final List<FieldTree.Look> looks = new ArrayList<>();
        final List<Check> checks = new ArrayList<>();

        Entry(R result, Scope<R> scope, List<Pattern.Field> further) {
            this.result = result;
            this.scope = scope;
            this.further = further;
        }

        boolean fits(FieldTree.Reading reading) {
            for (int i = 0; i < checks.size(); i++) {
                Check check = checks.get(i);
                if (!check.field.fits(reading.values(check.name))) {
                    return false;
                }
            }
            return true;
        }
    }

    /// A field that the index leaves to be looked at.
    private record Check(String name, Pattern.Field field) {}

    /// Adds an entry, or replaces the one of that key.
    public void put(K key, Pattern pattern, R result) {
        long stamp = lock.writeLock();
        try {
            drop(key);
            var envelope = new ArrayList<Pattern.Field>();
            var further = new ArrayList<Pattern.Field>();
            for (Pattern.Field field : pattern.fields()) {
                (FieldName.isEnvelope(field.path()) ? envelope : further).add(field);
            }
            Scope<R> scope = scopes.get(envelope);
            if (scope == null) {
                scope = new Scope<>(envelope);
                scopes.put(envelope, scope);
                byEnvelope.add(scope, envelope);
            }
            var entry = new Entry<>(result, scope, further);
            entries.put(key, entry);
            scope.entries++;
            if (further.isEmpty()) {
                scope.direct.add(entry);
            } else {
                scope.further.add(entry);
                addContent(entry, pattern.fields());
            }
        } finally {
            remembered = new ConcurrentHashMap<>();
            lock.unlockWrite(stamp);
        }
    }

    private void addContent(Entry<R> entry, List<Pattern.Field> all) {
        Pattern.Field sure = byContent.add(entry, all);
        for (Pattern.Field field : entry.further) {
            Sieve sieve = Sieve.of(field);
            var look = new FieldTree.Look(field.path(), sieve.extras());
            entry.looks.add(look);
            entry.scope.looks.merge(look, 1, Integer::sum);
            if (!field.equals(sure)) {
                entry.checks.add(new Check(FieldName.of(field.path()), field));
            }
        }
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
            byContent.remove(entry);
            scope.further.remove(entry);
            for (FieldTree.Look look : entry.looks) {
                scope.looks.computeIfPresent(look, (l, uses) -> uses == 1 ? null : uses - 1);
            }
        }
        if (--scope.entries == 0) {
            scopes.remove(scope.wanted);
            byEnvelope.remove(scope);
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
        var envelope = new Envelope(source, type);
        Known<R> known = remembered.get(envelope);
        if (known != null && known.fields == null) {
            return known.few == null ? known.found : known.few.match(event);
        }
        long stamp = lock.readLock();
        try {
            known = know(envelope);
            if (known.fields == null) {
                return known.few == null ? known.found : known.few.match(event);
            }
            FieldTree.Reading reading = known.fields.read(event);
            var found = new ArrayList<>(known.found);
            Set<Scope<R>> inScope = known.scopes;
            byContent.find(
                    reading.flat(source, type),
                    entry -> {
                        if (inScope.contains(entry.scope) && entry.fits(reading)) {
                            found.add(entry.result);
                        }
                    });
            return found;
        } finally {
            lock.unlockRead(stamp);
        }
    }

    private Known<R> know(Envelope envelope) {
        Known<R> known = remembered.get(envelope);
        if (known != null) {
            return known;
        }
        var matching = new ArrayList<Scope<R>>();
        byEnvelope.find(
                FieldTree.flat(envelope.source, envelope.type),
                scope -> {
                    if (scope.fits(envelope)) {
                        matching.add(scope);
                    }
                });
        known = know(matching);
        if (remembered.size() >= REMEMBERED_AT_MOST) {
            remembered = new ConcurrentHashMap<>();
        }
        remembered.put(envelope, known);
        return known;
    }

    private static <R> Known<R> know(List<Scope<R>> matching) {
        var found = new ArrayList<R>();
        int further = 0;
        for (Scope<R> scope : matching) {
            scope.direct.forEach(entry -> found.add(entry.result));
            further += scope.further.size();
        }
        List<R> always = List.copyOf(found);
        if (further == 0) {
            return new Known<>(always, null, Set.of(), null);
        }
        if (further <= FewRules.AT_MOST) {
            var results = new ArrayList<R>();
            var rules = new ArrayList<List<Pattern.Field>>();
            for (Scope<R> scope : matching) {
                for (Entry<R> entry : scope.further) {
                    results.add(entry.result);
                    rules.add(entry.further);
                }
            }
            return new Known<>(always, new FewRules<>(always, results, rules), Set.of(), null);
        }
        Set<Scope<R>> scopes = Collections.newSetFromMap(new IdentityHashMap<>());
        scopes.addAll(matching);
        var looks = new HashSet<FieldTree.Look>();
        matching.forEach(scope -> looks.addAll(scope.looks.keySet()));
        return new Known<>(always, null, scopes, new FieldTree(looks));
    }
}

package dev.signalbox.contract.pattern;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
/// Two machines share the work. Rules are grouped by their *scope*, what they want of source and
/// type; the first machine finds the scopes of an event, and the answer is remembered by source and
/// type until the next change. Rules that want nothing else are thereby found without reading the
/// event. Only where a scope has rules with further fields is the event read, and of it those
/// fields alone. A few such rules are matched directly; where there are many, the second machine
/// finds them, which holds all rules with further fields.
///
/// @param <K> names an entry
/// @param <R> what a match yields
public final class PatternMachine<K, R> {
    private static final int REMEMBERED_AT_MOST = 10_000;

    private final StampedLock lock = new StampedLock();
    private final Map<K, Entry<R>> entries = new HashMap<>();
    private final Map<List<Pattern.Field>, Scope<R>> scopes = new HashMap<>();
    private final Ruler<Scope<R>> byEnvelope = new Ruler<>();
    private final Ruler<Entry<R>> byContent = new Ruler<>();
    private volatile Map<Envelope, Known<R>> remembered = new ConcurrentHashMap<>();

    private record Envelope(String source, String type) {}

    /// What is known of events of one source and type.
    ///
    /// @param found what they match whatever else they hold
    /// @param few the rules that look at more, where they are few
    /// @param fields what to look at, where they are many
    private record Known<R>(List<R> found, @Nullable FewRules<R> few, @Nullable FieldTree fields) {}

    private static final class Scope<R> {
        final List<Pattern.Field> wanted;
        final Set<Entry<R>> direct = new HashSet<>();
        final Set<Entry<R>> further = new HashSet<>();
        final Map<List<String>, Integer> paths = new HashMap<>();
        int entries;

        Scope(List<Pattern.Field> wanted) {
            this.wanted = wanted;
        }
    }

    private static final class Entry<R> {
        final R result;
        final Scope<R> scope;
        final List<Pattern.Field> further;

        Entry(R result, Scope<R> scope, List<Pattern.Field> further) {
            this.result = result;
            this.scope = scope;
            this.further = further;
        }
    }

    /// Adds an entry, or replaces the one of that key.
    public void put(K key, Pattern pattern, R result) {
        long stamp = lock.writeLock();
        try {
            drop(key);
            var envelope = new ArrayList<Pattern.Field>();
            var further = new ArrayList<Pattern.Field>();
            for (Pattern.Field field : pattern.fields()) {
                if (isEnvelope(field.path())) {
                    envelope.add(field);
                } else {
                    further.add(field);
                }
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
                entry.scope.further.add(entry);
                further.forEach(field -> entry.scope.paths.merge(field.path(), 1, Integer::sum));
                byContent.add(entry, pattern.fields());
            }
        } finally {
            remembered = new ConcurrentHashMap<>();
            lock.unlockWrite(stamp);
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
            for (Pattern.Field field : entry.further) {
                scope.paths.computeIfPresent(
                        field.path(), (path, uses) -> uses == 1 ? null : uses - 1);
            }
        }
        if (--scope.entries == 0) {
            scopes.remove(scope.wanted);
            byEnvelope.remove(scope);
        }
    }

    private static boolean isEnvelope(List<String> path) {
        return path.size() == 1
                && (path.getFirst().equals("source") || path.getFirst().equals("type"));
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
            List<Entry<R>> more = byContent.find(known.fields.read(source, type, event));
            if (more.isEmpty()) {
                return known.found;
            }
            var found = new ArrayList<R>(known.found.size() + more.size());
            found.addAll(known.found);
            more.forEach(entry -> found.add(entry.result));
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
        String[] fields = {
            Ruler.TYPE, Ruler.value(envelope.type),
            Ruler.SOURCE, Ruler.value(envelope.source)
        };
        known = know(byEnvelope.find(fields));
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
            return new Known<>(always, null, null);
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
            return new Known<>(always, new FewRules<>(always, results, rules), null);
        }
        var paths = new HashSet<List<String>>();
        matching.forEach(scope -> paths.addAll(scope.paths.keySet()));
        return new Known<>(always, null, new FieldTree(paths));
    }
}

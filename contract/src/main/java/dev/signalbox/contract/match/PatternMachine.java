package dev.signalbox.contract.match;

import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.pattern.Scalar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.StampedLock;

/// The rules of a bus, all matched at once: an event costs about the same whether ten rules listen
/// or a hundred thousand, as long as it matches as many of them.
///
/// It is an inverted index, as search engines have it. Each rule is filed under one of its fields,
/// the one that few events fit: its *anchor*. An event's own values lead to the rules filed there,
/// the candidates; only of these are the other fields checked.
///
/// ```
///   event      {"source": "acs.oss", "type": "oss:Put", "data": {"project": 17, "file": "a/b.sql"}}
///                        │                  │                            │              │
///   1. scopes            ▼                  ▼                            │              │
///      [source is acs.oss]  [type begins with "oss:"]  [any event]       │              │
///                  │                 │                     │             │              │
///   2. fields      └────────┬────────┘                     │             │              │
///                  project  │    "16" → rule 4             │             │              │
///                           │    "17" → rule 7, rule 9 ◄───┼─────────────┘              │
///                           │                     file     │  ends with ".sql" → rule 5 ◄┘
///   3. candidates        rules 7 and 9                   rule 5
///                           │                              │
///   4. other fields      rule 7 also wants status 5: no; rules 9 and 5 want nothing else: matched
/// ```
///
/// A *scope* is the rules that want the same of source and type; scopes are found by an index of
/// the same kind. So an event is read only when a rule of a scope it is in looks at its content,
/// and only those fields are read that some rule looks at.
///
/// Within a field each kind of condition has a table of its own ([ConditionTable]). Where a table
/// may find too much, as with rounded numbers, the value is checked, and so are all other fields,
/// by [dev.signalbox.contract.pattern.Condition#fits]. Rules that no field distinguishes, such as
/// those that only want anything but a value, are checked one by one.
///
/// However long an event's lists and texts are, equal values count once, each table looks a value
/// up a bounded number of times, and each rule is a candidate once.
///
/// Any thread may match and change: matches share a lock, a change has it alone for microseconds.
///
/// @param <K> names a rule
/// @param <R> what a match yields
public final class PatternMachine<K, R> {
    private final StampedLock lock = new StampedLock();
    private final FieldTree envelopeFields = new FieldTree();
    private final FieldTree contentFields = new FieldTree();
    private final FieldTree.Field source = envelopeFields.use(Pattern.SOURCE);
    private final FieldTree.Field type = envelopeFields.use(Pattern.TYPE);
    private final Map<List<Pattern.Field>, IndexedRule<Scope<R>>> scopes = new HashMap<>();
    private final RuleIndex<Scope<R>> scopeIndex = new RuleIndex<>(envelopeFields);
    private final Map<K, Place<R>> places = new HashMap<>();

    /// The rules that want the same of source and type, filed by what they want of the content.
    private record Scope<R>(List<Pattern.Field> envelope, RuleIndex<R> rules) {}

    /// Where a rule is filed.
    private record Place<R>(IndexedRule<Scope<R>> scope, IndexedRule<R> rule) {}

    /// Adds a rule, or replaces the one of that key.
    public void put(K key, Pattern pattern, R result) {
        var envelope = new ArrayList<Pattern.Field>();
        var content = new ArrayList<Pattern.Field>();
        for (Pattern.Field field : pattern.fields()) {
            boolean isEnvelope =
                    field.path().equals(Pattern.SOURCE) || field.path().equals(Pattern.TYPE);
            (isEnvelope ? envelope : content).add(field);
        }
        long stamp = lock.writeLock();
        try {
            drop(key);
            IndexedRule<Scope<R>> scope = scopes.computeIfAbsent(envelope, this::addScope);
            places.put(key, new Place<>(scope, scope.result.rules.add(content, result)));
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    private IndexedRule<Scope<R>> addScope(List<Pattern.Field> envelope) {
        return scopeIndex.add(envelope, new Scope<>(envelope, new RuleIndex<>(contentFields)));
    }

    /// Removes a rule, if there is one of that key.
    public void remove(K key) {
        long stamp = lock.writeLock();
        try {
            drop(key);
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    private void drop(K key) {
        Place<R> place = places.remove(key);
        if (place == null) {
            return;
        }
        Scope<R> scope = place.scope.result;
        scope.rules.remove(place.rule);
        if (scope.rules.isEmpty()) {
            scopeIndex.remove(place.scope);
            scopes.remove(scope.envelope);
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
        var envelope = new EventFields();
        envelope.add(this.source, Scalar.text(source));
        envelope.add(this.type, Scalar.text(type));
        long stamp = lock.readLock();
        try {
            var scopesOfEvent = new Candidates<Scope<R>>();
            scopeIndex.find(envelope, scopesOfEvent);
            var rules = new Candidates<R>();
            EventFields fields = envelope;
            for (Scope<R> scope : scopesOfEvent.matching(envelope)) {
                if (fields == envelope && scope.rules.looksAtFields()) {
                    fields = contentFields.read(event);
                }
                scope.rules.find(fields, rules);
            }
            return rules.matching(fields);
        } finally {
            lock.unlockRead(stamp);
        }
    }
}

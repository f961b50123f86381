package dev.signalbox.contract.pattern;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.event.ruler.GenericMachine;
import software.amazon.event.ruler.Patterns;

/// Finds the entries that may fit an event, by one field of each: the one that fewest others are
/// found by. What is found must still be looked at whole.
///
/// The fields and their values are held by event-ruler. It could hold entries with all their
/// fields, but then it works through the sets of all that fit so far, field by field, and where a
/// hundred thousand rules want the same type, that costs milliseconds an event. By one field each,
/// an event costs what its own values cost.
///
/// Despite what it promises, event-ruler's sets break when they are changed while someone matches,
/// so a lock around this class is needed. It also remembers each key that it was ever given; the
/// machine is built anew when more than half of what it remembers is gone.
///
/// @param <T> what is found; compared by identity
final class RuleIndex<T> {
    private static final int FORGOTTEN_AT_LEAST = 1_024;

    /// How many entries more of the same field and values make another field the better choice.
    private static final int WORTH_OF_SHARPNESS = 4;

    private static final int COST_OF_PRESENCE = 16;

    private final Map<Key, Anchor<T>> anchors = new HashMap<>();
    private final Map<T, Anchor<T>> anchored = new HashMap<>();
    private final Set<T> always = new LinkedHashSet<>();
    private GenericMachine<Anchor<T>> machine = empty();
    private int forgotten;

    private record Key(String name, List<Patterns> patterns) {}

    /// The entries that are found by the same field with the same values.
    private static final class Anchor<T> {
        final Key key;
        final Set<T> entries = new LinkedHashSet<>();

        Anchor(Key key) {
            this.key = key;
        }

        Map<String, List<Patterns>> rule() {
            return Map.of(key.name, key.patterns);
        }
    }

    private static <T> GenericMachine<Anchor<T>> empty() {
        return GenericMachine.<Anchor<T>>builder().build();
    }

    /// Adds an entry.
    ///
    /// @return the field it is found by, if what is found by it surely fits there
    Pattern.@Nullable Field add(T entry, List<Pattern.Field> fields) {
        Pattern.Field best = null;
        Sieve sieve = null;
        long least = Long.MAX_VALUE;
        for (Pattern.Field field : fields) {
            Sieve one = Sieve.of(field);
            if (FieldName.isEnvelope(field.path())) {
                one = one.ofEnvelope();
            }
            long cost = cost(field, one);
            if (cost < least) {
                least = cost;
                best = field;
                sieve = one;
            }
        }
        if (best == null || sieve == null) {
            always.add(entry);
            return null;
        }
        var key = new Key(FieldName.of(best.path()), sieve.patterns());
        Anchor<T> anchor = anchors.get(key);
        if (anchor == null) {
            anchor = new Anchor<>(key);
            anchors.put(key, anchor);
            machine.addPatternRule(anchor, anchor.rule());
        }
        anchor.entries.add(entry);
        anchored.put(entry, anchor);
        return sieve.sharpness() == Sieve.Sharpness.EXACT ? best : null;
    }

    private long cost(Pattern.Field field, Sieve sieve) {
        long base =
                switch (sieve.sharpness()) {
                    case EXACT -> 0;
                    case SHARP -> WORTH_OF_SHARPNESS;
                    case PRESENT -> COST_OF_PRESENCE;
                    case OPEN -> Long.MAX_VALUE;
                };
        if (base == Long.MAX_VALUE) {
            return base;
        }
        Anchor<T> anchor = anchors.get(new Key(FieldName.of(field.path()), sieve.patterns()));
        return base + sieve.patterns().size() + (anchor == null ? 0 : anchor.entries.size());
    }

    void remove(T entry) {
        Anchor<T> anchor = anchored.remove(entry);
        if (anchor == null) {
            always.remove(entry);
            return;
        }
        anchor.entries.remove(entry);
        if (!anchor.entries.isEmpty()) {
            return;
        }
        anchors.remove(anchor.key);
        forgotten++;
        if (forgotten >= FORGOTTEN_AT_LEAST && forgotten > anchors.size()) {
            forgotten = 0;
            machine = empty();
            anchors.values().forEach(kept -> machine.addPatternRule(kept, kept.rule()));
        } else {
            machine.deletePatternRule(anchor, anchor.rule());
        }
    }

    /// Finds the entries that may fit.
    ///
    /// @param namesAndValues names and values in turn, sorted by name
    void find(String[] namesAndValues, Consumer<T> found) {
        always.forEach(found);
        for (Anchor<T> anchor : machine.rulesForEvent(namesAndValues)) {
            anchor.entries.forEach(found);
        }
    }
}

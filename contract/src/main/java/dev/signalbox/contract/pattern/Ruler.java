package dev.signalbox.contract.pattern;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.event.ruler.GenericMachine;
import software.amazon.event.ruler.Patterns;

/// An event-ruler machine in our terms: what it is told and asked are fields and texts.
///
/// event-ruler joins the names of a path with dots, splits them again, and takes texts in quotes
/// for strings and others for numbers. So names go in escaped ([#name]) and values always quoted
/// ([#value]): then values compare by their text, and `{"a.b": 1}` is not `{"a": {"b": 1}}`. Names
/// are tried in their order; type and source sort first, because they divide the rules best.
///
/// Despite what it promises, event-ruler's sets break when they are changed while someone matches,
/// so a lock around this class is needed. It also remembers each key that it was ever given; the
/// machine is built anew when more than half of what it remembers is gone.
///
/// @param <T> what is found; compared by identity
final class Ruler<T> {
    static final String TYPE = "0";
    static final String SOURCE = "1";
    private static final int FORGOTTEN_AT_LEAST = 1_024;

    private final Map<T, List<Pattern.Field>> entries = new HashMap<>();
    private final List<T> always = new ArrayList<>();
    private GenericMachine<T> machine = empty();
    private int forgotten;

    private static <T> GenericMachine<T> empty() {
        return GenericMachine.<T>builder().build();
    }

    void add(T entry, List<Pattern.Field> fields) {
        if (fields.isEmpty()) {
            always.add(entry);
        } else {
            entries.put(entry, fields);
            machine.addPatternRule(entry, translate(fields));
        }
    }

    void remove(T entry) {
        List<Pattern.Field> fields = entries.remove(entry);
        if (fields == null) {
            always.remove(entry);
            return;
        }
        forgotten++;
        if (forgotten >= FORGOTTEN_AT_LEAST && forgotten > entries.size()) {
            forgotten = 0;
            machine = empty();
            entries.forEach((kept, its) -> machine.addPatternRule(kept, translate(its)));
        } else {
            machine.deletePatternRule(entry, translate(fields));
        }
    }

    /// Finds the entries whose fields all fit.
    ///
    /// @param namesAndValues names and values in turn, sorted by name
    List<T> find(String[] namesAndValues) {
        List<T> found = machine.rulesForEvent(namesAndValues);
        if (always.isEmpty()) {
            return found;
        }
        var all = new ArrayList<>(always);
        all.addAll(found);
        return all;
    }

    private static Map<String, List<Patterns>> translate(List<Pattern.Field> fields) {
        var patterns = new HashMap<String, List<Patterns>>();
        for (Pattern.Field field : fields) {
            var wanted = new ArrayList<Patterns>();
            field.values().stream()
                    .distinct()
                    .forEach(text -> wanted.add(Patterns.exactMatch(value(text))));
            patterns.put(name(field.path()), wanted);
        }
        return patterns;
    }

    /// The name of a field, without dots.
    static String name(List<String> path) {
        if (path.size() == 1) {
            switch (path.getFirst()) {
                case "type" -> {
                    return TYPE;
                }
                case "source" -> {
                    return SOURCE;
                }
                default -> {}
            }
        }
        var name = new StringBuilder("2");
        for (String step : path) {
            name.append('/').append(step.replace("~", "~0").replace("/", "~1").replace(".", "~2"));
        }
        return name.toString();
    }

    /// A value as event-ruler compares it.
    static String value(String text) {
        return '"' + text + '"';
    }
}

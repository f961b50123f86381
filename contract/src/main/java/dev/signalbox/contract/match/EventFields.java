package dev.signalbox.contract.match;

import dev.signalbox.contract.pattern.Scalar;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The values of one event, of those fields that some rule looks at.
final class EventFields {
    private static final Comparator<Scalar> ORDER =
            Comparator.comparing((Scalar value) -> value.text()).thenComparing(Scalar::kind);

    private final Map<FieldTree.Field, List<Scalar>> values = new HashMap<>();

    /// Adds a field, or one more value of it.
    void add(FieldTree.Field field, Scalar value) {
        List<Scalar> before = values.putIfAbsent(field, List.of(value));
        if (before != null) {
            addAll(field, List.of(value));
        }
    }

    /// Adds a field, or more values of it; a value that comes again is left out.
    void addAll(FieldTree.Field field, List<Scalar> more) {
        var all = new TreeSet<Scalar>(ORDER);
        all.addAll(values.getOrDefault(field, List.of()));
        all.addAll(more);
        values.put(field, new ArrayList<>(all));
    }

    /// A field's values: one, those of an array's elements, none of an object; null where the field
    /// is not there.
    @Nullable List<Scalar> values(FieldTree.Field field) {
        return values.get(field);
    }

    int size() {
        return values.size();
    }

    void forEach(BiConsumer<FieldTree.Field, List<Scalar>> action) {
        values.forEach(action);
    }
}

package dev.signalbox.contract.pattern;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A rule in a [PatternMachine].
final class Entry<R> {
    final R result;
    final Scope<R> scope;
    final Pattern.@Nullable Field field;
    final FieldTree.Place place;
    final Rest rest;

    /// @param field what it is found by; null where it does not look at the event
    /// @param place where that is
    /// @param rest what it looks at besides
    Entry(
            R result,
            Scope<R> scope,
            Pattern.@Nullable Field field,
            FieldTree.Place place,
            Rest rest) {
        this.result = result;
        this.scope = scope;
        this.field = field;
        this.place = place;
        this.rest = rest;
    }

    /// What an index finds.
    Object found() {
        return rest.again ? this : result;
    }

    List<Pattern.Field> further() {
        var further = new ArrayList<>(rest.wanted);
        if (field != null) {
            further.add(field);
        }
        return further;
    }
}

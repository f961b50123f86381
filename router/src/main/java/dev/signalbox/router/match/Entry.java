package dev.signalbox.router.match;

import dev.signalbox.contract.pattern.Pattern;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A rule in a [PatternMachine].
final class Entry<R> {
    final int number;

    final R result;
    final Scope<R> scope;
    final Pattern.@Nullable Field field;
    final FieldTree.@Nullable Place place;
    final List<Way> ways;

    /// @param number of its result; -1 where it does not look at the event
    /// @param field what it is found by; null where it does not look at the event
    /// @param place where that is; null likewise
    /// @param ways how it is found there: one for each condition
    Entry(
            int number,
            R result,
            Scope<R> scope,
            Pattern.@Nullable Field field,
            FieldTree.@Nullable Place place,
            List<Way> ways) {
        this.number = number;
        this.result = result;
        this.scope = scope;
        this.field = field;
        this.place = place;
        this.ways = ways;
    }

    /// What it wants of the event beyond the envelope.
    List<Pattern.Field> further() {
        if (field == null) {
            return List.of();
        }
        var further = new ArrayList<>(ways.getFirst().rest().wanted);
        further.add(field);
        return further;
    }
}

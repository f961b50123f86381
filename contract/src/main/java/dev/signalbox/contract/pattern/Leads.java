package dev.signalbox.contract.pattern;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a condition leads to: things, in no order, each with what else an event must fit for it.
/// Most conditions lead to one, which therefore stands in the object itself.
sealed class Leads permits Leads.Plain, Held {
    private static final @Nullable Object[] NONE = {};

    private int size;
    private @Nullable Object first;
    private Rest firstRest = Rest.NOTHING;

    /// The others and their rests, in turn: one array is one wait for memory.
    private @Nullable Object[] others = NONE;

    /// Leads and nothing else.
    static final class Plain extends Leads {}

    final int size() {
        return size;
    }

    final boolean isEmpty() {
        return size == 0;
    }

    final void add(Object thing, Rest rest) {
        if (size == 0) {
            first = thing;
            firstRest = rest;
        } else {
            int at = 2 * (size - 1);
            if (at == others.length) {
                others = Arrays.copyOf(others, Math.max(6, at * 2));
            }
            others[at] = thing;
            others[at + 1] = rest;
        }
        size++;
    }

    /// Removes this very thing with this rest; what came last takes its place.
    @SuppressWarnings("ReferenceEquality")
    final void remove(Object thing, Rest rest) {
        int at = size - 1;
        while (at >= 0 && (thing(at) != thing || rest(at) != rest)) {
            at--;
        }
        if (at < 0) {
            return;
        }
        int last = size - 1;
        if (at == 0) {
            first = last == 0 ? null : thing(last);
            firstRest = last == 0 ? Rest.NOTHING : rest(last);
        } else {
            others[2 * at - 2] = thing(last);
            others[2 * at - 1] = rest(last);
        }
        size = last;
        if (last < 2) {
            others = NONE;
        } else {
            Arrays.fill(others, 2 * last - 2, 2 * last, null);
            if (others.length > 16 && 2 * last < others.length / 4) {
                others = Arrays.copyOf(others, 4 * last);
            }
        }
    }

    final Object thing(int at) {
        return Objects.requireNonNull(at == 0 ? first : others[2 * at - 2]);
    }

    private Rest rest(int at) {
        return at == 0 ? firstRest : (Rest) Objects.requireNonNull(others[2 * at - 1]);
    }

    /// How many it leads to at most.
    final int atMost() {
        return 1 + others.length / 2;
    }

    final void addTo(Hits hits) {
        if (first != null) {
            hits.found(first, firstRest, others, size - 1);
        }
    }
}

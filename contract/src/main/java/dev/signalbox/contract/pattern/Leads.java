package dev.signalbox.contract.pattern;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a condition leads to: things, in no order, each with what else an event must fit for it.
/// Most conditions lead to a few, which therefore stand in the object itself: an array would be one
/// more wait for memory.
sealed class Leads permits Leads.Plain, Held {
    private static final @Nullable Object[] NONE = {};
    private static final int HERE = 4;

    private int size;
    private @Nullable Object first;
    private @Nullable Object second;
    private @Nullable Object third;
    private @Nullable Object fourth;
    private Rest firstRest = Rest.NOTHING;
    private Rest secondRest = Rest.NOTHING;
    private Rest thirdRest = Rest.NOTHING;
    private Rest fourthRest = Rest.NOTHING;

    /// The others and their rests, in turn.
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
        if (2 * (size - HERE) == others.length) {
            others = Arrays.copyOf(others, Math.max(4, others.length * 2));
        }
        set(size++, thing, rest);
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
        int last = --size;
        set(at, thing(last), rest(last));
        set(last, null, Rest.NOTHING);
        int beyond = Math.max(0, 2 * (size - HERE));
        if (beyond == 0) {
            others = NONE;
        } else if (others.length > 16 && beyond < others.length / 4) {
            others = Arrays.copyOf(others, 2 * beyond);
        }
    }

    private void set(int at, @Nullable Object thing, Rest rest) {
        switch (at) {
            case 0 -> {
                first = thing;
                firstRest = rest;
            }
            case 1 -> {
                second = thing;
                secondRest = rest;
            }
            case 2 -> {
                third = thing;
                thirdRest = rest;
            }
            case 3 -> {
                fourth = thing;
                fourthRest = rest;
            }
            default -> {
                others[2 * (at - HERE)] = thing;
                others[2 * (at - HERE) + 1] = thing == null ? null : rest;
            }
        }
    }

    final Object thing(int at) {
        return Objects.requireNonNull(
                switch (at) {
                    case 0 -> first;
                    case 1 -> second;
                    case 2 -> third;
                    case 3 -> fourth;
                    default -> others[2 * (at - HERE)];
                });
    }

    private Rest rest(int at) {
        return switch (at) {
            case 0 -> firstRest;
            case 1 -> secondRest;
            case 2 -> thirdRest;
            case 3 -> fourthRest;
            default -> (Rest) Objects.requireNonNull(others[2 * (at - HERE) + 1]);
        };
    }

    final void addTo(Hits hits) {
        if (size > 0) {
            hits.found(first, firstRest);
        }
        if (size > 1) {
            hits.found(second, secondRest);
        }
        if (size > 2) {
            hits.found(third, thirdRest);
        }
        if (size > 3) {
            hits.found(fourth, fourthRest);
        }
        for (int at = HERE; at < size; at++) {
            hits.found(thing(at), rest(at));
        }
    }
}

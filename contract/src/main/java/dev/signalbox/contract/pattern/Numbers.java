package dev.signalbox.contract.pattern;

import java.util.Arrays;

/// Numbers of things, each with a tag, in no order. Most hold one, which therefore stands in the
/// object itself.
sealed class Numbers permits Numbers.Plain, Held {
    private static final int[] NONE = {};

    private int size;
    private int first;
    private int firstTag;

    /// The others and their tags, in turn.
    private int[] others = NONE;

    /// Numbers and nothing else.
    static final class Plain extends Numbers {}

    final int size() {
        return size;
    }

    final boolean isEmpty() {
        return size == 0;
    }

    final void add(int number, int tag) {
        if (size == 0) {
            first = number;
            firstTag = tag;
        } else {
            int at = 2 * (size - 1);
            if (at == others.length) {
                others = Arrays.copyOf(others, Math.max(6, at * 2));
            }
            others[at] = number;
            others[at + 1] = tag;
        }
        size++;
    }

    /// Removes a number; what came last takes its place.
    final void remove(int number) {
        int at = size - 1;
        while (at >= 0 && number(at) != number) {
            at--;
        }
        if (at < 0) {
            return;
        }
        int last = size - 1;
        if (at == 0 && last > 0) {
            first = number(last);
            firstTag = others[2 * last - 1];
        } else if (at < last) {
            others[2 * at - 2] = others[2 * last - 2];
            others[2 * at - 1] = others[2 * last - 1];
        }
        size = last;
        if (last < 2) {
            others = NONE;
        } else if (others.length > 16 && 2 * last < others.length / 4) {
            others = Arrays.copyOf(others, 4 * last);
        }
    }

    final int number(int at) {
        return at == 0 ? first : others[2 * at - 2];
    }

    final void addTo(Hits hits) {
        if (size > 0) {
            hits.found(first, firstTag);
        }
        for (int at = 0; at < 2 * (size - 1); at += 2) {
            hits.found(others[at], others[at + 1]);
        }
    }
}

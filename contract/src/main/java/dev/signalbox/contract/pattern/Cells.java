package dev.signalbox.contract.pattern;

import org.jspecify.annotations.Nullable;

/// A hash table of which the caller makes the hashes, so that they can be rolled along a text
/// instead of cutting pieces out of it. Unlike things of the same hash are found together.
final class Cells<T> {
    private static final int SPREAD = 0x9E3779B9;
    private static final int LEAST = 4;

    private @Nullable Held<T>[] table = table(LEAST);
    private int size;

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <T> @Nullable Held<T>[] table(int length) {
        return new Held[length];
    }

    boolean isEmpty() {
        return size == 0;
    }

    private int at(int hash) {
        return (hash * SPREAD) >>> Integer.numberOfLeadingZeros(table.length - 1);
    }

    void add(int hash, Held<T> held) {
        if (size == table.length) {
            resize(size * 2);
        }
        held.place = hash;
        put(held);
        size++;
    }

    private void put(Held<T> held) {
        int at = at(held.place);
        held.next = table[at];
        table[at] = held;
    }

    private void resize(int length) {
        @Nullable Held<T>[] old = table;
        table = table(length);
        for (Held<T> chain : old) {
            Held<T> held = chain;
            while (held != null) {
                Held<T> next = held.next;
                put(held);
                held = next;
            }
        }
    }

    void remove(Held<T> gone) {
        int at = at(gone.place);
        Held<T> before = null;
        for (Held<T> held = table[at]; held != null && held != gone; held = held.next) {
            before = held;
        }
        if (before == null) {
            table[at] = gone.next;
        } else {
            before.next = gone.next;
        }
        size--;
        if (table.length > LEAST && size < table.length / 8) {
            resize(table.length / 4);
        }
    }

    void find(int hash, Scalar value, Hits<T> hits) {
        for (Held<T> held = table[at(hash)]; held != null; held = held.next) {
            if (held.place == hash) {
                hits.add(held, value);
            }
        }
    }

    /// How many have that hash.
    int count(int hash) {
        int count = 0;
        for (Held<T> held = table[at(hash)]; held != null; held = held.next) {
            if (held.place == hash) {
                count++;
            }
        }
        return count;
    }
}

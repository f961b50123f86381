package dev.signalbox.contract.pattern;

import org.jspecify.annotations.Nullable;

/// A hash table of which the caller makes the hashes, so that they can be rolled along a text
/// instead of cutting pieces out of it. What has the same hash is found together.
///
/// The hashes stand in an array of their own: one that is not there is known not to be without
/// following a reference, which with many rules would be a wait for memory.
final class Cells {
    private static final int SPREAD = 0x9E3779B9;
    private static final int LEAST = 4;

    private int[] hashes = new int[LEAST];
    private @Nullable Held[] table = new Held[LEAST];
    private int used;

    boolean isEmpty() {
        return used == 0;
    }

    private int start(int hash) {
        return (hash * SPREAD) >>> Integer.numberOfLeadingZeros(table.length - 1);
    }

    /// Where a hash is, or where it would be. No hash is 0 here.
    private int at(int hash) {
        int at = start(hash);
        while (hashes[at] != 0 && hashes[at] != hash) {
            at = (at + 1) & (table.length - 1);
        }
        return at;
    }

    private static int none0(int hash) {
        return hash == 0 ? SPREAD : hash;
    }

    void add(int given, Held held) {
        int hash = none0(given);
        held.place = hash;
        int at = at(hash);
        held.next = table[at];
        table[at] = held;
        if (hashes[at] == 0) {
            hashes[at] = hash;
            used++;
            if (used > table.length / 2) {
                resize(table.length * 2);
            }
        }
    }

    private void resize(int length) {
        @Nullable Held[] old = table;
        table = new Held[length];
        hashes = new int[length];
        for (Held chain : old) {
            if (chain != null) {
                int at = at(chain.place);
                hashes[at] = chain.place;
                table[at] = chain;
            }
        }
    }

    void remove(Held gone) {
        int at = at(gone.place);
        Held before = null;
        for (Held held = table[at]; held != null && held != gone; held = held.next) {
            before = held;
        }
        if (before != null) {
            before.next = gone.next;
            return;
        }
        table[at] = gone.next;
        if (gone.next == null) {
            close(at);
            used--;
            if (table.length > LEAST && used < table.length / 8) {
                resize(table.length / 2);
            }
        }
    }

    /// Moves up what could not stand where it wanted to.
    private void close(int gap) {
        int mask = table.length - 1;
        int free = gap;
        hashes[free] = 0;
        for (int at = (gap + 1) & mask; hashes[at] != 0; at = (at + 1) & mask) {
            int wanted = start(hashes[at]);
            if (((at - wanted) & mask) >= ((at - free) & mask)) {
                hashes[free] = hashes[at];
                table[free] = table[at];
                hashes[at] = 0;
                table[at] = null;
                free = at;
            }
        }
    }

    /// Where what has a hash is, or -1.
    int find(int given) {
        int at = at(none0(given));
        return hashes[at] == 0 ? -1 : at;
    }

    /// What is at a place.
    @Nullable Held chain(int place) {
        return table[place];
    }

    /// How many have that hash.
    int count(int hash) {
        int count = 0;
        for (Held held = table[at(none0(hash))]; held != null; held = held.next) {
            count++;
        }
        return count;
    }
}

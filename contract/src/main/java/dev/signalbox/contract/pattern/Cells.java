package dev.signalbox.contract.pattern;

import org.jspecify.annotations.Nullable;

/// A hash table of which the caller makes the hashes, so that they can be rolled along a text
/// instead of cutting pieces out of it. What has the same hash is found together.
///
/// ```
///   marks:  .  7f  .  03  c1  .      a byte of each hash, 0 where there is none
///   table:  .   │  .   │   │  .
///               ▼      ▼   ▼
///             Held   Held Held → Held    of one hash each
/// ```
///
/// The marks of a hundred thousand rules stay in a processor's cache, so that one looks into memory
/// only for what most likely is there.
final class Cells {
    private static final int SPREAD = 0x9E3779B9;
    private static final int LEAST = 4;

    private byte[] marks = new byte[LEAST];
    private @Nullable Held[] table = new Held[LEAST];
    private int used;

    boolean isEmpty() {
        return used == 0;
    }

    private int start(int hash) {
        return (hash * SPREAD) >>> Integer.numberOfLeadingZeros(table.length - 1);
    }

    private static byte mark(int hash) {
        int spread = hash * SPREAD;
        return (byte) ((spread ^ (spread >>> 7)) | 1);
    }

    private int next(int at) {
        return (at + 1) & (table.length - 1);
    }

    /// Where a hash perhaps is, or -1 where it surely is not; this looks at the marks alone.
    int find(int hash) {
        byte mark = mark(hash);
        for (int at = start(hash); marks[at] != 0; at = next(at)) {
            if (marks[at] == mark) {
                return at;
            }
        }
        return -1;
    }

    /// What has a hash.
    ///
    /// @param from where it perhaps is
    @Nullable Held chain(int from, int hash) {
        return table[at(from, hash)];
    }

    /// Where a hash is, or where it would be.
    private int at(int from, int hash) {
        byte mark = mark(hash);
        int at = from;
        while (marks[at] != 0) {
            Held held = marks[at] == mark ? table[at] : null;
            if (held != null && held.place == hash) {
                return at;
            }
            at = next(at);
        }
        return at;
    }

    void add(int hash, Held held) {
        held.place = hash;
        int at = at(start(hash), hash);
        held.next = table[at];
        table[at] = held;
        if (marks[at] == 0) {
            marks[at] = mark(hash);
            used++;
            if (used > table.length / 2) {
                resize(table.length * 2);
            }
        }
    }

    private void resize(int length) {
        @Nullable Held[] old = table;
        table = new Held[length];
        marks = new byte[length];
        for (Held chain : old) {
            if (chain != null) {
                int at = start(chain.place);
                while (marks[at] != 0) {
                    at = next(at);
                }
                marks[at] = mark(chain.place);
                table[at] = chain;
            }
        }
    }

    void remove(Held gone) {
        int at = at(start(gone.place), gone.place);
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
        marks[free] = 0;
        for (int at = next(gap); marks[at] != 0; at = next(at)) {
            Held held = table[at];
            if (held != null && ((at - start(held.place)) & mask) >= ((at - free) & mask)) {
                marks[free] = marks[at];
                table[free] = held;
                marks[at] = 0;
                table[at] = null;
                free = at;
            }
        }
    }

    /// How many have that hash.
    int count(int hash) {
        int count = 0;
        for (Held held = table[at(start(hash), hash)]; held != null; held = held.next) {
            count++;
        }
        return count;
    }
}

package dev.signalbox.contract.pattern;

import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// A hash table of which the caller makes the hashes, so that they can be rolled along a text
/// instead of cutting pieces out of it. What has the same hash is found together.
///
/// ```
///   marks:  .  c1  .  9f  .  .  b3  .  │  .  .  .  a7  .  .  .  .     a byte of each hash, 0 where none is
///   table:  .   │  .   │  .  .   │  .  │  .  .  .   │  .  .  .  .
///               ▼      ▼         ▼                  ▼
///             Held   Held      Held → Held        Held               of one hash each
/// ```
///
/// The marks of eight slots are one word, and are looked at together. The marks of a hundred
/// thousand rules stay in a processor's cache, so that one looks into memory only for what most
/// likely is there.
final class Cells {
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    /// As many slots stand together; one word has their marks.
    private static final int GROUP = 8;

    private static final long EACH = 0x0101010101010101L;
    private static final long TOP = EACH << 7;

    private long[] marks = new long[1];

    /// A place where nothing is, then the slots.
    private @Nullable Held[] table = table(GROUP);

    private int used;

    boolean isEmpty() {
        return used == 0;
    }

    /// How many hashes there are.
    int used() {
        return used;
    }

    void forEachHash(IntConsumer taker) {
        for (Held chain : table) {
            if (chain != null && chain != Held.NOTHING) {
                taker.accept(chain.place);
            }
        }
    }

    /// The group that a hash belongs into.
    private int group(int hash) {
        return (int) ((hash * SPREAD) >>> 40) & (marks.length - 1);
    }

    /// The mark of a hash, never 0.
    private static long mark(int hash) {
        return (((hash * SPREAD) >>> 32) & 0x7F) | 0x80;
    }

    private int next(int group) {
        return (group + 1) & (marks.length - 1);
    }

    /// The slots of a group that have a mark, each as the top bit of its byte; where there are
    /// some, perhaps also others, but these are not the first.
    private long having(long mark, int group) {
        long differing = marks[group] ^ (mark * EACH);
        return (differing - EACH) & ~differing & TOP;
    }

    /// The slots of a group that are free, each as the top bit of its byte.
    private long free(int group) {
        return ~marks[group] & TOP;
    }

    private static int first(long slots) {
        return Long.numberOfTrailingZeros(slots) / Byte.SIZE;
    }

    /// Where a hash perhaps is, or 0, where nothing is; this looks at marks alone, and without a
    /// branch, since none could be foreseen.
    int find(int hash) {
        int group = group(hash);
        long slots = having(mark(hash), group);
        long absent = free(group) & ~everyBitIfAny(slots);
        int place = place(group) + (first(slots) & (GROUP - 1));
        return place & (int) ~everyBitIfAny(absent);
    }

    private static long everyBitIfAny(long slots) {
        return (slots | -slots) >> 63;
    }

    /// Where a group begins.
    private static int place(int group) {
        return 1 + group * GROUP;
    }

    /// What stands where a hash was found, of whatever hash, or [Held#NOTHING].
    Held first(int found) {
        return Objects.requireNonNull(table[found]);
    }

    /// What has a hash.
    @Nullable Held chain(int hash) {
        int at = at(hash);
        return at < 0 ? null : table[at];
    }

    /// Where a hash is, or -1.
    private int at(int hash) {
        long mark = mark(hash);
        for (int group = group(hash); ; group = next(group)) {
            for (long slots = having(mark, group); slots != 0; slots &= slots - 1) {
                int at = place(group) + first(slots);
                Held held = table[at];
                if (held != null && held.place == hash) {
                    return at;
                }
            }
            if (free(group) != 0) {
                return -1;
            }
        }
    }

    void add(int hash, Held held) {
        held.place = hash;
        int at = at(hash);
        if (at >= 0) {
            held.next = table[at];
            table[at] = held;
            return;
        }
        if (++used > table.length / 4 * 3) {
            resize(marks.length * 2);
        }
        take(held);
    }

    /// Takes a free slot.
    private void take(Held chain) {
        int group = group(chain.place);
        while (free(group) == 0) {
            group = next(group);
        }
        set(place(group) + first(free(group)), chain);
    }

    private void set(int at, @Nullable Held chain) {
        int slot = at - 1;
        int shift = slot % GROUP * Byte.SIZE;
        long mark = chain == null ? 0 : mark(chain.place);
        marks[slot / GROUP] = (marks[slot / GROUP] & ~(0xFFL << shift)) | (mark << shift);
        table[at] = chain;
    }

    private static @Nullable Held[] table(int slots) {
        var table = new Held[1 + slots];
        table[0] = Held.NOTHING;
        return table;
    }

    private void resize(int groups) {
        @Nullable Held[] old = table;
        table = table(groups * GROUP);
        marks = new long[groups];
        for (Held chain : old) {
            if (chain != null && chain != Held.NOTHING) {
                take(chain);
            }
        }
    }

    void remove(Held gone) {
        int at = at(gone.place);
        if (at < 0) {
            return;
        }
        Held before = null;
        for (Held held = table[at]; held != null && held != gone; held = held.next) {
            before = held;
        }
        if (before != null) {
            before.next = gone.next;
        } else if (gone.next != null) {
            table[at] = gone.next;
        } else {
            close(at);
            used--;
            if (marks.length > 1 && used < table.length / 8) {
                resize(marks.length / 2);
            }
        }
    }

    /// Frees a slot. Whoever seeks goes on beyond a group that is full: where it was, something
    /// that found no room there moves up.
    private void close(int place) {
        int into = (place - 1) / GROUP;
        boolean wasFull = free(into) == 0;
        set(place, null);
        if (!wasFull) {
            return;
        }
        int mask = marks.length - 1;
        for (int group = next(into); group != into; group = next(group)) {
            for (int at = place(group); at < place(group + 1); at++) {
                Held held = table[at];
                if (held != null
                        && ((group - group(held.place)) & mask) >= ((group - into) & mask)) {
                    set(place, held);
                    close(at);
                    return;
                }
            }
            if (free(group) != 0) {
                return;
            }
        }
    }

    /// How many have that hash.
    int count(int hash) {
        int count = 0;
        for (Held held = chain(hash); held != null; held = held.next) {
            count++;
        }
        return count;
    }
}

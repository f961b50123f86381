package dev.signalbox.router.match;

/// The hash table of all conditions that can be told by a hash: what has a [Hash] is found there as
/// its [Lead]. Equal hashes are equal conditions, so that no condition is looked at.
///
/// ```
///   marks:  .  c1    .  9f    9f    .  b3    .  │  .  .  .  a7    .  .  .  .     a byte of each hash, 0 where none is
///   rows:   .  c1… ▪ .  9f… ▪ 9f… ▪ .  b3… ▪ .  │  .  .  .  a7… ▪ .  .  .  .     a hash and its lead
/// ```
///
/// The marks of eight slots are one word, and are looked at together. The marks of a hundred
/// thousand rules stay in a processor's cache, so that one looks into memory only for what most
/// likely is there.
final class Slots {
    /// As many slots stand together; one word has their marks.
    private static final int GROUP = 8;

    /// As many leads of one hash have a slot each; more have one, as [Leads].
    private static final int SIDE_BY_SIDE = 4;

    private static final long EACH = 0x0101010101010101L;
    private static final long TOP = EACH << 7;
    private static final long ALL_BUT_FIRST = -1L << Byte.SIZE;

    private long[] marks = new long[1];

    /// A place where nothing is, then the slots: hashes and leads in turn.
    private long[] rows = new long[2 * (1 + GROUP)];

    private final Numbered<Leads> many = new Numbered<>();
    private int used;
    private long owners;

    /// A number for whose hashes are to differ from all others'.
    long owner() {
        return ++owners;
    }

    boolean isEmpty() {
        return used == 0;
    }

    /// The group that a hash belongs into.
    private int group(long hash) {
        return (int) (((hash >>> Integer.SIZE) * marks.length) >>> Integer.SIZE);
    }

    /// The mark of a hash, never 0.
    private static long mark(long hash) {
        return (hash & 0x7F) | 0x80;
    }

    private int next(int group) {
        return group + 1 == marks.length ? 0 : group + 1;
    }

    /// Where a group begins.
    private static int place(int group) {
        return 1 + group * GROUP;
    }

    private static int groupAt(int place) {
        return (place - 1) / GROUP;
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
    int perhaps(long hash) {
        int group = group(hash);
        long slots = having(mark(hash), group);
        long absent = free(group) & ~everyBitIfAny(slots);
        int place = place(group) + (first(slots) & (GROUP - 1));
        return place & (int) ~everyBitIfAny(absent);
    }

    private static long everyBitIfAny(long slots) {
        return (slots | -slots) >> 63;
    }

    private long hash(int place) {
        return rows[2 * place];
    }

    /// The lead at a place; negative where there are many, which [#together] has.
    long lead(int place) {
        return rows[2 * place + 1];
    }

    /// Many leads that have one place.
    Leads together(long lead) {
        return many.get((int) ~lead);
    }

    /// Where a hash is for the first time, or 0.
    ///
    /// @param perhaps where it is, if it is anywhere
    int seek(int perhaps, long hash) {
        return hash(perhaps) == hash ? perhaps : next(perhaps, hash);
    }

    private int seek(long hash) {
        int perhaps = perhaps(hash);
        return perhaps == 0 ? 0 : seek(perhaps, hash);
    }

    /// Where a hash is for the next time, or 0.
    int next(int place, long hash) {
        long mark = mark(hash);
        int group = groupAt(place);
        long beyond = ALL_BUT_FIRST << ((place - place(group)) * Byte.SIZE);
        for (long slots = having(mark, group) & beyond; ; slots = having(mark, group)) {
            for (; slots != 0; slots &= slots - 1) {
                int at = place(group) + first(slots);
                if (hash(at) == hash) {
                    return at;
                }
            }
            if (free(group) != 0) {
                return 0;
            }
            group = next(group);
        }
    }

    void add(long hash, long lead) {
        int there = 0;
        for (int at = seek(hash); at != 0; at = next(at, hash)) {
            if (lead(at) < 0) {
                together(lead(at)).add(lead);
                return;
            }
            there++;
        }
        if (there < SIDE_BY_SIDE) {
            take(hash, lead);
            return;
        }
        var all = new Leads();
        for (int at = seek(hash); at != 0; at = seek(hash)) {
            all.add(lead(at));
            empty(at);
        }
        all.add(lead);
        take(hash, ~many.add(all));
    }

    void remove(long hash, long lead) {
        for (int at = seek(hash); at != 0; at = next(at, hash)) {
            boolean gone = lead(at) == lead;
            if (lead(at) < 0) {
                Leads all = together(lead(at));
                all.remove(lead);
                gone = all.isEmpty();
                if (gone) {
                    many.remove((int) ~lead(at));
                }
            }
            if (gone) {
                empty(at);
                if (marks.length > 1 && used < marks.length) {
                    resize(marks.length / 2);
                }
                return;
            }
        }
    }

    /// How many leads have that hash.
    int count(long hash) {
        int count = 0;
        for (int at = seek(hash); at != 0; at = next(at, hash)) {
            count += lead(at) < 0 ? together(lead(at)).size() : 1;
        }
        return count;
    }

    /// Takes a free slot.
    private void take(long hash, long lead) {
        if (used >= marks.length * GROUP / 4 * 3) {
            resize(marks.length + marks.length / 4 + 1);
        }
        used++;
        int group = group(hash);
        while (free(group) == 0) {
            group = next(group);
        }
        set(place(group) + first(free(group)), mark(hash), hash, lead);
    }

    private void set(int place, long mark, long hash, long lead) {
        int group = groupAt(place);
        int shift = (place - place(group)) * Byte.SIZE;
        marks[group] = (marks[group] & ~(0xFFL << shift)) | (mark << shift);
        rows[2 * place] = hash;
        rows[2 * place + 1] = lead;
    }

    private void resize(int groups) {
        long[] oldMarks = marks;
        long[] old = rows;
        marks = new long[groups];
        rows = new long[2 * (1 + groups * GROUP)];
        used = 0;
        for (int group = 0; group < oldMarks.length; group++) {
            for (long there = oldMarks[group] & TOP; there != 0; there &= there - 1) {
                int at = 2 * (place(group) + first(there));
                take(old[at], old[at + 1]);
            }
        }
    }

    private void empty(int place) {
        used--;
        close(place);
    }

    /// Leaves a slot empty. Whoever seeks goes on beyond a group that is full: where it was,
    /// something that found no room there moves up.
    private void close(int place) {
        int into = groupAt(place);
        boolean wasFull = free(into) == 0;
        set(place, 0, 0, 0);
        if (!wasFull) {
            return;
        }
        for (int group = next(into); group != into; group = next(group)) {
            for (long there = marks[group] & TOP; there != 0; there &= there - 1) {
                int at = place(group) + first(there);
                long hash = hash(at);
                if (distance(group(hash), group) >= distance(into, group)) {
                    set(place, mark(hash), hash, lead(at));
                    close(at);
                    return;
                }
            }
            if (free(group) != 0) {
                return;
            }
        }
    }

    /// How many groups one goes on from one to the other.
    private int distance(int from, int to) {
        return from <= to ? to - from : to - from + marks.length;
    }
}

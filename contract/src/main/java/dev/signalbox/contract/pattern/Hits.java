package dev.signalbox.contract.pattern;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an event led to. First all hashes are gathered, and the leaves of [Ranges], then what
/// stands there, then that is looked at, one kind of look after another. With many rules each look
/// waits for memory: so the waits run side by side.
///
/// ```
///   hashes → places in cells     ┐
///                                ├→ what is held there → what of it fits → what it leads to
///   leaves → which of its ranges ┘
/// ```
///
/// Up to the last step there is hardly a branch: a processor that foresaw one wrongly would have
/// begun the wrong waits. Where nothing is, [Held#NOTHING] stands.
final class Hits {
    private static final int FEW = 16;
    private static final int MANY = 1_024;

    private Cells[] cells = new Cells[FEW];
    private int[] hashes = new int[FEW];
    private int[] places = new int[FEW];
    private Scalar[] sought = new Scalar[FEW];
    private Held[] there = new Held[FEW];
    private int looks;

    private long[][] ends = {};
    private @Nullable Object[][] held = {};
    private long[] keys = {};
    private Scalar[] numbers = {};
    private int[] around = {};
    private int leaves;

    private Held[] perhaps = new Held[FEW];
    private @Nullable Scalar[] values = new Scalar[FEW];
    private int perhapsSize;

    /// Things and their rests, in turn.
    private @Nullable Object[] found = new Object[2 * FEW];

    private int size;

    /// Of no use itself: what it is the sum of has been read.
    @SuppressWarnings("UnusedVariable")
    private int touched;

    private final LowBytes lowBytes = new LowBytes();

    /// Forgets everything, to be used again. A few things stay in memory until others take their
    /// places.
    void clear() {
        if (found.length > MANY || perhaps.length > MANY) {
            found = new Object[2 * FEW];
            perhaps = new Held[FEW];
            values = new Scalar[FEW];
        }
        looks = 0;
        leaves = 0;
        perhapsSize = 0;
        size = 0;
    }

    /// Adds what cells have of a hash, all of which may fit a value; mostly they have nothing.
    void add(Cells at, int hash, Scalar value) {
        if (looks == hashes.length) {
            cells = Arrays.copyOf(cells, looks * 2);
            hashes = Arrays.copyOf(hashes, looks * 2);
            places = Arrays.copyOf(places, looks * 2);
            sought = Arrays.copyOf(sought, looks * 2);
            there = Arrays.copyOf(there, looks * 2);
        }
        cells[looks] = at;
        hashes[looks] = hash;
        places[looks] = at.find(hash);
        sought[looks++] = value;
    }

    /// Adds what a leaf of ranges holds around a number.
    ///
    /// @param key the number's place among the ends
    void add(long[] endsOfLeaf, @Nullable Object[] heldByLeaf, long key, Scalar number) {
        if (leaves == keys.length) {
            int room = leaves * 2 + 2;
            ends = Arrays.copyOf(ends, room);
            held = Arrays.copyOf(held, room);
            keys = Arrays.copyOf(keys, room);
            numbers = Arrays.copyOf(numbers, room);
            around = Arrays.copyOf(around, room);
        }
        ends[leaves] = endsOfLeaf;
        held[leaves] = heldByLeaf;
        keys[leaves] = key;
        numbers[leaves++] = number;
    }

    /// Adds what may fit a value.
    ///
    /// @param value null where it surely fits
    void add(Held held, @Nullable Scalar value) {
        if (perhapsSize == values.length) {
            perhaps = Arrays.copyOf(perhaps, perhapsSize * 2);
            values = Arrays.copyOf(values, perhapsSize * 2);
        }
        perhaps[perhapsSize] = held;
        values[perhapsSize++] = value;
    }

    /// Adds what was found.
    void found(@Nullable Object thing, Rest rest) {
        int at = 2 * size++;
        if (at == found.length) {
            found = Arrays.copyOf(found, 2 * at);
        }
        found[at] = thing;
        found[at + 1] = rest;
    }

    /// The low bytes of a text, until those of the next are asked for.
    LowBytes lowBytes(String text) {
        lowBytes.take(text);
        return lowBytes;
    }

    /// How many hashes have been added.
    int mark() {
        return looks;
    }

    /// Leaves each hash once of those that have been added since a mark; all are for the same cells
    /// and value.
    void once(int mark) {
        if (looks - mark < 2) {
            return;
        }
        Set<Integer> many = looks - mark > FEW ? new HashSet<>() : null;
        int kept = mark;
        for (int i = mark; i < looks; i++) {
            if (many == null ? isNew(hashes[i], mark, kept) : many.add(hashes[i])) {
                places[kept] = places[i];
                hashes[kept++] = hashes[i];
            }
        }
        looks = kept;
    }

    private boolean isNew(int hash, int from, int to) {
        for (int i = from; i < to; i++) {
            if (hashes[i] == hash) {
                return false;
            }
        }
        return true;
    }

    /// Looks at all that may fit, so that what does is found.
    ///
    /// @param several whether some field has several values, which may lead to the same
    void settle(boolean several) {
        lookUp();
        Set<Held> seen = several ? new HashSet<>() : null;
        for (int i = 0; i < looks; i++) {
            Held chain = there[i];
            if (chain.place != hashes[i] && chain != Held.NOTHING) {
                chain = cells[i].chain(hashes[i]);
            }
            for (Held one = chain; one != null; one = one.next) {
                take(one, sought[i], seen);
            }
        }
        for (int i = 0; i < perhapsSize; i++) {
            take(perhaps[i], values[i], seen);
        }
    }

    private void take(Held one, @Nullable Scalar value, @Nullable Set<Held> seen) {
        if (one != Held.NOTHING
                && (value == null || one.fits(value))
                && (seen == null || seen.add(one))) {
            one.addTo(this);
        }
    }

    /// Each step is a loop of its own, and a short one: so the waits of all run side by side.
    private void lookUp() {
        for (int i = 0; i < leaves; i++) {
            around[i] = RangeNode.around(ends[i], held[i], keys[i]);
        }
        for (int i = 0; i < looks; i++) {
            there[i] = cells[i].first(places[i]);
        }
        for (int i = 0; i < leaves; i++) {
            add(RangeNode.first(around[i], held[i]), numbers[i]);
            for (int left = around[i] & (around[i] - 1); left != 0; left &= left - 1) {
                add(RangeNode.first(left, held[i]), numbers[i]);
            }
        }
        int sum = 0;
        for (int i = 0; i < looks; i++) {
            sum += there[i].touch();
        }
        for (int i = 0; i < perhapsSize; i++) {
            sum += perhaps[i].touch();
        }
        touched = sum;
    }

    /// How many have been found.
    int size() {
        return size;
    }

    Object thing(int at) {
        return Objects.requireNonNull(found[2 * at]);
    }

    Rest rest(int at) {
        return (Rest) Objects.requireNonNull(found[2 * at + 1]);
    }
}

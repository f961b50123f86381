package dev.signalbox.contract.pattern;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A node of the tree of [Ranges]: ranges, or nodes, in order; of equal lower ends by number.
///
/// ```
///   branch:  low low low …  high high high …  top top top …     tops: the highest end up to each
///            node node node …
///             │
///             ├─ low low low …  high high high …                of a leaf, known to the branch, so
///             └─ held held held …  nothing                      that nobody looks into the leaf
/// ```
final class RangeNode {
    private static final int WIDEST = 16;
    private static final int SMALLEST = 4;
    private static final long[] NO_ENDS = {};
    private static final @Nullable Object[] NO_HELD = {};

    final boolean leaf;
    int size;

    /// All lower ends, then all upper ends, then in a branch all tops; where nothing is, a lower
    /// end above all numbers.
    long[] ends;

    private int[] numbers;

    /// Nodes; in a leaf what is held, and behind it nothing.
    @Nullable Object[] below;

    /// In a branch, what stands in each leaf below; empty for another branch.
    private long[][] endsOfLeaf;

    private @Nullable Object[][] heldByLeaf;

    RangeNode(boolean leaf) {
        this(leaf, SMALLEST);
    }

    private RangeNode(boolean leaf, int room) {
        this.leaf = leaf;
        ends = new long[parts() * room];
        numbers = new int[room];
        below = new Object[leaf ? room + 1 : room];
        endsOfLeaf = new long[leaf ? 0 : room][];
        heldByLeaf = new Object[leaf ? 0 : room][];
        clear(0);
    }

    private int parts() {
        return leaf ? 2 : 3;
    }

    private int room() {
        return numbers.length;
    }

    boolean isTooWide() {
        return size > WIDEST;
    }

    /// Takes out what stands from there on.
    private void clear(int from) {
        Arrays.fill(ends, from, room(), Long.MAX_VALUE / 2);
        Arrays.fill(below, from, room(), null);
        Arrays.fill(below, room(), below.length, Held.NOTHING);
        Arrays.fill(endsOfLeaf, leaf ? 0 : from, endsOfLeaf.length, NO_ENDS);
        Arrays.fill(heldByLeaf, leaf ? 0 : from, heldByLeaf.length, NO_HELD);
    }

    private void top(int from) {
        for (int i = from; !leaf && i < size; i++) {
            long high = ends[room() + i];
            ends[2 * room() + i] = i == 0 ? high : Math.max(ends[2 * room() + i - 1], high);
        }
    }

    private void widen(int room) {
        long[] before = ends;
        int old = room();
        ends = new long[parts() * room];
        for (int part = 0; part < parts(); part++) {
            System.arraycopy(before, part * old, ends, part * room, size);
        }
        numbers = Arrays.copyOf(numbers, room);
        below = Arrays.copyOf(below, leaf ? room + 1 : room);
        endsOfLeaf = Arrays.copyOf(endsOfLeaf, leaf ? 0 : room);
        heldByLeaf = Arrays.copyOf(heldByLeaf, leaf ? 0 : room);
        clear(size);
    }

    private void copy(int from, RangeNode to, int into, int length) {
        System.arraycopy(ends, from, to.ends, into, length);
        System.arraycopy(ends, room() + from, to.ends, to.room() + into, length);
        System.arraycopy(numbers, from, to.numbers, into, length);
        System.arraycopy(below, from, to.below, into, length);
        if (!leaf) {
            System.arraycopy(endsOfLeaf, from, to.endsOfLeaf, into, length);
            System.arraycopy(heldByLeaf, from, to.heldByLeaf, into, length);
        }
    }

    RangeNode node(int at) {
        return (RangeNode) Objects.requireNonNull(below[at]);
    }

    /// How many do not come after a range.
    int until(long low, int number) {
        int at = size;
        while (at > 0
                && (ends[at - 1] > low || (ends[at - 1] == low && numbers[at - 1] > number))) {
            at--;
        }
        return at;
    }

    void insert(int at) {
        if (size == room()) {
            widen(Math.min(size + size / 2, WIDEST + 1));
        }
        copy(at, this, at + 1, size - at);
        size++;
    }

    void delete(int at) {
        copy(at + 1, this, at, size - at - 1);
        clear(--size);
        top(at);
    }

    void set(int at, Bounds bounds, Held held) {
        ends[at] = key(bounds.low());
        ends[room() + at] = key(bounds.high());
        numbers[at] = held.place;
        below[at] = held;
    }

    /// Takes over what has changed in a node below.
    void set(int at, RangeNode node) {
        ends[at] = node.ends[0];
        ends[room() + at] = node.highest();
        numbers[at] = node.numbers[0];
        below[at] = node;
        endsOfLeaf[at] = node.leaf ? node.ends : NO_ENDS;
        heldByLeaf[at] = node.leaf ? node.below : NO_HELD;
        top(at);
    }

    private long highest() {
        long highest = Long.MIN_VALUE;
        for (int i = 0; i < size; i++) {
            highest = Math.max(highest, ends[room() + i]);
        }
        return highest;
    }

    /// Takes the latter half out; of what came in order, only the last, so that nodes get full.
    RangeNode split(boolean inOrder) {
        int from = inOrder ? size - 1 : size / 2;
        var half = new RangeNode(leaf, Math.max(SMALLEST, size - from));
        half.size = size - from;
        copy(from, half, 0, half.size);
        half.top(0);
        size = from;
        clear(size);
        return half;
    }

    /// A number's place among all, such that the distance of any two is one too; close ones share
    /// theirs.
    static long key(double number) {
        long bits = Double.doubleToLongBits(number + 0.0); // there is no minus zero
        return (bits ^ ((bits >> 63) & Long.MAX_VALUE)) >> 1;
    }

    /// Adds what a branch leads to around a number.
    ///
    /// @param key the number's place among the ends
    void find(long key, Scalar value, Hits hits) {
        if (leaf) {
            hits.add(ends, below, key, value);
            return;
        }
        int room = room();
        for (int i = until(key) - 1; i >= 0 && ends[2 * room + i] >= key; i--) {
            if (ends[room + i] < key) {
                continue;
            }
            if (endsOfLeaf[i].length == 0) {
                node(i).find(key, value, hits);
            } else {
                hits.add(endsOfLeaf[i], heldByLeaf[i], key, value);
            }
        }
    }

    /// How many nodes begin before a number, or at it; this looks at all of them, without a branch.
    private int until(long key) {
        long until = 0;
        int room = room();
        for (int i = 0; i < room; i++) {
            until += (ends[i] - key - 1) >>> 63;
        }
        return (int) until;
    }

    /// Which ranges of a leaf a number is in, a bit for each; this too looks at all of them.
    static int around(long[] ends, @Nullable Object[] held, long key) {
        int room = held.length - 1;
        int around = 0;
        for (int i = 0; i < room; i++) {
            around |= (int) (((ends[i] - key - 1) & (key - 1 - ends[room + i])) >>> 63) << i;
        }
        return around;
    }

    /// What the first bit of those stands for, or [Held#NOTHING] where there is none.
    static Held first(int around, @Nullable Object[] held) {
        int first = Math.min(Integer.numberOfTrailingZeros(around), held.length - 1);
        return (Held) Objects.requireNonNull(held[first]);
    }
}

package dev.signalbox.router.match;

import dev.signalbox.contract.pattern.Condition;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A node of the tree of [Ranges]: ranges, or nodes, in order; of equal lower ends by their leads.
///
/// ```
///   branch:  low low low …  high high high …  lead lead lead …  top top top …   tops: the highest end
///            node node node …                                                   up to each
///             │
///             └─ low low low …  high high high …  lead lead lead …              of a leaf, known to the branch,
///                                                                               so that nobody looks into the leaf
/// ```
final class RangeNode {
    private static final int WIDEST = 16;
    private static final int SMALLEST = 4;
    private static final int LEAF_PARTS = 3;
    private static final int PARTS = 4;
    private static final long[] NO_ENDS = {};
    private static final @Nullable Object[] NO_RANGES = {};

    final boolean leaf;
    int size;

    /// All lower ends, all upper ends, all leads, then in a branch all tops; where nothing is, a
    /// lower end above all numbers.
    long[] ends;

    private int room;

    /// Nodes; in a leaf the ranges as they were given.
    @Nullable Object[] below;

    /// In a branch, what stands in each leaf below; empty for another branch.
    private long[][] endsOfLeaf;

    private @Nullable Object[][] rangesOfLeaf;
    private int[] roomOfLeaf;

    RangeNode(boolean leaf) {
        this(leaf, SMALLEST);
    }

    private RangeNode(boolean leaf, int room) {
        this.leaf = leaf;
        this.room = room;
        ends = new long[parts() * room];
        below = new Object[room];
        endsOfLeaf = new long[leaf ? 0 : room][];
        rangesOfLeaf = new Object[leaf ? 0 : room][];
        roomOfLeaf = new int[leaf ? 0 : room];
        clear(0);
    }

    private int parts() {
        return leaf ? LEAF_PARTS : PARTS;
    }

    boolean isTooWide() {
        return size > WIDEST;
    }

    /// Takes out what stands from there on.
    private void clear(int from) {
        Arrays.fill(ends, from, room, Long.MAX_VALUE / 2);
        Arrays.fill(below, from, room, null);
        Arrays.fill(endsOfLeaf, leaf ? 0 : from, endsOfLeaf.length, NO_ENDS);
        Arrays.fill(rangesOfLeaf, leaf ? 0 : from, rangesOfLeaf.length, NO_RANGES);
    }

    private void top(int from) {
        for (int i = from; !leaf && i < size; i++) {
            long high = ends[room + i];
            ends[LEAF_PARTS * room + i] =
                    i == 0 ? high : Math.max(ends[LEAF_PARTS * room + i - 1], high);
        }
    }

    private void widen(int wider) {
        long[] before = ends;
        ends = new long[parts() * wider];
        for (int part = 0; part < parts(); part++) {
            System.arraycopy(before, part * room, ends, part * wider, size);
        }
        room = wider;
        below = Arrays.copyOf(below, room);
        endsOfLeaf = Arrays.copyOf(endsOfLeaf, leaf ? 0 : room);
        rangesOfLeaf = Arrays.copyOf(rangesOfLeaf, leaf ? 0 : room);
        roomOfLeaf = Arrays.copyOf(roomOfLeaf, leaf ? 0 : room);
        clear(size);
    }

    private void copy(int from, RangeNode to, int into, int length) {
        for (int part = 0; part < LEAF_PARTS; part++) {
            System.arraycopy(ends, part * room + from, to.ends, part * to.room + into, length);
        }
        System.arraycopy(below, from, to.below, into, length);
        if (!leaf) {
            System.arraycopy(endsOfLeaf, from, to.endsOfLeaf, into, length);
            System.arraycopy(rangesOfLeaf, from, to.rangesOfLeaf, into, length);
            System.arraycopy(roomOfLeaf, from, to.roomOfLeaf, into, length);
        }
    }

    RangeNode node(int at) {
        return (RangeNode) Objects.requireNonNull(below[at]);
    }

    /// How many do not come after a range.
    int until(long low, long lead) {
        int at = size;
        while (at > 0
                && (ends[at - 1] > low
                        || (ends[at - 1] == low && ends[2 * room + at - 1] > lead))) {
            at--;
        }
        return at;
    }

    void insert(int at) {
        if (size == room) {
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

    void set(int at, Bounds bounds, long lead, Condition.Numeric range) {
        ends[at] = key(bounds.low());
        ends[room + at] = key(bounds.high());
        ends[2 * room + at] = lead;
        below[at] = range;
    }

    /// Takes over what has changed in a node below.
    void set(int at, RangeNode node) {
        ends[at] = node.ends[0];
        ends[room + at] = node.highest();
        ends[2 * room + at] = node.ends[2 * node.room];
        below[at] = node;
        endsOfLeaf[at] = node.leaf ? node.ends : NO_ENDS;
        rangesOfLeaf[at] = node.leaf ? node.below : NO_RANGES;
        roomOfLeaf[at] = node.room;
        top(at);
    }

    private long highest() {
        long highest = Long.MIN_VALUE;
        for (int i = 0; i < size; i++) {
            highest = Math.max(highest, ends[room + i]);
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
    void find(long key, int value, Hits hits) {
        if (leaf) {
            hits.add(ends, below, room, key, value);
            return;
        }
        int tops = LEAF_PARTS * room;
        for (int i = until(key) - 1; i >= 0 && ends[tops + i] >= key; i--) {
            if (ends[room + i] < key) {
                continue;
            }
            if (endsOfLeaf[i].length == 0) {
                node(i).find(key, value, hits);
            } else {
                hits.add(endsOfLeaf[i], rangesOfLeaf[i], roomOfLeaf[i], key, value);
            }
        }
    }

    /// How many nodes begin before a number, or at it; this looks at all of them, without a branch.
    private int until(long key) {
        long until = 0;
        for (int i = 0; i < room; i++) {
            until += (ends[i] - key - 1) >>> 63;
        }
        return (int) until;
    }

    /// Which ranges of a leaf a number may be in, a bit for each; this too looks at all of them.
    static int around(long[] ends, int room, long key) {
        int around = 0;
        for (int i = 0; i < room; i++) {
            around |= (int) (((ends[i] - key - 1) & (key - 1 - ends[room + i])) >>> 63) << i;
        }
        return around;
    }

    /// Whether a number is surely in one of those; at its ends, which are rounded, the range says
    /// so.
    static boolean isWithin(long[] ends, int room, int at, long key) {
        return ends[at] < key && key < ends[room + at];
    }

    /// A range as it was given.
    static Condition.Numeric range(@Nullable Object[] ranges, int at) {
        return (Condition.Numeric) Objects.requireNonNull(ranges[at]);
    }

    /// The lead of a range.
    static long lead(long[] ends, int room, int at) {
        return ends[2 * room + at];
    }
}

package dev.signalbox.contract.pattern;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Ranges of numbers: a tree by their lower ends, where each branch knows the greatest upper end
/// below it. The ends in a node are one array, and a node above has that too: so one looks at the
/// ends before the node itself, and only where something may fit, since each object is a wait for
/// memory. What is found is looked at again, since ends are rounded here.
///
/// ```
///   ends:        low low low …  high high high …  top top top …     tops: the highest up to here
///   ends below:   ▼   ▼   ▼                                         the same of each node below
///   below:       node node node …                                   or what is held, in a leaf
/// ```
final class Ranges extends Finder {
    private static final int WIDEST = 16;
    private static final int SMALLEST = 4;
    private static final long[] NONE = {};

    /// Numbers of as many digits are doubles.
    private static final int EXACT_DIGITS = 15;

    private Node root = new Node(true, SMALLEST);

    /// Ranges, or nodes, in order; of equal lower ends by number.
    private static final class Node {
        final boolean leaf;
        int size;

        /// All lower ends, then all upper ends, then the highest of the upper ends up to each;
        /// where nothing is, a lower end above all numbers.
        long[] ends;

        long[][] endsBelow;
        int[] numbers;
        Object[] below;

        Node(boolean leaf, int room) {
            this.leaf = leaf;
            ends = new long[3 * room];
            endsBelow = new long[leaf ? 0 : room][];
            numbers = new int[room];
            below = new Object[room];
            clear(0);
        }

        /// Takes out what stands from there on.
        private void clear(int from) {
            Arrays.fill(ends, from, below.length, Long.MAX_VALUE / 2);
            Arrays.fill(endsBelow, leaf ? 0 : from, endsBelow.length, NONE);
            Arrays.fill(below, from, below.length, this); // anything but what is gone
        }

        private int room() {
            return below.length;
        }

        private void top(int from) {
            for (int i = from; i < size; i++) {
                long high = ends[room() + i];
                ends[2 * room() + i] = i == 0 ? high : Math.max(ends[2 * room() + i - 1], high);
            }
        }

        private void widen(int room) {
            long[] before = ends;
            int old = room();
            ends = new long[3 * room];
            for (int part = 0; part < 3; part++) {
                System.arraycopy(before, part * old, ends, part * room, size);
            }
            endsBelow = Arrays.copyOf(endsBelow, leaf ? 0 : room);
            numbers = Arrays.copyOf(numbers, room);
            below = Arrays.copyOf(below, room);
            clear(size);
        }

        Node node(int at) {
            return (Node) below[at];
        }

        Held held(int at) {
            return (Held) below[at];
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
            if (size == below.length) {
                widen(Math.min(size + size / 2, WIDEST + 1));
            }
            move(at, at + 1);
            size++;
        }

        void delete(int at) {
            move(at + 1, at);
            clear(--size);
            top(at);
        }

        private void move(int from, int to) {
            int length = size - from;
            System.arraycopy(ends, from, ends, to, length);
            System.arraycopy(ends, room() + from, ends, room() + to, length);
            if (!leaf) {
                System.arraycopy(endsBelow, from, endsBelow, to, length);
            }
            System.arraycopy(numbers, from, numbers, to, length);
            System.arraycopy(below, from, below, to, length);
        }

        void set(int at, Bounds bounds, Held held) {
            ends[at] = key(bounds.low());
            ends[room() + at] = key(bounds.high());
            numbers[at] = held.place;
            below[at] = held;
            top(at);
        }

        /// Takes over what has changed in a node below.
        void set(int at, Node node) {
            ends[at] = node.ends[0];
            ends[room() + at] = node.ends[2 * node.room() + node.size - 1];
            endsBelow[at] = node.ends;
            numbers[at] = node.numbers[0];
            below[at] = node;
            top(at);
        }

        /// Takes the latter half out; of what came in order, only the last, so that nodes get full.
        Node split(boolean inOrder) {
            int from = inOrder ? size - 1 : size / 2;
            var half = new Node(leaf, Math.max(SMALLEST, size - from));
            half.size = size - from;
            System.arraycopy(ends, from, half.ends, 0, half.size);
            System.arraycopy(ends, room() + from, half.ends, half.room(), half.size);
            half.top(0);
            if (!leaf) {
                System.arraycopy(endsBelow, from, half.endsBelow, 0, half.size);
            }
            System.arraycopy(numbers, from, half.numbers, 0, half.size);
            System.arraycopy(below, from, half.below, 0, half.size);
            size = from;
            clear(size);
            return half;
        }
    }

    /// A number's place among all, such that the distance of any two is one too; close ones share
    /// theirs.
    private static long key(double number) {
        long bits = Double.doubleToLongBits(number + 0.0); // there is no minus zero
        return (bits ^ ((bits >> 63) & Long.MAX_VALUE)) >> 1;
    }

    /// How many ranges begin before a number, or at it; this looks at all of them, without a
    /// branch.
    private static int until(long[] ends, long key) {
        long until = 0;
        for (int i = 0; i < ends.length / 3; i++) {
            until += (ends[i] - key - 1) >>> 63;
        }
        return (int) until;
    }

    private static Bounds bounds(Held held) {
        return Bounds.of((Condition.Numeric) held.key);
    }

    @Override
    int others(Condition.OfValue key) {
        return 0;
    }

    @Override
    void add(Held held) {
        Node half = add(root, bounds(held), held);
        if (half != null) {
            var top = new Node(false, SMALLEST);
            top.size = 2;
            top.set(0, root);
            top.set(1, half);
            root = top;
        }
    }

    /// Adds a range below a node.
    ///
    /// @return what did not find room in it, or null
    private static @Nullable Node add(Node node, Bounds bounds, Held held) {
        int at = node.until(key(bounds.low()), held.place);
        boolean last = at == node.size;
        if (node.leaf) {
            node.insert(at);
            node.set(at, bounds, held);
        } else {
            int way = Math.max(0, at - 1);
            Node half = add(node.node(way), bounds, held);
            node.set(way, node.node(way));
            if (half != null) {
                node.insert(way + 1);
                node.set(way + 1, half);
            }
        }
        return node.size > WIDEST ? node.split(last) : null;
    }

    @Override
    void remove(Held held) {
        remove(root, bounds(held), held);
        while (!root.leaf && root.size < 2) {
            root = root.size == 0 ? new Node(true, SMALLEST) : root.node(0);
        }
    }

    private static void remove(Node node, Bounds bounds, Held held) {
        int at = node.until(key(bounds.low()), held.place) - 1;
        if (node.leaf) {
            node.delete(at);
            return;
        }
        remove(node.node(at), bounds, held);
        if (node.node(at).size == 0) {
            node.delete(at);
        } else {
            node.set(at, node.node(at));
        }
    }

    @Override
    void find(Scalar value, Hits hits) {
        if (value.isNumber()) {
            long key = key(number(value.text()));
            find(root, root.ends, until(root.ends, key), key, value, hits);
        }
    }

    private static void find(Node node, long[] ends, int until, long key, Scalar value, Hits hits) {
        int room = ends.length / 3;
        for (int i = until - 1; i >= 0 && ends[2 * room + i] >= key; i--) {
            if (ends[room + i] < key) {
                continue;
            }
            if (node.leaf) {
                hits.add(node.held(i), value);
                continue;
            }
            long[] below = node.endsBelow[i];
            int untilBelow = until(below, key);
            if (untilBelow > 0 && below[2 * (below.length / 3) + untilBelow - 1] >= key) {
                find(node.node(i), below, untilBelow, key, value, hits);
            }
        }
    }

    /// What `Double.parseDouble` says, sooner for what most numbers are: a few digits.
    static double number(String text) {
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9' || i == EXACT_DIGITS) {
                return Double.parseDouble(text);
            }
            number = 10 * number + c - '0';
        }
        return number;
    }
}

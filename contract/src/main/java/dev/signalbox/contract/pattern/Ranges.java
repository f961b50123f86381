package dev.signalbox.contract.pattern;

import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Ranges of numbers: a tree by their lower ends, where each branch knows the greatest upper end
/// below it. Its nodes are flat, since each object is a wait for memory, and so wide that the ends
/// in one are two lines of a processor's cache. What is found at an end is looked at again, since
/// ends are rounded here.
final class Ranges extends Finder {
    private static final int WIDEST = 16;

    /// Numbers of as many digits are doubles.
    private static final int EXACT_DIGITS = 15;

    private Node root = new Node(true);

    /// Ranges, or nodes, in order; of equal lower ends by number.
    private static final class Node {
        final boolean leaf;
        int size;
        double[] lows = new double[4];
        double[] highs = new double[4];

        /// The highest of the upper ends up to here.
        double[] tops = new double[4];

        int[] numbers = new int[4];
        boolean[] exact = new boolean[4];
        Object[] below = new Object[4];

        Node(boolean leaf) {
            this.leaf = leaf;
        }

        Node node(int at) {
            return (Node) below[at];
        }

        Held held(int at) {
            return (Held) below[at];
        }

        /// How many do not come after a range.
        int until(double low, int number) {
            int from = 0;
            int to = size;
            while (from < to) {
                int middle = (from + to) >>> 1;
                boolean after =
                        lows[middle] > low || (lows[middle] == low && numbers[middle] > number);
                from = after ? from : middle + 1;
                to = after ? middle : to;
            }
            return from;
        }

        private void top(int from) {
            for (int i = from; i < size; i++) {
                tops[i] = i == 0 ? highs[i] : Math.max(tops[i - 1], highs[i]);
            }
        }

        void insert(int at, Object what) {
            if (size == lows.length) {
                int length = size + size / 2;
                lows = Arrays.copyOf(lows, length);
                highs = Arrays.copyOf(highs, length);
                tops = Arrays.copyOf(tops, length);
                numbers = Arrays.copyOf(numbers, length);
                exact = Arrays.copyOf(exact, length);
                below = Arrays.copyOf(below, length);
            }
            move(at, at + 1);
            size++;
            below[at] = what;
        }

        void delete(int at) {
            move(at + 1, at);
            below[--size] = this; // anything but what is gone
            top(at);
        }

        private void move(int from, int to) {
            int length = size - from;
            System.arraycopy(lows, from, lows, to, length);
            System.arraycopy(highs, from, highs, to, length);
            System.arraycopy(numbers, from, numbers, to, length);
            System.arraycopy(exact, from, exact, to, length);
            System.arraycopy(below, from, below, to, length);
        }

        void set(int at, Bounds bounds, Held held) {
            lows[at] = bounds.low();
            highs[at] = bounds.high();
            numbers[at] = held.place;
            exact[at] = held.isWhole() && bounds.exact();
            top(at);
        }

        /// Takes over what has changed in a node below.
        void settle(int at) {
            Node node = node(at);
            lows[at] = node.lows[0];
            numbers[at] = node.numbers[0];
            highs[at] = node.tops[node.size - 1];
            top(at);
        }

        /// Takes the latter half out.
        Node split() {
            var half = new Node(leaf);
            int from = size / 2;
            half.size = size - from;
            half.lows = Arrays.copyOfRange(lows, from, size);
            half.highs = Arrays.copyOfRange(highs, from, size);
            half.tops = new double[half.highs.length];
            half.numbers = Arrays.copyOfRange(numbers, from, size);
            half.exact = Arrays.copyOfRange(exact, from, size);
            half.below = Arrays.copyOfRange(below, from, size);
            Arrays.fill(below, from, size, this);
            size = from;
            half.top(0);
            return half;
        }
    }

    /// The ends of a range, infinite where it has none.
    ///
    /// @param exact whether every number between them fits
    record Bounds(double low, double high, boolean exact) {
        static Bounds of(Condition.Numeric numeric) {
            double low = Double.NEGATIVE_INFINITY;
            double high = Double.POSITIVE_INFINITY;
            boolean exact = true;
            for (Comparison comparison : numeric.comparisons()) {
                BigDecimal least = comparison.least();
                BigDecimal greatest = comparison.greatest();
                exact &= least != null || greatest != null;
                low = least == null ? low : Math.max(low, least.doubleValue());
                high = greatest == null ? high : Math.min(high, greatest.doubleValue());
            }
            return new Bounds(low, high, exact);
        }

        boolean isClosed() {
            return low != Double.NEGATIVE_INFINITY && high != Double.POSITIVE_INFINITY;
        }
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
            var top = new Node(false);
            top.insert(0, root);
            top.settle(0);
            top.insert(1, half);
            top.settle(1);
            root = top;
        }
    }

    /// Adds a range below a node.
    ///
    /// @return what did not find room in it, or null
    private static @Nullable Node add(Node node, Bounds bounds, Held held) {
        int at = node.until(bounds.low(), held.place);
        if (node.leaf) {
            node.insert(at, held);
            node.set(at, bounds, held);
        } else {
            int way = Math.max(0, at - 1);
            Node half = add(node.node(way), bounds, held);
            node.settle(way);
            if (half != null) {
                node.insert(way + 1, half);
                node.settle(way + 1);
            }
        }
        return node.size > WIDEST ? node.split() : null;
    }

    @Override
    void remove(Held held) {
        remove(root, bounds(held), held);
        while (!root.leaf && root.size < 2) {
            root = root.size == 0 ? new Node(true) : root.node(0);
        }
    }

    private static void remove(Node node, Bounds bounds, Held held) {
        int at = node.until(bounds.low(), held.place) - 1;
        if (node.leaf) {
            node.delete(at);
            return;
        }
        remove(node.node(at), bounds, held);
        if (node.node(at).size == 0) {
            node.delete(at);
        } else {
            node.settle(at);
        }
    }

    @Override
    void find(Scalar value, Hits hits) {
        if (value.isNumber()) {
            find(root, number(value.text()), value, hits);
        }
    }

    /// What `Double.parseDouble` says, sooner for what most numbers are: a few digits.
    private static double number(String text) {
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

    private static void find(Node node, double number, Scalar value, Hits hits) {
        int until = node.until(number, Integer.MAX_VALUE);
        for (int i = until - 1; i >= 0 && node.tops[i] >= number; i--) {
            if (node.highs[i] < number) {
                continue;
            }
            if (!node.leaf) {
                find(node.node(i), number, value, hits);
            } else if (node.exact[i] && node.lows[i] < number && number < node.highs[i]) {
                hits.add(node.held(i), null);
            } else {
                hits.add(node.held(i), value);
            }
        }
    }
}

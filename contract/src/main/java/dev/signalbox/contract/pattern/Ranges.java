package dev.signalbox.contract.pattern;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// Ranges of numbers: a treap by their lower ends, where each node knows the greatest upper end
/// below it. What is found at an end is looked at again, since ends are rounded here.
final class Ranges<T> implements Finder<T> {
    private @Nullable Node<T> root;

    private static final class Node<T> {
        final double low;
        final double high;
        final Held<T> held;
        final int priority;

        /// Whether every number between the ends fits.
        final boolean exact;

        double highest;
        @Nullable Node<T> left;
        @Nullable Node<T> right;

        Node(Bounds bounds, Held<T> held) {
            low = bounds.low();
            high = bounds.high();
            this.held = held;
            highest = high;
            exact = held.isWhole() && bounds.exact();
            priority = scattered(held.number);
        }

        boolean isBefore(Node<T> other) {
            int order = Double.compare(low, other.low);
            return order == 0 ? held.number < other.held.number : order < 0;
        }

        Node<T> settled() {
            highest = high;
            if (left != null) {
                highest = Math.max(highest, left.highest);
            }
            if (right != null) {
                highest = Math.max(highest, right.highest);
            }
            return this;
        }
    }

    /// As good as random, and the same in every run.
    private static int scattered(int number) {
        int mixed = number * 0x9E3779B9;
        mixed = (mixed ^ (mixed >>> 15)) * 0x85EBCA6B;
        mixed = (mixed ^ (mixed >>> 13)) * 0xC2B2AE35;
        return mixed ^ (mixed >>> 16);
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

    private static <T> Node<T> node(Held<T> held) {
        return new Node<>(Bounds.of((Condition.Numeric) held.key), held);
    }

    @Override
    public int others(Condition.OfValue key) {
        return 0;
    }

    @Override
    public void add(Held<T> held) {
        root = add(root, node(held));
    }

    private static <T> Node<T> add(@Nullable Node<T> at, Node<T> node) {
        if (at == null) {
            return node;
        }
        if (node.priority > at.priority) {
            split(at, node);
            return node.settled();
        }
        if (node.isBefore(at)) {
            at.left = add(at.left, node);
        } else {
            at.right = add(at.right, node);
        }
        return at.settled();
    }

    /// Hangs what comes before the pivot on its left, and the rest on its right.
    private static <T> void split(@Nullable Node<T> at, Node<T> pivot) {
        if (at == null) {
            pivot.left = null;
            pivot.right = null;
        } else if (at.isBefore(pivot)) {
            split(at.right, pivot);
            at.right = pivot.left;
            pivot.left = at.settled();
        } else {
            split(at.left, pivot);
            at.left = pivot.right;
            pivot.right = at.settled();
        }
    }

    @Override
    public void remove(Held<T> held) {
        root = remove(root, node(held));
    }

    private static <T> @Nullable Node<T> remove(@Nullable Node<T> at, Node<T> node) {
        if (at == null) {
            return null;
        }
        if (at.held == node.held) {
            return joined(at.left, at.right);
        }
        if (node.isBefore(at)) {
            at.left = remove(at.left, node);
        } else {
            at.right = remove(at.right, node);
        }
        return at.settled();
    }

    private static <T> @Nullable Node<T> joined(@Nullable Node<T> left, @Nullable Node<T> right) {
        if (left == null) {
            return right;
        }
        if (right == null) {
            return left;
        }
        if (left.priority > right.priority) {
            left.right = joined(left.right, right);
            return left.settled();
        }
        right.left = joined(left, right.left);
        return right.settled();
    }

    @Override
    public void find(Scalar value, Hits<T> hits) {
        if (value.isNumber()) {
            find(root, Double.parseDouble(value.text()), value, hits);
        }
    }

    private static <T> void find(@Nullable Node<T> at, double number, Scalar value, Hits<T> hits) {
        Node<T> node = at;
        while (node != null && node.highest >= number) {
            find(node.left, number, value, hits);
            if (node.low > number) {
                return;
            }
            if (node.exact && node.low < number && number < node.high) {
                hits.add(node.held.thing);
            } else if (node.high >= number) {
                hits.add(node.held, value);
            }
            node = node.right;
        }
    }
}

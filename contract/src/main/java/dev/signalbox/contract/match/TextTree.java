package dev.signalbox.contract.match;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A map of texts that finds all those which another text has at some place, in one walk: a radix
/// tree.
///
/// ```
///   "order-" ┬ "17" → a     the texts "order-17", "order-2" and "order-21"
///            └ "2"  → b
///               └ "1" → c
/// ```
final class TextTree<V> {
    private static final char[] NONE = {};

    private final Node<V> root = new Node<>("");

    private static final class Node<V> {
        /// The characters between the node above and this one.
        private char[] label;

        private @Nullable V value;

        /// The nodes below, and the first characters of their labels in the same order.
        private Node<V>[] below = noNodes();

        private char[] firsts = NONE;

        Node(String label) {
            this.label = label.toCharArray();
        }

        @Nullable Node<V> below(char first) {
            for (int i = 0; i < firsts.length; i++) {
                if (firsts[i] == first) {
                    return below[i];
                }
            }
            return null;
        }

        @SuppressWarnings("unchecked")
        private static <V> Node<V>[] noNodes() {
            return (Node<V>[]) new Node<?>[0];
        }

        void add(Node<V> node) {
            int size = below.length;
            below = Arrays.copyOf(below, size + 1);
            below[size] = node;
            firsts = Arrays.copyOf(firsts, size + 1);
            firsts[size] = node.label[0];
        }

        void remove(Node<V> node) {
            int last = below.length - 1;
            for (int i = 0; i < last; i++) {
                if (firsts[i] == node.label[0]) {
                    below[i] = below[last];
                    firsts[i] = firsts[last];
                }
            }
            below = Arrays.copyOf(below, last);
            firsts = Arrays.copyOf(firsts, last);
        }

        boolean isEmpty() {
            return value == null && below.length == 0;
        }

        /// How many of its characters a text has at a place.
        int common(String text, int from) {
            int most = Math.min(label.length, text.length() - from);
            int common = 0;
            while (common < most && label[common] == text.charAt(from + common)) {
                common++;
            }
            return common;
        }

        boolean isIn(String text, int from) {
            return common(text, from) == label.length;
        }
    }

    void put(String text, V value) {
        Node<V> node = root;
        int at = 0;
        while (at < text.length()) {
            Node<V> next = node.below(text.charAt(at));
            if (next == null) {
                next = new Node<>(text.substring(at));
                node.add(next);
            }
            int common = next.common(text, at);
            if (common < next.label.length) {
                next = split(node, next, common);
            }
            node = next;
            at += common;
        }
        node.value = value;
    }

    /// Puts a node between two, after some characters of the lower one's label.
    private static <V> Node<V> split(Node<V> upper, Node<V> lower, int after) {
        var label = new String(lower.label);
        var between = new Node<V>(label.substring(0, after));
        upper.remove(lower);
        upper.add(between);
        lower.label = label.substring(after).toCharArray();
        between.add(lower);
        return between;
    }

    void remove(String text) {
        remove(root, text, 0);
    }

    private static <V> void remove(Node<V> node, String text, int at) {
        if (at == text.length()) {
            node.value = null;
            return;
        }
        Node<V> next = node.below(text.charAt(at));
        if (next != null && next.isIn(text, at)) {
            remove(next, text, at + next.label.length);
            if (next.isEmpty()) {
                node.remove(next);
            }
        }
    }

    /// Gives the values of all texts that a text has at a place.
    void find(String text, int from, Consumer<? super V> found) {
        Node<V> node = root;
        int at = from;
        while (node != null) {
            if (node.value != null) {
                found.accept(node.value);
            }
            Node<V> next = at < text.length() ? node.below(text.charAt(at)) : null;
            if (next == null || !next.isIn(text, at)) {
                return;
            }
            at += next.label.length;
            node = next;
        }
    }
}

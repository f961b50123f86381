package dev.signalbox.router.match;

import dev.signalbox.contract.pattern.Condition;
import dev.signalbox.contract.pattern.Scalar;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Ranges of numbers: a tree by their lower ends, where each branch knows the greatest upper end
/// below it. The branches lead to the leaves in which something may fit. These are left to [Hits],
/// since with many rules a look into one is a wait for memory.
final class Ranges extends Finder {
    /// Numbers of as many digits are doubles.
    private static final int EXACT_DIGITS = 15;

    /// How many leads each range has.
    private final Map<Condition.Numeric, Integer> counts = new HashMap<>();

    private RangeNode root = new RangeNode(true);

    @Override
    int count(Condition.OfValue key) {
        return counts.getOrDefault((Condition.Numeric) key, 0);
    }

    @Override
    void add(Condition.OfValue key, long lead) {
        var numeric = (Condition.Numeric) key;
        counts.merge(numeric, 1, Integer::sum);
        RangeNode half = add(root, numeric, Bounds.of(numeric), lead);
        if (half != null) {
            var top = new RangeNode(false);
            top.size = 2;
            top.set(0, root);
            top.set(1, half);
            root = top;
        }
    }

    /// Adds a range below a node.
    ///
    /// @return what did not find room in it, or null
    private static @Nullable RangeNode add(
            RangeNode node, Condition.Numeric numeric, Bounds bounds, long lead) {
        int at = node.until(RangeNode.key(bounds.low()), lead);
        boolean last = at == node.size;
        if (node.leaf) {
            node.insert(at);
            node.set(at, bounds, lead, numeric);
        } else {
            int way = Math.max(0, at - 1);
            RangeNode half = add(node.node(way), numeric, bounds, lead);
            node.set(way, node.node(way));
            if (half != null) {
                node.insert(way + 1);
                node.set(way + 1, half);
            }
        }
        return node.isTooWide() ? node.split(last) : null;
    }

    @Override
    void remove(Condition.OfValue key, long lead) {
        counts.computeIfPresent(
                (Condition.Numeric) key, (same, times) -> times == 1 ? null : times - 1);
        remove(root, RangeNode.key(Bounds.of((Condition.Numeric) key).low()), lead);
        while (!root.leaf && root.size < 2) {
            root = root.size == 0 ? new RangeNode(true) : root.node(0);
        }
    }

    private static void remove(RangeNode node, long low, long lead) {
        int at = node.until(low, lead) - 1;
        if (node.leaf) {
            node.delete(at);
            return;
        }
        remove(node.node(at), low, lead);
        if (node.node(at).size == 0) {
            node.delete(at);
        } else {
            node.set(at, node.node(at));
        }
    }

    @Override
    void find(Reading reading, int value, Hits hits) {
        if (reading.kind(value) == Scalar.Kind.NUMBER) {
            root.find(RangeNode.key(reading.number(value)), value, hits);
        }
    }

    /// What `Double.parseDouble` says, sooner for what most numbers are: a few digits.
    static double number(byte[] latin, int start, int length) {
        long number = 0;
        for (int i = 0; i < length; i++) {
            int digit = latin[start + i] - '0';
            if (digit < 0 || digit > 9 || i == EXACT_DIGITS) {
                return Double.parseDouble(
                        new String(latin, start, length, StandardCharsets.ISO_8859_1));
            }
            number = 10 * number + digit;
        }
        return number;
    }
}

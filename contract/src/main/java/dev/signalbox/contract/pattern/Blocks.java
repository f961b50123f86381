package dev.signalbox.contract.pattern;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Numbers and IPv4 addresses as texts of which ranges are prefixes, so that event-ruler finds a
/// range by one or a few prefixes.
///
/// A number's text is its sign, its binary exponent in strokes (`|||`), a point, and the first bits
/// of what remains; numbers between -1 and 1 have no strokes. Rounding may put a number into the
/// block beside its own, so covers have a margin; what a cover lets through is looked at again.
///
/// event-ruler's own ranges hold up to 127 entries for each of 10 digits: with many rules they take
/// gigabytes.
final class Blocks {
    private static final int BITS = 20;
    private static final int ALL = (1 << BITS) - 1;
    private static final int MOST_STROKES = 34;
    private static final double MOST = Math.scalb(1.0, MOST_STROKES) - 1;
    private static final double MARGIN = 1e-6;

    /// Ranges that span more powers of two than this are covered from below only.
    private static final int MOST_STEPS = 3;

    private Blocks() {}

    /// The text of a number as JSON has it.
    static String number(String digits) {
        double value = Double.parseDouble(digits);
        double size = Math.min(Math.abs(value), MOST);
        int strokes = strokes(size);
        return sign(value < 0) + "|".repeat(strokes) + '.' + bits(rest(size, strokes), BITS);
    }

    private static String sign(boolean negative) {
        return negative ? "-" : "+";
    }

    private static int strokes(double size) {
        return size < 1 ? 0 : Math.getExponent(size) + 1;
    }

    /// Where a number stands between two powers of two.
    private static int rest(double size, int strokes) {
        double share = strokes == 0 ? size : Math.scalb(size, 1 - strokes) - 1;
        return (int) Math.scalb(share, BITS);
    }

    private static String bits(int value, int count) {
        var text = new StringBuilder(count);
        for (int bit = BITS - 1; bit >= BITS - count; bit--) {
            text.append(((value >> bit) & 1) == 0 ? '0' : '1');
        }
        return text.toString();
    }

    /// Prefixes of which every number from least to greatest has one.
    ///
    /// @param least null for no lower bound
    /// @param greatest null for no upper bound
    static List<String> cover(@Nullable BigDecimal least, @Nullable BigDecimal greatest) {
        double low = least == null ? Double.NEGATIVE_INFINITY : least.doubleValue() - MARGIN;
        double high = greatest == null ? Double.POSITIVE_INFINITY : greatest.doubleValue() + MARGIN;
        var prefixes = new ArrayList<String>();
        if (high >= 0) {
            cover("+", Math.max(low, 0), high, prefixes);
        }
        if (low < 0) {
            cover("-", Math.max(-high, 0), -low, prefixes);
        }
        return prefixes;
    }

    private static void cover(String sign, double low, double high, List<String> prefixes) {
        if (low > high) {
            return;
        }
        int first = strokes(Math.min(low, MOST));
        int last = strokes(Math.min(high, MOST));
        if (high > MOST || last - first > MOST_STEPS) {
            prefixes.add(sign + "|".repeat(first));
            return;
        }
        for (int strokes = first; strokes <= last; strokes++) {
            int from = strokes == first ? rest(low, strokes) : 0;
            int to = strokes == last ? rest(high, strokes) : ALL;
            String before = sign + "|".repeat(strokes) + '.';
            int count = BITS;
            while ((to >> (BITS - count)) - (from >> (BITS - count)) > 1) {
                count--;
            }
            prefixes.add(before + bits(from, count));
            if (to >> (BITS - count) != from >> (BITS - count)) {
                prefixes.add(before + bits(to, count));
            }
        }
    }

    /// An address's text, or null where a text is none.
    static @Nullable String address(String text) {
        long address = Ipv4.parse(text);
        return address == Ipv4.NONE ? null : '@' + Ipv4.bits(address, 32);
    }

    /// The prefix of a network.
    static String network(Condition.Cidr cidr) {
        return '@' + Ipv4.bits(cidr.network(), cidr.bits());
    }
}

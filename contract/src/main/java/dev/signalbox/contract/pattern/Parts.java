package dev.signalbox.contract.pattern;

import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Texts that a value may contain: each is found by a window of it, of 1, 2, 4 and up to 32
/// characters, whatever is the longest that fits in. Of a text's windows that one counts which the
/// fewest others are found by, so that what many texts have in common leads to few of them.
final class Parts<T> implements Finder<T> {
    private static final int WIDTHS = 6;

    @SuppressWarnings({"unchecked", "rawtypes"})
    private final @Nullable Cells<T>[] ofWidth = new Cells[WIDTHS];

    private String text(Held<T> held) {
        return ((Condition.Contains) held.key).text();
    }

    private static int width(String text) {
        return Math.min(31 - Integer.numberOfLeadingZeros(text.length()), WIDTHS - 1);
    }

    /// Takes the hash of each window in turn.
    private static void roll(String text, int window, IntConsumer taker) {
        int length = text.length();
        int gone = 1;
        int hash = 0;
        for (int i = 0; i < window && i < length; i++) {
            hash = 31 * hash + text.charAt(i);
            gone *= 31;
        }
        for (int i = window; i <= length; i++) {
            taker.accept(hash);
            if (i < length) {
                hash = 31 * hash + text.charAt(i) - gone * text.charAt(i - window);
            }
        }
    }

    @Override
    public void add(Held<T> held) {
        String text = text(held);
        int width = width(text);
        Cells<T> cells = ofWidth[width];
        if (cells == null) {
            cells = new Cells<>();
            ofWidth[width] = cells;
        }
        Cells<T> shared = cells;
        int[] least = {Integer.MAX_VALUE};
        roll(text, 1 << width, hash -> {
            int others = shared.count(hash);
            if (others < least[0]) {
                least[0] = others;
                held.place = hash;
            }
        });
        shared.add(held.place, held);
    }

    @Override
    public void remove(Held<T> held) {
        int width = width(text(held));
        Cells<T> cells = ofWidth[width];
        if (cells != null) {
            cells.remove(held);
            if (cells.isEmpty()) {
                ofWidth[width] = null;
            }
        }
    }

    @Override
    public void find(Scalar value, Hits<T> hits) {
        if (!value.isText()) {
            return;
        }
        for (int width = 0; width < WIDTHS; width++) {
            Cells<T> cells = ofWidth[width];
            if (cells != null) {
                int mark = hits.mark();
                roll(value.text(), 1 << width, hash -> cells.find(hash, value, hits));
                hits.once(mark);
            }
        }
    }
}

package dev.signalbox.contract.pattern;

import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Texts that a value may contain: each is found by a window of it, of 1, 2, 4 and up to 32
/// characters, whatever is the longest that fits in. Of a text's windows that one counts which the
/// fewest others are found by, so that what many texts have in common leads to few of them.
final class Parts extends Finder {
    private static final int WIDTHS = 6;

    private final @Nullable Cells[] ofWidth = new Cells[WIDTHS];

    private record Window(int hash, int others) {}

    private String text(Held held) {
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

    /// The window of a text that the fewest others are found by; of equals the last, since texts
    /// differ more often at their ends.
    ///
    /// @param cells where the others are; null where there are none
    private static Window rarest(@Nullable Cells cells, String text) {
        int[] least = {0, Integer.MAX_VALUE};
        roll(
                text,
                1 << width(text),
                hash -> {
                    int others = cells == null ? 0 : cells.count(hash);
                    if (others <= least[1]) {
                        least[0] = hash;
                        least[1] = others;
                    }
                });
        return new Window(least[0], least[1]);
    }

    @Override
    int others(Condition.OfValue key) {
        String text = ((Condition.Contains) key).text();
        return rarest(ofWidth[width(text)], text).others;
    }

    @Override
    void add(Held held) {
        String text = text(held);
        int width = width(text);
        Cells cells = ofWidth[width];
        if (cells == null) {
            cells = new Cells();
            ofWidth[width] = cells;
        }
        cells.add(rarest(cells, text).hash, held);
    }

    @Override
    void remove(Held held) {
        int width = width(text(held));
        Cells cells = ofWidth[width];
        if (cells != null) {
            cells.remove(held);
            if (cells.isEmpty()) {
                ofWidth[width] = null;
            }
        }
    }

    @Override
    void find(Scalar value, Hits hits) {
        if (!value.isText()) {
            return;
        }
        for (int width = 0; width < WIDTHS; width++) {
            Cells cells = ofWidth[width];
            if (cells != null) {
                int mark = hits.mark();
                find(cells, 1 << width, value, hits);
                hits.once(mark);
            }
        }
    }

    /// As [#roll] does, in the open: most windows of most values lead nowhere.
    private static void find(Cells cells, int window, Scalar value, Hits hits) {
        int length = value.text().length();
        char[] text = hits.characters(value.text());
        int gone = 1;
        int hash = 0;
        for (int i = 0; i < window - 1 && i < length; i++) {
            hash = 31 * hash + text[i];
            gone *= 31;
        }
        for (int i = window - 1; i < length; i++) {
            hash = 31 * hash + text[i];
            if (cells.find(hash) >= 0) {
                hits.add(cells, hash, value);
            }
            hash -= gone * text[i - window + 1];
        }
    }
}

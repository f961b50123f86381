package dev.signalbox.contract.pattern;

import org.jspecify.annotations.Nullable;

/// Texts that a value may contain: each is found by a window of it, of 1, 2, 4 and up to 32
/// characters, whatever is the longest that fits in. Of a text's windows that one counts which the
/// fewest others are found by, so that what many texts have in common leads to few of them.
final class Parts extends Finder {
    private static final int WIDTHS = 6;

    private final @Nullable Table[] ofWidth = new Table[WIDTHS];

    private record Table(Cells cells, Sieve sieve) {}

    private record Window(int hash, int others) {}

    private String text(Held held) {
        return ((Condition.Contains) held.key).text();
    }

    private static int width(String text) {
        return Math.min(31 - Integer.numberOfLeadingZeros(text.length()), WIDTHS - 1);
    }

    /// The window of a text that the fewest others are found by; of equals the last, since texts
    /// differ more often at their ends.
    ///
    /// @param cells where the others are; null where there are none
    private static Window rarest(@Nullable Cells cells, String text) {
        LowBytes bytes = LowBytes.of(text);
        int window = 1 << width(text);
        int rarest = 0;
        int least = Integer.MAX_VALUE;
        for (int at = 0; at + window <= bytes.length(); at++) {
            int hash = bytes.piece(at, window);
            int others = cells == null ? 0 : cells.count(hash);
            if (others <= least) {
                rarest = hash;
                least = others;
            }
        }
        return new Window(rarest, least);
    }

    @Override
    int others(Condition.OfValue key) {
        String text = ((Condition.Contains) key).text();
        Table table = ofWidth[width(text)];
        return rarest(table == null ? null : table.cells, text).others;
    }

    @Override
    void add(Held held) {
        String text = text(held);
        int width = width(text);
        Table table = ofWidth[width];
        if (table == null) {
            var cells = new Cells();
            table = new Table(cells, new Sieve(cells));
            ofWidth[width] = table;
        }
        int hash = rarest(table.cells, text).hash;
        table.cells.add(hash, held);
        table.sieve.add(hash);
    }

    @Override
    void remove(Held held) {
        int width = width(text(held));
        Table table = ofWidth[width];
        if (table != null) {
            table.cells.remove(held);
            if (table.cells.isEmpty()) {
                ofWidth[width] = null;
            }
        }
    }

    @Override
    void find(Scalar value, Hits hits) {
        if (!value.isText()) {
            return;
        }
        LowBytes bytes = hits.lowBytes(value.text());
        for (int width = 0; width < WIDTHS; width++) {
            Table table = ofWidth[width];
            if (table != null) {
                int mark = hits.mark();
                find(table, bytes, 1 << width, value, hits);
                hits.once(mark);
            }
        }
    }

    /// Most pieces of most values lead nowhere, which the sieve says.
    private static void find(Table table, LowBytes bytes, int window, Scalar value, Hits hits) {
        long[] sieve = table.sieve.bits();
        int until = bytes.length() - window;
        if (window > Long.BYTES) {
            for (int at = 0; at <= until; at++) {
                int hash = bytes.piece(at, window);
                if (Sieve.letsThrough(sieve, hash)) {
                    hits.add(table.cells, hash, value);
                }
            }
            return;
        }
        long small = LowBytes.small(window);
        for (int at = 0; at <= until; at++) {
            int hash = bytes.small(at, small);
            if (Sieve.letsThrough(sieve, hash)) {
                hits.add(table.cells, hash, value);
            }
        }
    }
}

package dev.signalbox.router.match;

import dev.signalbox.contract.pattern.Condition;
import org.jspecify.annotations.Nullable;

/// Texts that a value may contain: a [Sieve] knows the last characters of each, 1, 2, 4 and up to
/// 32, whatever is the most that it has. Where a value has what the sieve lets through, the texts
/// that may end there are looked up whole, at each length that some have.
///
/// ```
///   value:  nightly load of order-t00017-7
///                                    ▲  the sieve lets "-t00017-" through: some text ends so
///                      order-t00017-     is looked up, since one has 13 characters
/// ```
final class Parts extends HashFinder {
    /// Longer ones are found by as many characters, their last.
    static final int LONGEST = 63;

    private static final int WIDTHS = 6;
    private static final int MANY = 1_024;

    private final @Nullable Table[] ofWidth = new Table[WIDTHS];

    /// The texts between one width and the next.
    private record Table(Sieve sieve, Lengths lengths) {}

    Parts(Slots slots) {
        super(slots);
    }

    /// The text that a condition is found by.
    private static HashedText text(Condition.OfValue key) {
        String text = ((Condition.Contains) key).text();
        return HashedText.of(text.substring(Math.max(0, text.length() - LONGEST)));
    }

    private static int width(HashedText text) {
        return 31 - Integer.numberOfLeadingZeros(text.length());
    }

    private static long end(HashedText text) {
        int window = 1 << width(text);
        return text.window(text.length() - window, window);
    }

    @Override
    long hash(Condition.OfValue key) {
        HashedText text = text(key);
        return sealed(text.piece(0, text.length()), text.length());
    }

    @Override
    void add(Condition.OfValue key, long lead) {
        super.add(key, lead);
        HashedText text = text(key);
        int width = width(text);
        Table table = ofWidth[width];
        if (table == null) {
            table = new Table(new Sieve(), new Lengths(LONGEST));
            ofWidth[width] = table;
        }
        table.sieve.add(end(text));
        table.lengths.add(text.length());
    }

    @Override
    void remove(Condition.OfValue key, long lead) {
        super.remove(key, lead);
        HashedText text = text(key);
        int width = width(text);
        Table table = ofWidth[width];
        if (table != null) {
            table.sieve.remove(end(text));
            table.lengths.remove(text.length());
            if (table.sieve.isEmpty()) {
                ofWidth[width] = null;
            }
        }
    }

    @Override
    void find(Reading reading, int value, Hits hits) {
        if (!reading.isText(value)) {
            return;
        }
        HashedText text = hits.hashed(value, 0, reading.length(value));
        for (int width = 0; width < WIDTHS; width++) {
            Table table = ofWidth[width];
            if (table != null) {
                find(table, text, 1 << width, value, hits);
            }
        }
    }

    /// A text may have the same pieces over and over; each is looked up once.
    private void find(Table table, HashedText text, int width, int value, Hits hits) {
        int mark = hits.mark();
        int most = MANY;
        for (int at = text.seek(0, width, table.sieve); at >= 0; ) {
            endingAt(table, text, at + width, value, hits);
            if (hits.mark() - mark > most) {
                hits.once(mark);
                most = 2 * (hits.mark() - mark) + MANY;
            }
            at = text.seek(at + 1, width, table.sieve);
        }
        hits.once(mark);
    }

    private void endingAt(Table table, HashedText text, int end, int value, Hits hits) {
        for (int length : table.lengths.inUse()) {
            if (length > end) {
                return;
            }
            look(text.piece(end - length, length), length, value, hits);
        }
    }
}

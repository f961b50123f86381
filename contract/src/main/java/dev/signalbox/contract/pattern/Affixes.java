package dev.signalbox.contract.pattern;

/// Prefixes, or suffixes: one hash runs along the value, word by word, and at each length that some
/// affix has, those with that hash are found.
final class Affixes extends Finder {
    /// Of longer ones, as many characters count.
    private static final int LONGEST = 128;

    private final boolean atEnd;
    private final Cells cells = new Cells();
    private final Lengths lengths = new Lengths(LONGEST);

    /// @param atEnd whether these are suffixes
    Affixes(boolean atEnd) {
        this.atEnd = atEnd;
    }

    private static String text(Condition.OfValue key) {
        return key instanceof Condition.Suffix suffix
                ? suffix.text()
                : ((Condition.Prefix) key).text();
    }

    private static int length(String text) {
        return Math.min(text.length(), LONGEST);
    }

    private int hash(String text) {
        LowBytes bytes = LowBytes.of(text);
        int length = length(text);
        long words = 0;
        for (int hashed = 0; hashed + Long.BYTES <= length; hashed += Long.BYTES) {
            words = more(bytes, words, hashed);
        }
        return hash(bytes, words, length);
    }

    private long more(LowBytes bytes, long words, int length) {
        return atEnd ? bytes.endWords(words, length) : bytes.startWords(words, length);
    }

    private int hash(LowBytes bytes, long words, int length) {
        return atEnd ? bytes.end(words, length) : bytes.start(words, length);
    }

    @Override
    int others(Condition.OfValue key) {
        return cells.count(hash(text(key)));
    }

    @Override
    void add(Held held) {
        String text = text(held.key);
        cells.add(hash(text), held);
        lengths.add(length(text));
    }

    @Override
    void remove(Held held) {
        cells.remove(held);
        lengths.remove(length(text(held.key)));
    }

    @Override
    void find(Scalar value, Hits hits) {
        if (!value.isText()) {
            return;
        }
        LowBytes bytes = hits.lowBytes(value.text());
        int mark = hits.mark();
        int hashed = 0;
        long words = 0;
        for (int length : lengths.inUse()) {
            if (length > bytes.length()) {
                break;
            }
            for (; hashed + Long.BYTES <= length; hashed += Long.BYTES) {
                words = more(bytes, words, hashed);
            }
            hits.add(cells, hash(bytes, words, length), value);
        }
        hits.once(mark);
    }
}

package dev.signalbox.contract.pattern;

/// Prefixes, or suffixes: one hash runs along the value, and at each length that some affix has,
/// those with that hash are found.
final class Affixes extends Finder {
    /// Of longer ones, as many characters count.
    private static final int LONGEST = 128;

    private final boolean atEnd;
    private final Cells cells = new Cells();
    private final int[] ofLength = new int[LONGEST + 1];
    private int longest;

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

    private char at(String text, int i) {
        return text.charAt(atEnd ? text.length() - 1 - i : i);
    }

    private int hash(String text) {
        int hash = 0;
        for (int i = 0; i < length(text); i++) {
            hash = 31 * hash + at(text, i);
        }
        return hash;
    }

    @Override
    int others(Condition.OfValue key) {
        return cells.count(hash(text(key)));
    }

    @Override
    void add(Held held) {
        String text = text(held.key);
        cells.add(hash(text), held);
        ofLength[length(text)]++;
        longest = Math.max(longest, length(text));
    }

    @Override
    void remove(Held held) {
        String text = text(held.key);
        cells.remove(held);
        ofLength[length(text)]--;
        while (longest > 0 && ofLength[longest] == 0) {
            longest--;
        }
    }

    @Override
    void find(Scalar value, Hits hits) {
        if (!value.isText()) {
            return;
        }
        String text = value.text();
        int end = Math.min(text.length(), longest);
        int mark = hits.mark();
        int hash = 0;
        for (int i = 0; i < end; i++) {
            hash = 31 * hash + at(text, i);
            if (ofLength[i + 1] > 0) {
                hits.add(cells, hash, value);
            }
        }
        hits.once(mark);
    }
}

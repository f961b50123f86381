package dev.signalbox.router.match;

import dev.signalbox.contract.pattern.Condition;

/// Prefixes, or suffixes: one hash runs along the value, word by word, and at each length that some
/// affix has, those with that hash are found.
final class Affixes extends HashFinder {
    /// Longer ones are found by as many characters.
    static final int LONGEST = 128;

    private final boolean atEnd;
    private final Lengths lengths = new Lengths(LONGEST);

    /// @param atEnd whether these are suffixes
    Affixes(Slots slots, boolean atEnd) {
        super(slots);
        this.atEnd = atEnd;
    }

    private static String text(Condition.OfValue key) {
        return key instanceof Condition.Suffix suffix
                ? suffix.text()
                : ((Condition.Prefix) key).text();
    }

    private static int length(Condition.OfValue key) {
        return Math.min(text(key).length(), LONGEST);
    }

    @Override
    long hash(Condition.OfValue key) {
        HashedText text = HashedText.of(text(key));
        int length = length(key);
        long words = Hash.START;
        for (int hashed = 0; hashed + HashedText.WORD <= length; hashed += HashedText.WORD) {
            words = more(text, words, hashed);
        }
        return sealed(hash(text, words, length), length);
    }

    private long more(HashedText text, long words, int hashed) {
        return atEnd ? text.endWords(words, hashed) : text.startWords(words, hashed);
    }

    private long hash(HashedText text, long words, int length) {
        return atEnd ? text.end(words, length) : text.start(words, length);
    }

    @Override
    void add(Condition.OfValue key, long lead) {
        super.add(key, lead);
        lengths.add(length(key));
    }

    @Override
    void remove(Condition.OfValue key, long lead) {
        super.remove(key, lead);
        lengths.remove(length(key));
    }

    @Override
    void find(Reading reading, int value, Hits hits) {
        if (!reading.isText(value)) {
            return;
        }
        int whole = reading.length(value);
        int longest = Math.min(lengths.longest(), whole);
        int from = atEnd ? whole - longest : 0;
        HashedText text = hits.hashed(value, from, from + longest);
        int hashed = 0;
        long words = Hash.START;
        for (int length : lengths.inUse()) {
            if (length > text.length()) {
                break;
            }
            for (; hashed + HashedText.WORD <= length; hashed += HashedText.WORD) {
                words = more(text, words, hashed);
            }
            look(hash(text, words, length), length, value, hits);
        }
    }
}

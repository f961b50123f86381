package dev.signalbox.contract.pattern;

/// Latin characters packed into words of eight, the first one lowest.
final class Latin {
    static final int WORD = 8;
    private static final int GREATEST = 0xFF;

    private Latin() {}

    /// How many characters a text begins with that can be packed.
    static int count(String text, int atMost) {
        int count = 0;
        while (count < text.length() && count < atMost && text.charAt(count) <= GREATEST) {
            count++;
        }
        return count;
    }

    /// Packs the characters from one place to another, at most eight.
    static long word(String text, int from, int to) {
        long word = 0;
        for (int i = from; i < to; i++) {
            word |= (long) text.charAt(i) << (WORD * (i - from));
        }
        return word;
    }

    /// Whether these many characters of a text are those of a word.
    static boolean isAt(int from, String text, int length, long word) {
        long there = 0;
        int greatest = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(from + i);
            greatest |= c;
            there |= (long) c << (WORD * i);
        }
        return there == word && greatest <= GREATEST;
    }
}

package dev.signalbox.contract.pattern;

/// Hashes of 64 bits, of which two that are equal are taken for the same thing: among a hundred
/// thousand conditions, that some value is taken for another one is to be expected once in a
/// hundred thousand billion looks.
///
/// A hash is folded of one word after another, and sealed in the end with whose it is and how much
/// of it there was. Folding is the 128-bit product of two words, its upper half laid over its lower
/// one, as in wyhash.
final class Hash {
    /// What the first word is folded into.
    static final long START = 0x2D358DCCAA6C78A5L;

    private static final long WORD = 0x8BB84B93962EACC9L;
    private static final long HIGH = 0x4B33A62ED433D4A3L;
    private static final long SEAL = 0x4D5A2DA51DE1AA47L;
    private static final long OWNERS = 0xA0761D6478BD642FL;
    private static final long LENGTHS = 0xE7037ED1A0B428DBL;

    private Hash() {}

    /// Folds one more word in.
    static long word(long hash, long word) {
        return fold(hash ^ word, WORD);
    }

    /// Folds a word in that not every text has.
    static long high(long hash, long word) {
        return fold(hash ^ word, HIGH);
    }

    /// The hash of what is one's own, of that length.
    static long seal(long hash, long owner, int length) {
        return fold(hash ^ (owner * OWNERS + length * LENGTHS), SEAL);
    }

    private static long fold(long word, long by) {
        return word * by ^ Math.unsignedMultiplyHigh(word, by);
    }
}

package dev.signalbox.router.match;

import java.security.SecureRandom;

/// Hashes of 64 bits, of which two that are equal are taken for the same thing: among a hundred
/// thousand conditions, that some value is taken for another one is to be expected once in a
/// hundred thousand billion looks. Nobody can make two meet on purpose, since each process folds by
/// numbers of its own.
///
/// A hash is folded of one word after another, and sealed in the end with whose it is and how much
/// of it there was. Folding is the 128-bit product of two words, its upper half laid over its lower
/// one, as in wyhash.
final class Hash {
    private static final SecureRandom RANDOM = new SecureRandom();

    /// What the first word is folded into.
    static final long START = odd();

    private static final long WORD = odd();
    private static final long HIGH = odd();
    private static final long SEAL = odd();
    private static final long OWNERS = odd();
    private static final long LENGTHS = odd();

    private static long odd() {
        return RANDOM.nextLong() | 1;
    }

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

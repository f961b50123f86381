package dev.signalbox.router.match;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// A text, and the hashes of pieces of it, made of eight characters at once. Pieces have the same
/// hash when they are the same, whatever stands around them.
///
/// ```
///   low bytes:   n  i  g  h  t  l  y  -   →  one word
///   high bytes:  0  0  0  0  0  0  0  0   →  left out, where all are zero
/// ```
final class HashedText {
    private static final VarHandle WORDS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /// How many characters make a word.
    static final int WORD = Long.BYTES;

    private static final int SHORT = 256;
    private static final int LATIN = 0xFF;
    private static final long WHOLE = -1;
    private static final long SPREAD = 0xD6E8FEB86659FD93L;

    private final byte[] ofShort = room(SHORT);
    private int start;
    private int length;

    /// Of the characters; one word behind them is there, but means nothing.
    private byte[] low = ofShort;

    /// The same of their high bytes; null where all are Latin.
    private byte @Nullable [] high;

    private static byte[] room(int length) {
        return new byte[length + WORD];
    }

    static HashedText of(String text) {
        var hashed = new HashedText();
        hashed.take(text, 0, text.length());
        return hashed;
    }

    /// Takes a piece of a text in place of what was there before.
    @SuppressWarnings("deprecation") // the high bytes follow
    void take(String text, int from, int to) {
        start = 0;
        length = to - from;
        low = length <= SHORT ? ofShort : room(length);
        text.getBytes(from, to, low, 0);
        high = isLatin(text, from, to) ? null : highBytes(text, from, to);
    }

    /// Takes a Latin text that stands among others; there is a word behind it.
    void take(byte[] latin, int start, int length) {
        this.start = start;
        this.length = length;
        low = latin;
        high = null;
    }

    /// Forgets the text, which may be a piece of a long one.
    void clear() {
        low = ofShort;
        high = null;
        length = 0;
    }

    private static boolean isLatin(String text, int from, int to) {
        int all = 0;
        for (int i = from; i < to; i++) {
            all |= text.charAt(i);
        }
        return all <= LATIN;
    }

    private static byte[] highBytes(String text, int from, int to) {
        byte[] bytes = room(to - from);
        for (int i = from; i < to; i++) {
            bytes[i - from] = (byte) (text.charAt(i) >> Byte.SIZE);
        }
        return bytes;
    }

    int length() {
        return length;
    }

    /// Of a word, its first characters.
    static long mask(int characters) {
        return WHOLE >>> (Byte.SIZE * (WORD - characters));
    }

    /// Hashes one more word of a piece.
    ///
    /// @param at where it stands
    /// @param mask which of its characters count
    long word(long hash, int at, long mask) {
        long words = Hash.word(hash, (long) WORDS.get(low, start + at) & mask);
        if (high != null) {
            long more = (long) WORDS.get(high, at) & mask;
            return more == 0 ? words : Hash.high(words, more);
        }
        return words;
    }

    /// The hash of a piece.
    long piece(int from, int length) {
        long hash = Hash.START;
        int left = length;
        for (; left >= WORD; left -= WORD) {
            hash = word(hash, from + length - left, WHOLE);
        }
        return left == 0 ? hash : word(hash, from + length - left, mask(left));
    }

    /// A hash of the low bytes of a piece, sooner made and not as good: for a [Sieve].
    long window(int at, int width) {
        return width > WORD ? windows(at, width) : small(low, start + at, mask(width));
    }

    private long windows(int at, int width) {
        long hash = 0;
        for (int i = 0; i < width; i += WORD) {
            hash = Hash.word(hash, (long) WORDS.get(low, start + at + i));
        }
        return hash;
    }

    private static long small(byte[] low, int at, long mask) {
        long hash = ((long) WORDS.get(low, at) & mask) * SPREAD;
        return hash ^ (hash >>> Integer.SIZE);
    }

    /// Where the next window is that a sieve lets through, or -1.
    ///
    /// @param width the window's, a power of two
    int seek(int from, int width, Sieve sieve) {
        byte[] bytes = low;
        int begin = start;
        long[] bits = sieve.bits();
        int until = length - width;
        if (width > WORD) {
            for (int at = from; at <= until; at++) {
                if (Sieve.letsThrough(bits, windows(at, width))) {
                    return at;
                }
            }
            return -1;
        }
        long mask = mask(width);
        for (int at = from; at <= until; at++) {
            if (Sieve.letsThrough(bits, small(bytes, begin + at, mask))) {
                return at;
            }
        }
        return -1;
    }

    /// Hashes one more word of a beginning.
    ///
    /// @param words the hash of its words before
    /// @param hashed how many characters these have
    long startWords(long words, int hashed) {
        return word(words, hashed, WHOLE);
    }

    /// The hash of a beginning, which is that of the piece.
    ///
    /// @param words the hash of its whole words
    long start(long words, int length) {
        int left = length % WORD;
        return left == 0 ? words : word(words, length - left, mask(left));
    }

    /// Hashes one more word of an end, going backwards.
    ///
    /// @param words the hash of its words behind
    /// @param hashed how many characters these have
    long endWords(long words, int hashed) {
        return word(words, length - hashed - WORD, WHOLE);
    }

    /// The hash of an end, of which the last word counts first.
    ///
    /// @param words the hash of its whole words
    long end(long words, int length) {
        int left = length % WORD;
        return left == 0 ? words : word(words, this.length - length, mask(left));
    }
}

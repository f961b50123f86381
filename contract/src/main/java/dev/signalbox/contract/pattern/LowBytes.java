package dev.signalbox.contract.pattern;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The low bytes of a text's characters, and the hashes of pieces of it, made of eight bytes at
/// once. Texts beyond Latin may have the same bytes as others: what is found by these hashes must
/// be looked at again.
final class LowBytes {
    private static final VarHandle WORDS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long SPREAD = 0xD6E8FEB86659FD93L;
    private static final int WORD = Long.BYTES;
    private static final int SHORT = 256;

    private final byte[] ofShort = room(SHORT);

    /// One word before the text and one behind it are there, but mean nothing.
    private byte[] bytes = ofShort;

    private int length;

    private static byte[] room(int length) {
        return new byte[length + 2 * WORD];
    }

    static LowBytes of(String text) {
        var bytes = new LowBytes();
        bytes.take(text);
        return bytes;
    }

    /// Takes the bytes of a text in place of those before.
    @SuppressWarnings("deprecation") // what it leaves out is left out here too
    void take(String text) {
        length = text.length();
        bytes = length <= SHORT ? ofShort : room(length);
        text.getBytes(0, length, bytes, WORD);
    }

    int length() {
        return length;
    }

    private long word(int at) {
        return (long) WORDS.get(bytes, WORD + at);
    }

    private static long mix(long hash, long word) {
        long mixed = (hash ^ word) * SPREAD;
        return mixed ^ (mixed >>> 32);
    }

    /// The hash of a piece whose length is a power of two.
    int piece(int at, int length) {
        if (length <= WORD) {
            return small(at, small(length));
        }
        long hash = 0;
        for (int i = 0; i < length; i += WORD) {
            hash = mix(hash, word(at + i));
        }
        return (int) hash;
    }

    /// What [#small(int, long)] takes for a piece of up to eight bytes.
    static long small(int length) {
        return -1L >>> (Byte.SIZE * (WORD - length));
    }

    /// The same as [#piece] for small ones.
    int small(int at, long length) {
        return (int) mix(0, word(at) & length);
    }

    /// Hashes one more word of a beginning.
    ///
    /// @param words the hash of its words before, 0 for none
    long startWords(long words, int length) {
        return mix(words, word(length));
    }

    /// Hashes one more word of an end, going backwards.
    ///
    /// @param words the hash of its words behind, 0 for none
    long endWords(long words, int length) {
        return mix(words, word(this.length - length - WORD));
    }

    /// The hash of a beginning.
    ///
    /// @param words the hash of its whole words
    int start(long words, int length) {
        int left = length % WORD;
        return (int) mix(words, word(length - left) & ((1L << (Byte.SIZE * left)) - 1));
    }

    /// The hash of an end.
    ///
    /// @param words the hash of its whole words
    int end(long words, int length) {
        int left = length % WORD;
        long word = word(this.length - length + left - WORD);
        return (int) mix(words, left == 0 ? 0 : word >>> (Byte.SIZE * (WORD - left)));
    }
}

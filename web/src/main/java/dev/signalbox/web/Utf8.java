package dev.signalbox.web;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// A check of UTF-8 by RFC 3629: no overlong forms, no surrogates, nothing beyond U+10FFFF. JSON
/// parsers let some of these pass.
public final class Utf8 {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /// The index of the first byte that begins no character, or -1 where every byte belongs to one.
    public static int firstInvalid(byte[] bytes) {
        int index = 0;
        while (index < bytes.length) {
            if (bytes[index] >= 0) {
                index++;
                while (index + Long.BYTES <= bytes.length
                        && ((long) LONGS.get(bytes, index) & HIGH_BITS) == 0) {
                    index += Long.BYTES;
                }
                continue;
            }
            int length = characterLength(bytes, index);
            if (length == 0) {
                return index;
            }
            index += length;
        }
        return -1;
    }

    /// The bytes of the character that begins there, beyond ASCII; 0 for none.
    private static int characterLength(byte[] bytes, int index) {
        int first = bytes[index] & 0xff;
        if (first >= 0xc2 && first <= 0xdf) {
            return continues(bytes, index + 1, 0x80, 0xbf) ? 2 : 0;
        }
        if (first >= 0xe0 && first <= 0xef) {
            int least = first == 0xe0 ? 0xa0 : 0x80;
            int most = first == 0xed ? 0x9f : 0xbf;
            return continues(bytes, index + 1, least, most)
                            && continues(bytes, index + 2, 0x80, 0xbf)
                    ? 3
                    : 0;
        }
        if (first >= 0xf0 && first <= 0xf4) {
            int least = first == 0xf0 ? 0x90 : 0x80;
            int most = first == 0xf4 ? 0x8f : 0xbf;
            return continues(bytes, index + 1, least, most)
                            && continues(bytes, index + 2, 0x80, 0xbf)
                            && continues(bytes, index + 3, 0x80, 0xbf)
                    ? 4
                    : 0;
        }
        return 0;
    }

    private static boolean continues(byte[] bytes, int index, int least, int most) {
        if (index >= bytes.length) {
            return false;
        }
        int next = bytes[index] & 0xff;
        return next >= least && next <= most;
    }
}

package dev.signalbox.console.trace;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Arrays;

/// A run of bytes that is looked for in records, so that only those which have it are parsed.
final class ByteNeedle {
    private final byte[] bytes;

    private ByteNeedle(byte[] bytes) {
        this.bytes = bytes;
    }

    /// A text as it is within JSON that Jackson writes, with its quotes.
    static ByteNeedle jsonText(String text) {
        byte[] escaped = JsonStringEncoder.getInstance().quoteAsUTF8(text);
        byte[] quoted = new byte[escaped.length + 2];
        quoted[0] = '"';
        System.arraycopy(escaped, 0, quoted, 1, escaped.length);
        quoted[quoted.length - 1] = '"';
        return new ByteNeedle(quoted);
    }

    /// Whether a value has it.
    boolean isIn(byte[] value) {
        int last = value.length - bytes.length;
        for (int i = 0; i <= last; i++) {
            // The last byte before the quote differs more often than the quote that begins it.
            if (value[i] == bytes[0]
                    && value[i + bytes.length - 1] == '"'
                    && Arrays.equals(value, i, i + bytes.length, bytes, 0, bytes.length)) {
                return true;
            }
        }
        return false;
    }
}

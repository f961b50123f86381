package dev.signalbox.ingest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes of JSON in the making. Text that is JSON already goes in as it is, so that no digit of a
/// number changes.
final class JsonWriter {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes;
    private int length;

    JsonWriter(int estimate) {
        bytes = new byte[estimate];
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    JsonWriter raw(char ascii) {
        ensure(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    JsonWriter raw(byte[] from, int start, int end) {
        ensure(end - start);
        System.arraycopy(from, start, bytes, length, end - start);
        length += end - start;
        return this;
    }

    /// Text of ASCII letters and digits, as it is.
    @SuppressWarnings("deprecation") // exactly the copy of low bytes that is wanted
    JsonWriter ascii(String text) {
        ensure(text.length());
        text.getBytes(0, text.length(), bytes, length);
        length += text.length();
        return this;
    }

    /// A JSON string.
    JsonWriter string(String text) {
        int start = length;
        ensure(text.length() + 2);
        bytes[length++] = '"';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                length = start;
                return escaped(text);
            }
            if (c < 0x20 || c == '"' || c == '\\') {
                length = start;
                return escaped(text);
            }
            bytes[length++] = (byte) c;
        }
        bytes[length++] = '"';
        return this;
    }

    private JsonWriter escaped(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        ensure(6 * utf8.length + 2);
        bytes[length++] = '"';
        for (byte b : utf8) {
            if (b == '"' || b == '\\') {
                bytes[length++] = '\\';
                bytes[length++] = b;
            } else if (b >= 0 && b < 0x20) {
                raw('\\').raw('u').raw('0').raw('0');
                bytes[length++] = HEX[b >> 4];
                bytes[length++] = HEX[b & 0xf];
            } else {
                bytes[length++] = b;
            }
        }
        bytes[length++] = '"';
        return this;
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}

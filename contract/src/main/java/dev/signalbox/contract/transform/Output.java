package dev.signalbox.contract.transform;

import java.util.Arrays;

/// The bytes that a transform makes. Once there are more than [Transformer#LARGEST] it is full, and
/// takes no more.
final class Output {
    private byte[] bytes;
    private int size;
    private boolean full;

    Output(int expected) {
        bytes = new byte[Math.min(expected, Transformer.LARGEST)];
    }

    boolean isFull() {
        return full;
    }

    void write(byte[] from) {
        write(from, 0, from.length);
    }

    void write(byte[] from, int start, int end) {
        if (makeRoom(end - start)) {
            System.arraycopy(from, start, bytes, size, end - start);
            size += end - start;
        }
    }

    /// Writes JSON within the quotes of a JSON text.
    void writeEscaped(byte[] json, int start, int end) {
        for (int i = start; i < end && makeRoom(2); i++) {
            byte c = json[i];
            byte escape =
                    switch (c) {
                        case '"', '\\' -> c;
                        case '\n' -> 'n';
                        case '\r' -> 'r';
                        case '\t' -> 't';
                        default -> 0;
                    };
            if (escape != 0) {
                bytes[size++] = '\\';
            }
            bytes[size++] = escape == 0 ? c : escape;
        }
    }

    byte[] toBytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    private boolean makeRoom(int more) {
        if (full || more > Transformer.LARGEST - size) {
            full = true;
            return false;
        }
        if (size + more > bytes.length) {
            int wanted = Math.max(size + more, 2 * bytes.length);
            bytes = Arrays.copyOf(bytes, Math.min(wanted, Transformer.LARGEST));
        }
        return true;
    }
}

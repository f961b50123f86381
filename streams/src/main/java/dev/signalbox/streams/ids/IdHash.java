package dev.signalbox.streams.ids;

import java.nio.ByteBuffer;

/// The hash by which an id is remembered: the first 16 bytes of SHA-256 over its text. A hash that
/// cannot be aimed at, for of two ids with one hash, the second would pass for the first.
///
/// @param high its first half
/// @param low its second half
public record IdHash(long high, long low) {
    static final int BYTES = 2 * Long.BYTES;

    static IdHash read(ByteBuffer from) {
        return new IdHash(from.getLong(), from.getLong());
    }

    byte[] toBytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }
}

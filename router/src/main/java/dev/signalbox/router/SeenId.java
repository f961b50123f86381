package dev.signalbox.router;

import java.nio.ByteBuffer;

/// An id by which an event is known: the first 16 bytes of SHA-256 over its record's key. A hash
/// that cannot be aimed at, for a collision would swallow another's event.
///
/// @param high its first half
/// @param low its second half
record SeenId(long high, long low) {
    static final int BYTES = 2 * Long.BYTES;

    static SeenId read(ByteBuffer from) {
        return new SeenId(from.getLong(), from.getLong());
    }

    void write(ByteBuffer to) {
        to.putLong(high).putLong(low);
    }

    byte[] toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        write(bytes);
        return bytes.array();
    }
}

package dev.signalbox.router;

import java.nio.ByteBuffer;

/// The record that brought an id first.
///
/// @param offset its offset
/// @param timeMillis its timestamp, in milliseconds since the epoch
record FirstRecord(long offset, long timeMillis) {
    static final int BYTES = 2 * Long.BYTES;

    static FirstRecord read(ByteBuffer from) {
        return new FirstRecord(from.getLong(), from.getLong());
    }

    byte[] toBytes() {
        return ByteBuffer.allocate(BYTES).putLong(offset).putLong(timeMillis).array();
    }
}

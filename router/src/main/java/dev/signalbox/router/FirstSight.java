package dev.signalbox.router;

import java.nio.ByteBuffer;

/// Where an id came first.
///
/// @param offset the record's
/// @param time the record's timestamp, in milliseconds since the epoch
record FirstSight(long offset, long time) {
    static final int BYTES = 2 * Long.BYTES;

    static FirstSight read(ByteBuffer from) {
        return new FirstSight(from.getLong(), from.getLong());
    }

    byte[] toBytes() {
        return ByteBuffer.allocate(BYTES).putLong(offset).putLong(time).array();
    }
}

package dev.signalbox.streams.ids;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The hash by which an id is remembered: the first 16 bytes of SHA-256 over its text. A hash that
/// cannot be aimed at, for of two ids with one hash, the second would pass for the first.
///
/// @param high its first half
/// @param low its second half
public record IdHash(long high, long low) {
    static final int BYTES = 2 * Long.BYTES;

    /// The hash of a text.
    public static IdHash of(byte[] text) {
        return read(ByteBuffer.wrap(sha256().digest(text)));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static IdHash read(ByteBuffer from) {
        return new IdHash(from.getLong(), from.getLong());
    }

    byte[] toBytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }
}

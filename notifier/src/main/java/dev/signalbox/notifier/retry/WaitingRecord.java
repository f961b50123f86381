package dev.signalbox.notifier.retry;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;

/// The form of a record in the store while it waits: the key says when it is due, so that the order
/// of keys is the order of time, and the value is the record.
///
/// Key: due time and offset, 8 bytes each, the greatest first. Value: the record's key, its number
/// of headers and each of them, all with their lengths before them (4 bytes); the rest is its
/// value.
@SuppressWarnings("ArrayRecordComponent")
record WaitingRecord(byte[] key, Headers headers, byte[] value) {

    /// The store's key.
    static Bytes storeKey(long dueMillis, long offset) {
        return Bytes.wrap(ByteBuffer.allocate(16).putLong(dueMillis).putLong(offset).array());
    }

    /// When the record of a store's key is due.
    static long due(Bytes storeKey) {
        return ByteBuffer.wrap(storeKey.get()).getLong();
    }

    /// The offset of the record of a store's key.
    static long offset(Bytes storeKey) {
        return ByteBuffer.wrap(storeKey.get()).getLong(8);
    }

    byte[] toBytes() {
        Header[] all = headers.toArray();
        byte[][] names = new byte[all.length][];
        int size = 8 + key.length + value.length;
        for (int i = 0; i < all.length; i++) {
            names[i] = all[i].key().getBytes(StandardCharsets.UTF_8);
            byte[] text = all[i].value();
            size += 8 + names[i].length + (text == null ? 0 : text.length);
        }
        ByteBuffer bytes = ByteBuffer.allocate(size);
        put(bytes, key);
        bytes.putInt(all.length);
        for (int i = 0; i < all.length; i++) {
            put(bytes, names[i]);
            byte[] text = all[i].value();
            put(bytes, text == null ? new byte[0] : text);
        }
        return bytes.put(value).array();
    }

    private static void put(ByteBuffer bytes, byte[] part) {
        bytes.putInt(part.length).put(part);
    }

    static WaitingRecord read(byte[] stored) {
        return read(stored, true);
    }

    /// The record with an empty value, which need not be copied then.
    static WaitingRecord readWithoutValue(byte[] stored) {
        return read(stored, false);
    }

    private static WaitingRecord read(byte[] stored, boolean withValue) {
        ByteBuffer bytes = ByteBuffer.wrap(stored);
        byte[] key = part(bytes, bytes.getInt());
        var headers = new RecordHeaders();
        for (int left = bytes.getInt(); left > 0; left--) {
            String name = new String(part(bytes, bytes.getInt()), StandardCharsets.UTF_8);
            headers.add(name, part(bytes, bytes.getInt()));
        }
        return new WaitingRecord(key, headers, part(bytes, withValue ? bytes.remaining() : 0));
    }

    private static byte[] part(ByteBuffer bytes, int length) {
        byte[] part = new byte[length];
        bytes.get(part);
        return part;
    }
}

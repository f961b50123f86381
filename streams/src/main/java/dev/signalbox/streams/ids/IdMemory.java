package dev.signalbox.streams.ids;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksIterator;

/// The ids of one partition, in buckets of time, each with a value.
///
/// Buckets make each look-up one for an exact key, and an expired bucket goes as a whole. In front
/// of each is a filter in memory; it answers for nearly all new ids, so that in the usual case the
/// store is only written. After a start the filters fill from the store little by little ([#load]);
/// until they have, the store is asked.
///
/// Used by one thread.
public final class IdMemory implements AutoCloseable {
    private static final int BETWEEN_LOOKS = 500;

    private final IdStore store;
    private final MessageDigest sha256;
    private final List<Bucket> buckets = new ArrayList<>();
    private final Deque<Bucket> unloaded = new ArrayDeque<>();
    private @Nullable RocksIterator loading;
    private long newest = Long.MIN_VALUE;

    /// The ids of some time.
    public final class Bucket {
        private final long start;
        private final IdFilter filter = new IdFilter();

        private Bucket(long start) {
            this.start = start;
        }

        /// When it begins.
        public long start() {
            return start;
        }

        /// The value that an id was put with; null for one that was not put. Not to be changed.
        public byte @Nullable [] get(IdHash id) {
            return unloaded.isEmpty() && !filter.mayHold(id.high(), id.low())
                    ? null
                    : store.get(start, id);
        }

        /// Puts an id, in place of what it was put with before.
        ///
        /// @param value of the store's size; not to be changed any more
        public void put(IdHash id, byte[] value) {
            store.put(start, id, value);
            filter.add(id.high(), id.low());
        }
    }

    /// The memory that a store keeps, which has been restored.
    public IdMemory(IdStore store) {
        this.store = store;
        sha256 = IdHash.sha256();
        store.buckets().forEach(start -> unloaded.add(bucket(start)));
        store.notOnDisk((start, id) -> bucket(start).filter.add(id.high(), id.low()));
    }

    /// The hash that is remembered of an id.
    public IdHash id(byte[] text) {
        return IdHash.read(ByteBuffer.wrap(sha256.digest(text)));
    }

    /// All buckets, in no order.
    public List<Bucket> buckets() {
        return buckets;
    }

    /// The bucket that begins at a time, made if need be; with a new one, those before its time go.
    public Bucket bucket(long start) {
        for (int i = 0; i < buckets.size(); i++) {
            if (buckets.get(i).start == start) {
                return buckets.get(i);
            }
        }
        if (start > newest) {
            newest = start;
            forgetBefore(start - store.keptMillis());
        }
        var added = new Bucket(start);
        buckets.add(added);
        return added;
    }

    private void forgetBefore(long time) {
        for (Bucket old : List.copyOf(buckets)) {
            if (old.start < time) {
                if (unloaded.peek() == old) {
                    close();
                }
                unloaded.remove(old);
                buckets.remove(old);
                store.remove(old.start);
            }
        }
    }

    /// Reads entries into the filters for so long, or a little longer.
    ///
    /// @return whether all are in
    public boolean load(Duration time) {
        long began = System.nanoTime();
        boolean loaded = load(BETWEEN_LOOKS);
        while (!loaded && System.nanoTime() - began < time.toNanos()) {
            loaded = load(BETWEEN_LOOKS);
        }
        return loaded;
    }

    private boolean load(int entries) {
        int left = entries;
        for (Bucket next = unloaded.peek(); next != null; next = unloaded.peek()) {
            if (loading == null) {
                loading = store.onDisk(next.start);
            }
            if (loading != null) {
                for (; loading.isValid() && left > 0; loading.next()) {
                    IdHash id = IdHash.read(ByteBuffer.wrap(loading.key()));
                    next.filter.add(id.high(), id.low());
                    left--;
                }
                if (loading.isValid()) {
                    return false;
                }
                store.requireWhole(loading);
            }
            close();
            unloaded.remove();
        }
        return true;
    }

    /// Gives back what reads the store.
    @Override
    public void close() {
        if (loading != null) {
            loading.close();
            loading = null;
        }
    }
}

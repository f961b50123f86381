package dev.signalbox.streams.ids;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksIterator;

/// The state store of an [IdMemory]: the ids of one partition, in buckets of time, each with a
/// value of so many bytes; on disk and in a changelog.
///
/// An id that is put waits in memory until the task commits. It is written to the changelog with
/// that commit, and to disk after it, each in large pieces. That is why it is a store of our own:
/// of Kafka's, each id would be a write and a record by itself, which was half of what routing an
/// event cost. And so the disk never has what a transaction took back.
///
/// A record of the changelog has the bucket as its key, and as its value up to 32 ids with their
/// values, one after another.
///
/// It uses two internal types of Kafka Streams, which has no public way to hear of a commit before
/// it, nor to write to the changelog.
///
/// Used by one thread, but for [#values], which any thread may call: all that changes what is found
/// there holds the store's lock, which one thread alone takes at next to no cost.
public final class IdStore implements StateStore, CachedStateStore<IdHash, byte[]> {
    private static final int IN_ONE_RECORD = 32;

    private final String name;
    private final int valueBytes;
    private final long keptMillis;
    private final boolean logged;

    /// The ids that came since the last commit.
    private Map<Long, Map<IdHash, byte[]>> waiting = new HashMap<>();

    /// The ids that the last commit took to the changelog. The next one comes only when that has
    /// succeeded.
    private Map<Long, Map<IdHash, byte[]>> committed = new HashMap<>();

    private @Nullable IdFiles files;
    private @Nullable InternalProcessorContext<?, ?> changelog;

    /// @param valueBytes the size of each value
    /// @param keptMillis a bucket that begins so much before the newest is removed
    /// @param logged whether there is a changelog
    IdStore(String name, int valueBytes, long keptMillis, boolean logged) {
        this.name = name;
        this.valueBytes = valueBytes;
        this.keptMillis = keptMillis;
        this.logged = logged;
    }

    @Override
    public synchronized void init(StateStoreContext context, StateStore root) {
        files = new IdFiles(context.stateDir().toPath().resolve(name));
        if (logged) {
            changelog = (InternalProcessorContext<?, ?>) context;
        }
        context.register(root, this::restore);
    }

    private IdFiles files() {
        if (files == null) {
            throw new IllegalStateException(name + " is not open");
        }
        return files;
    }

    private synchronized void restore(byte[] key, byte[] value) {
        var ids = new HashMap<IdHash, byte[]>();
        ByteBuffer entries = ByteBuffer.wrap(value);
        while (entries.hasRemaining()) {
            IdHash id = IdHash.read(entries);
            byte[] its = new byte[valueBytes];
            entries.get(its);
            ids.put(id, its);
        }
        long bucket = ByteBuffer.wrap(key).getLong();
        files().put(bucket, ids);
        // Where this is the copy of another process's store, only that one is told what expires.
        files().removeBefore(bucket - keptMillis);
    }

    /// The age at which a bucket is removed, in milliseconds before the newest bucket.
    long keptMillis() {
        return keptMillis;
    }

    /// The buckets that hold anything, the oldest first.
    Set<Long> buckets() {
        var buckets = new TreeSet<>(files().buckets());
        buckets.addAll(committed.keySet());
        buckets.addAll(waiting.keySet());
        return buckets;
    }

    /// The values of an id in all buckets, whether they are committed or not; none while the store
    /// is closed. May be called by any thread.
    public synchronized List<byte[]> values(IdHash id) {
        var values = new ArrayList<byte[]>();
        if (files != null) {
            for (long bucket : buckets()) {
                byte @Nullable [] value = get(bucket, id);
                if (value != null) {
                    values.add(value);
                }
            }
        }
        return values;
    }

    /// The value of an id; null for one that was not put.
    synchronized byte @Nullable [] get(long bucket, IdHash id) {
        byte @Nullable [] value = get(waiting, bucket, id);
        if (value == null) {
            value = get(committed, bucket, id);
        }
        return value == null ? files().get(bucket, id) : value;
    }

    private static byte @Nullable [] get(
            Map<Long, Map<IdHash, byte[]>> recent, long bucket, IdHash id) {
        Map<IdHash, byte[]> ids = recent.get(bucket);
        return ids == null ? null : ids.get(id);
    }

    /// Puts an id into a bucket, which is named by its start in milliseconds.
    synchronized void put(long bucket, IdHash id, byte[] value) {
        waiting.computeIfAbsent(bucket, ignored -> new HashMap<>()).put(id, value);
    }

    /// Removes a bucket with all that it holds.
    synchronized void remove(long bucket) {
        waiting.remove(bucket);
        committed.remove(bucket);
        files().remove(bucket);
    }

    /// The ids of a bucket that are on disk now, one after another; to be closed. Null for a bucket
    /// that is not on disk.
    @Nullable RocksIterator onDisk(long bucket) {
        return files().ids(bucket);
    }

    /// Checks that an iterator of [#onDisk] that has ended has read everything.
    void requireWhole(RocksIterator ids) {
        files().requireWhole(ids);
    }

    /// Hands over what is not on disk yet, by bucket.
    void notOnDisk(BiConsumer<Long, IdHash> taker) {
        committed.forEach((bucket, ids) -> ids.keySet().forEach(id -> taker.accept(bucket, id)));
        waiting.forEach((bucket, ids) -> ids.keySet().forEach(id -> taker.accept(bucket, id)));
    }

    /// Writes what waits to the changelog. Kafka Streams calls it before a commit.
    @Override
    public synchronized void flushCache() {
        writeCommitted();
        waiting.forEach(this::log);
        Map<Long, Map<IdHash, byte[]>> empty = committed;
        committed = waiting;
        waiting = empty;
    }

    private void writeCommitted() {
        committed.forEach((bucket, ids) -> {
            if (!ids.isEmpty()) {
                files().put(bucket, ids);
                ids.clear();
            }
        });
    }

    private void log(long bucket, Map<IdHash, byte[]> ids) {
        if (changelog == null) {
            return;
        }
        Bytes key = Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(bucket).array());
        Iterator<Map.Entry<IdHash, byte[]>> rest = ids.entrySet().iterator();
        for (int left = ids.size(); left > 0; left -= IN_ONE_RECORD) {
            int entries = Math.min(left, IN_ONE_RECORD);
            ByteBuffer value = ByteBuffer.allocate(entries * (IdHash.BYTES + valueBytes));
            while (value.hasRemaining()) {
                Map.Entry<IdHash, byte[]> entry = rest.next();
                IdHash id = entry.getKey();
                value.putLong(id.high()).putLong(id.low()).put(entry.getValue());
            }
            changelog.logChange(
                    name,
                    key,
                    value.array(),
                    changelog.currentSystemTimeMs(),
                    new RecordHeaders(),
                    Position.emptyPosition());
        }
    }

    /// Forgets what is not committed: the store changes hands.
    @Override
    public synchronized void clearCache() {
        waiting.clear();
    }

    /// There are no listeners to single changes.
    @Override
    public boolean setFlushListener(
            CacheFlushListener<IdHash, byte[]> listener, boolean sendOldValues) {
        return false;
    }

    /// Takes note of how far the changelog is in, after a commit.
    @Override
    public synchronized void commit(Map<TopicPartition, Long> changelogOffsets) {
        writeCommitted();
        if (changelogOffsets.isEmpty()) {
            files().forgetCommitted();
        }
        changelogOffsets.forEach(files()::commit);
    }

    @Override
    public @Nullable Long committedOffset(TopicPartition partition) {
        return files().committed(partition);
    }

    @Override
    @SuppressWarnings("deprecation") // "New implementations should always return true"
    public boolean managesOffsets() {
        return true;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean persistent() {
        return true;
    }

    @Override
    public boolean isOpen() {
        return files != null;
    }

    /// Also where its task is given up and taken up again with this very store: what was never
    /// committed is not known then.
    @Override
    public synchronized void close() {
        waiting.clear();
        committed.clear();
        if (files != null) {
            files.close();
            files = null;
        }
    }
}

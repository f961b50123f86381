package dev.signalbox.router;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
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

/// The state store of [SeenIds]: the first sights of the ids of one partition, in buckets of time,
/// on disk and in a changelog.
///
/// What is put waits in memory until the task commits, and then goes to disk and to the changelog
/// together. That is why it is a store of our own: of Kafka's, each id would be a write and a
/// record by itself, which was half of what routing an event cost. A record of the changelog has
/// the bucket as its key, and up to 32 first sights one after another as its value.
///
/// A commit that is aborted leaves first sights behind that are not in the changelog. They do no
/// harm: the same records come again, at the same offsets.
///
/// It uses two internal types of Kafka Streams, which has no public way to be told of a commit
/// before it, nor to write to the changelog.
final class SeenStore implements StateStore, CachedStateStore<SeenId, FirstSight> {
    private static final int IN_ONE_RECORD = 32;
    private static final int ENTRY_BYTES = SeenId.BYTES + FirstSight.BYTES;

    /// What waits at most. With what Kafka takes in until a commit, it is rarely reached.
    private static final int MOST_WAITING = 1 << 14;

    private final String name;
    private final boolean logged;
    private final Map<Long, Map<SeenId, FirstSight>> waiting = new HashMap<>();
    private int waits;
    private @Nullable SeenFiles files;
    private @Nullable InternalProcessorContext<?, ?> changelog;

    /// @param logged whether there is a changelog
    SeenStore(String name, boolean logged) {
        this.name = name;
        this.logged = logged;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        files = new SeenFiles(context.stateDir().toPath().resolve(name));
        if (logged) {
            changelog = (InternalProcessorContext<?, ?>) context;
        }
        context.register(root, this::restore);
    }

    private SeenFiles files() {
        if (files == null) {
            throw new IllegalStateException(name + " is not open");
        }
        return files;
    }

    private void restore(byte[] key, byte[] value) {
        var sights = new HashMap<SeenId, FirstSight>();
        ByteBuffer entries = ByteBuffer.wrap(value);
        while (entries.hasRemaining()) {
            sights.put(SeenId.read(entries), FirstSight.read(entries));
        }
        files().put(ByteBuffer.wrap(key).getLong(), sights);
    }

    /// The buckets that hold anything.
    Set<Long> buckets() {
        var buckets = new LinkedHashSet<>(files().buckets());
        buckets.addAll(waiting.keySet());
        return buckets;
    }

    /// When an id was first seen, within a bucket.
    @Nullable FirstSight get(long bucket, SeenId id) {
        Map<SeenId, FirstSight> lately = waiting.get(bucket);
        FirstSight sight = lately == null ? null : lately.get(id);
        return sight == null ? files().get(bucket, id) : sight;
    }

    /// Keeps a first sight.
    void put(long bucket, SeenId id, FirstSight sight) {
        waiting.computeIfAbsent(bucket, ignored -> new HashMap<>()).put(id, sight);
        if (++waits == MOST_WAITING) {
            flushCache();
        }
    }

    /// Removes a bucket with all that it holds.
    void remove(long bucket) {
        waiting.remove(bucket);
        files().remove(bucket);
    }

    /// The ids of a bucket that are on disk now, one after another; to be closed.
    RocksIterator ids(long bucket) {
        return files().ids(bucket);
    }

    /// Writes what waits to disk and to the changelog. Kafka Streams calls it before a commit.
    @Override
    public void flushCache() {
        waiting.forEach((bucket, sights) -> {
            if (!sights.isEmpty()) {
                files().put(bucket, sights);
                log(bucket, sights);
                sights.clear();
            }
        });
        waits = 0;
    }

    private void log(long bucket, Map<SeenId, FirstSight> sights) {
        if (changelog == null) {
            return;
        }
        Bytes key = Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(bucket).array());
        Iterator<Map.Entry<SeenId, FirstSight>> rest = sights.entrySet().iterator();
        for (int left = sights.size(); left > 0; left -= IN_ONE_RECORD) {
            ByteBuffer entries = ByteBuffer.allocate(Math.min(left, IN_ONE_RECORD) * ENTRY_BYTES);
            long newest = bucket;
            while (entries.hasRemaining()) {
                Map.Entry<SeenId, FirstSight> sight = rest.next();
                sight.getKey().write(entries);
                sight.getValue().write(entries);
                newest = Math.max(newest, sight.getValue().time());
            }
            changelog.logChange(
                    name,
                    key,
                    entries.array(),
                    newest,
                    new RecordHeaders(),
                    Position.emptyPosition());
        }
    }

    /// Forgets what waits: the store changes hands after its last commit.
    @Override
    public void clearCache() {
        waiting.clear();
        waits = 0;
    }

    /// Nobody is told of single changes.
    @Override
    public boolean setFlushListener(
            CacheFlushListener<SeenId, FirstSight> listener, boolean sendOldValues) {
        return false;
    }

    @Override
    public void commit(Map<TopicPartition, Long> changelogOffsets) {
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

    @Override
    public void close() {
        if (files != null) {
            files.close();
            files = null;
        }
    }
}

package dev.signalbox.router;

import static dev.signalbox.contract.event.EventHeaders.utf8;

import dev.signalbox.streams.ids.IdHash;
import dev.signalbox.streams.ids.IdMemory;
import dev.signalbox.streams.ids.IdStore;
import dev.signalbox.streams.ids.IdStoreBuilder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// The ids that were seen within the window, of one partition: for each the offset and the time of
/// its first sight.
///
/// A record whose id was seen at *another* offset less than the window ago is a duplicate. One that
/// comes again at the *same* offset is the same record, processed once more after a crash, and
/// passes: so an id that was stored without its delivery having left never swallows the only copy,
/// with transactions or without. Times are record timestamps, that is when ingest accepted; of two
/// records, either may be the later.
///
/// An id that is unique within a scope is remembered together with it. Builds before knew no scopes
/// and remembered each id by itself: a new id is looked up in that form too, so that an event which
/// they accepted is known when it is sent again after the upgrade.
///
/// Ids lie in buckets of half a window ([IdMemory]).
///
/// Used by one thread.
final class SeenIds implements AutoCloseable {
    private final long windowMillis;
    private final long bucketMillis;
    private final IdMemory memory;

    /// The answer about a record's id.
    enum Sight {
        FIRST,
        /// The same record as before, at the same offset.
        SAME_RECORD,
        DUPLICATE
    }

    /// Makes the stores for a window.
    static IdStoreBuilder store(String name, Duration window) {
        Duration bucket = bucketOf(window);
        return new IdStoreBuilder(name, FirstRecord.BYTES, window.plus(bucket).plus(bucket));
    }

    private static Duration bucketOf(Duration window) {
        return Duration.ofMillis(Math.max(1, window.toMillis() / 2));
    }

    SeenIds(IdStore store, Duration window) {
        windowMillis = window.toMillis();
        bucketMillis = bucketOf(window).toMillis();
        memory = new IdMemory(store);
    }

    /// Takes note of a record, and says what is known of its id.
    ///
    /// @param key the record's key
    /// @param scope what its id is unique within; empty for its bus
    /// @param offset the record's offset
    /// @param timeMillis the record's timestamp, in milliseconds since the epoch
    Sight see(byte[] key, String scope, long offset, long timeMillis) {
        IdHash id = memory.id(scope.isEmpty() ? key : scoped(key, scope));
        Sight sight = lookUp(id, offset, timeMillis);
        if (sight == Sight.FIRST && !scope.isEmpty()) {
            sight = lookUp(memory.id(key), offset, timeMillis);
        }
        if (sight == Sight.FIRST) {
            memory.bucket(start(timeMillis)).put(id, new FirstRecord(offset, timeMillis).toBytes());
        }
        return sight;
    }

    /// Returns the first records of an id that a store remembers, at most one of each bucket. May
    /// be called by any thread.
    ///
    /// @param key the record's key
    /// @param scope what its id is unique within; empty for its bus
    static List<FirstRecord> find(IdStore store, byte[] key, String scope) {
        return store.values(IdHash.of(scope.isEmpty() ? key : scoped(key, scope))).stream()
                .map(value -> FirstRecord.read(ByteBuffer.wrap(value)))
                .toList();
    }

    /// The key and the scope with a zero byte, which neither holds, between them.
    private static byte[] scoped(byte[] key, String scope) {
        byte[] suffix = utf8("\0" + scope);
        byte[] whole = Arrays.copyOf(key, key.length + suffix.length);
        System.arraycopy(suffix, 0, whole, key.length, suffix.length);
        return whole;
    }

    private Sight lookUp(IdHash id, long offset, long timeMillis) {
        List<IdMemory.Bucket> buckets = memory.buckets();
        for (int i = 0; i < buckets.size(); i++) {
            IdMemory.Bucket candidate = buckets.get(i);
            if (candidate.start() > timeMillis - windowMillis - bucketMillis
                    && candidate.start() < timeMillis + windowMillis) {
                byte[] value = candidate.get(id);
                if (value != null) {
                    FirstRecord first = FirstRecord.read(ByteBuffer.wrap(value));
                    if (first.offset() == offset) {
                        return Sight.SAME_RECORD;
                    }
                    if (Math.abs(timeMillis - first.timeMillis()) < windowMillis) {
                        return Sight.DUPLICATE;
                    }
                }
            }
        }
        return Sight.FIRST;
    }

    private long start(long timeMillis) {
        return Math.max(0, timeMillis - Math.floorMod(timeMillis, bucketMillis));
    }

    /// Reads entries into the filters in front of the store for so long.
    ///
    /// @return whether all are in
    boolean load(Duration time) {
        return memory.load(time);
    }

    @Override
    public void close() {
        memory.close();
    }
}

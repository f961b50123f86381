package dev.signalbox.router;

import dev.signalbox.contract.seen.SurelyNew;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksIterator;

/// The ids that were seen within the window, of one partition: for each the offset and the time of
/// its first sight.
///
/// A record whose id was seen at *another* offset less than the window ago is a duplicate. One that
/// comes again at the *same* offset is the same record, processed once more after a crash, and
/// passes: so an id that was stored without its delivery having left never swallows the only copy,
/// with transactions or without. Times are record timestamps, that is when ingest accepted; of two
/// records, either may be the later.
///
/// Ids lie in buckets of half a window, so that each look-up is for one exact key in a few buckets,
/// and an expired bucket goes as a whole. In front of each bucket stands a filter in memory; it
/// answers for nearly all new ids, so that in the usual case the store is only written. After a
/// start the filters fill from the store little by little ([#load]); until they have, the store is
/// asked.
///
/// Used by one thread.
final class SeenIds implements AutoCloseable {
    private static final int LOAD_AT_START = 20_000;

    private final SeenStore store;
    private final long window;
    private final long bucket;
    private final MessageDigest sha256;
    private final List<Bucket> buckets = new ArrayList<>();
    private final Deque<Bucket> unloaded = new ArrayDeque<>();
    private @Nullable RocksIterator loading;
    private long newest = Long.MIN_VALUE;

    private static final class Bucket {
        final long start;
        final SurelyNew filter = new SurelyNew();

        Bucket(long start) {
            this.start = start;
        }
    }

    /// What is known of an id.
    enum Sight {
        FIRST,
        /// The same record as before, at the same offset.
        SAME_RECORD,
        DUPLICATE
    }

    /// Makes the stores for a window.
    static SeenStoreBuilder store(String name, Duration window) {
        Duration bucket = bucketOf(window);
        return new SeenStoreBuilder(name, window.plus(bucket).plus(bucket));
    }

    private static Duration bucketOf(Duration window) {
        return Duration.ofMillis(Math.max(1, window.toMillis() / 2));
    }

    SeenIds(SeenStore store, Duration window) {
        this.store = store;
        this.window = window.toMillis();
        bucket = bucketOf(window).toMillis();
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        store.flushCache();
        store.buckets().forEach(start -> unloaded.add(bucket(start)));
        load(LOAD_AT_START);
    }

    /// Takes note of a record, and says what is known of its id.
    ///
    /// @param key the record's key
    /// @param offset the record's offset
    /// @param time the record's timestamp, in milliseconds since the epoch
    Sight see(byte[] key, long offset, long time) {
        SeenId id = SeenId.read(ByteBuffer.wrap(sha256.digest(key)));
        Sight sight = lookUp(id, offset, time);
        // The same record once more: what was kept of it may not be in the changelog.
        if (sight != Sight.DUPLICATE) {
            Bucket its = bucket(start(time));
            store.put(its.start, id, new FirstSight(offset, time));
            its.filter.add(id.high(), id.low());
        }
        return sight;
    }

    private Sight lookUp(SeenId id, long offset, long time) {
        boolean filtersKnow = unloaded.isEmpty();
        for (int i = 0; i < buckets.size(); i++) {
            Bucket candidate = buckets.get(i);
            if (candidate.start > time - window - bucket
                    && candidate.start < time + window
                    && (!filtersKnow || candidate.filter.mayHold(id.high(), id.low()))) {
                Sight sight = judge(store.get(candidate.start, id), offset, time);
                if (sight != Sight.FIRST) {
                    return sight;
                }
            }
        }
        return Sight.FIRST;
    }

    private Sight judge(@Nullable FirstSight first, long offset, long time) {
        if (first == null) {
            return Sight.FIRST;
        }
        if (first.offset() == offset) {
            return Sight.SAME_RECORD;
        }
        return Math.abs(time - first.time()) < window ? Sight.DUPLICATE : Sight.FIRST;
    }

    private long start(long time) {
        return Math.max(0, time - Math.floorMod(time, bucket));
    }

    private Bucket bucket(long start) {
        for (int i = 0; i < buckets.size(); i++) {
            if (buckets.get(i).start == start) {
                return buckets.get(i);
            }
        }
        newest = Math.max(newest, start);
        buckets.removeIf(this::expired);
        var added = new Bucket(start);
        buckets.add(added);
        return added;
    }

    private boolean expired(Bucket old) {
        boolean expired = old.start < newest - window - 2 * bucket;
        if (expired) {
            store.remove(old.start);
        }
        return expired;
    }

    /// Reads up to so many entries into the filters.
    ///
    /// @return whether all are in
    boolean load(int entries) {
        int left = entries;
        while (!unloaded.isEmpty()) {
            if (loading == null) {
                loading = store.ids(unloaded.getFirst().start);
            }
            SurelyNew filter = unloaded.getFirst().filter;
            for (; loading.isValid() && left > 0; loading.next()) {
                SeenId id = SeenId.read(ByteBuffer.wrap(loading.key()));
                filter.add(id.high(), id.low());
                left--;
            }
            if (loading.isValid()) {
                return false;
            }
            close();
            unloaded.removeFirst();
        }
        return true;
    }

    @Override
    public void close() {
        if (loading != null) {
            loading.close();
            loading = null;
        }
    }
}

package dev.signalbox.router;

import dev.signalbox.contract.seen.SurelyNew;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/// The ids that were seen within the window, of one partition: for each the offset and the time of
/// its first sight.
///
/// A record whose id was seen at *another* offset less than the window ago is a duplicate. One that
/// comes again at the *same* offset is the same record, processed once more after a crash, and
/// passes: so an id that was stored without its delivery having left never swallows the only copy,
/// with transactions or without. Times are record timestamps, that is when ingest accepted; of two
/// records, either may be the later.
///
/// An entry is the first 16 bytes of SHA-256 over the record's key (a hash that cannot be aimed at,
/// for a collision would swallow another's event), and 16 bytes of offset and time. Entries lie in
/// buckets of half a window, so that each look-up is for one exact key in a few buckets, and an
/// expired bucket goes as a whole. In front of each bucket stands a filter in memory; it answers
/// for nearly all new ids, so that in the usual case the store is only written. After a start the
/// filters fill from the store little by little ([#load]); until they have, the store is asked.
///
/// Used by one thread.
final class SeenIds implements AutoCloseable {
    private static final int HASH_BYTES = 16;
    private static final int LOAD_AT_START = 20_000;
    private static final Bytes MARKER = Bytes.wrap(new byte[] {1});

    private final WindowStore<Bytes, byte[]> store;
    private final long window;
    private final long bucket;
    private final MessageDigest sha256;
    private final List<Bucket> buckets = new ArrayList<>();
    private @Nullable KeyValueIterator<Windowed<Bytes>, byte[]> unloaded;
    private long newest = Long.MIN_VALUE;
    private long searchedFrom;
    private long searchedTo;

    private static final class Bucket {
        final long start;
        final SurelyNew filter = new SurelyNew();
        boolean marked;

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

    static StoreBuilder<WindowStore<Bytes, byte[]>> store(String name, Duration window) {
        Duration bucket = bucketOf(window);
        Duration retention = window.plus(bucket).plus(bucket);
        return Stores.windowStoreBuilder(
                        Stores.persistentWindowStore(name, retention, bucket, false),
                        Serdes.Bytes(),
                        Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(
                        Map.of(
                                TopicConfig.CLEANUP_POLICY_CONFIG,
                                TopicConfig.CLEANUP_POLICY_DELETE,
                                TopicConfig.RETENTION_MS_CONFIG,
                                Long.toString(retention.plus(Duration.ofHours(1)).toMillis())));
    }

    private static Duration bucketOf(Duration window) {
        return Duration.ofMillis(Math.max(1, window.toMillis() / 2));
    }

    SeenIds(WindowStore<Bytes, byte[]> store, Duration window) {
        this.store = store;
        this.window = window.toMillis();
        bucket = bucketOf(window).toMillis();
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        unloaded = store.all();
        load(LOAD_AT_START);
    }

    /// Takes note of a record, and says what is known of its id.
    ///
    /// @param key the record's key
    /// @param offset the record's offset
    /// @param time the record's timestamp, in milliseconds since the epoch
    Sight see(byte[] key, long offset, long time) {
        byte[] hash = Arrays.copyOf(sha256.digest(key), HASH_BYTES);
        ByteBuffer halves = ByteBuffer.wrap(hash);
        long high = halves.getLong(0);
        long low = halves.getLong(Long.BYTES);
        var id = Bytes.wrap(hash);
        if (unloaded != null) {
            findBuckets(time);
        }
        Sight sight = lookUp(id, high, low, offset, time);
        if (sight == Sight.FIRST) {
            long start = start(time);
            byte[] entry =
                    ByteBuffer.allocate(2 * Long.BYTES).putLong(offset).putLong(time).array();
            Bucket its = bucket(start);
            if (!its.marked) {
                its.marked = true;
                store.put(MARKER, entry, start);
            }
            store.put(id, entry, start);
            its.filter.add(high, low);
        }
        return sight;
    }

    private Sight lookUp(Bytes id, long high, long low, long offset, long time) {
        for (int i = 0; i < buckets.size(); i++) {
            Bucket candidate = buckets.get(i);
            if (candidate.start > time - window - bucket
                    && candidate.start < time + window
                    && (unloaded != null || candidate.filter.mayHold(high, low))) {
                Sight sight = lookUp(id, candidate.start, offset, time);
                if (sight != Sight.FIRST) {
                    return sight;
                }
            }
        }
        return Sight.FIRST;
    }

    /// Until all is loaded: takes up the buckets around that time which the store has.
    private void findBuckets(long time) {
        if (time >= searchedFrom && time < searchedTo) {
            return;
        }
        searchedFrom = start(time);
        searchedTo = searchedFrom + bucket;
        for (long start = start(time - window); start < searchedTo + window; start += bucket) {
            if (store.fetch(MARKER, start) != null) {
                bucket(start);
            }
        }
    }

    private Sight lookUp(Bytes id, long start, long offset, long time) {
        byte[] entry = store.fetch(id, start);
        if (entry == null) {
            return Sight.FIRST;
        }
        ByteBuffer first = ByteBuffer.wrap(entry);
        if (first.getLong(0) == offset) {
            return Sight.SAME_RECORD;
        }
        return Math.abs(time - first.getLong(Long.BYTES)) < window ? Sight.DUPLICATE : Sight.FIRST;
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
        buckets.removeIf(old -> old.start < newest - window - 2 * bucket);
        var added = new Bucket(start);
        buckets.add(added);
        return added;
    }

    /// Reads up to so many entries into the filters.
    ///
    /// @return whether all are in
    boolean load(int entries) {
        KeyValueIterator<Windowed<Bytes>, byte[]> rest = unloaded;
        if (rest == null) {
            return true;
        }
        for (int i = 0; i < entries; i++) {
            if (!rest.hasNext()) {
                close();
                return true;
            }
            KeyValue<Windowed<Bytes>, byte[]> entry = rest.next();
            Bucket its = bucket(entry.key.window().start());
            byte[] id = entry.key.key().get();
            if (id.length == HASH_BYTES) {
                ByteBuffer halves = ByteBuffer.wrap(id);
                its.filter.add(halves.getLong(0), halves.getLong(Long.BYTES));
            }
        }
        return false;
    }

    @Override
    public void close() {
        if (unloaded != null) {
            unloaded.close();
            unloaded = null;
        }
    }
}

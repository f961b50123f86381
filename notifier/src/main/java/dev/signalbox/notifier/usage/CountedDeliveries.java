package dev.signalbox.notifier.usage;

import dev.signalbox.contract.seen.SurelyNew;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/// The deliveries of the last week that were counted, and as what.
///
/// Ids lie in buckets of half a week, so that a look-up is for one exact key in three of them. The
/// bucket of an id comes from this machine's clock where the outcome claims a later time, so that a
/// wrong clock elsewhere cannot make ids expire.
///
/// In front of each bucket stands a filter in memory that answers for nearly all new ids. After a
/// start the filters fill from the store little by little ([#load]); until they have, the store is
/// asked for every id.
///
/// Used by one thread.
final class CountedDeliveries implements AutoCloseable {
    private static final int LOADED_AT_ONCE = 20_000;

    private final WindowStore<Bytes, byte[]> store;
    private final long bucket = UsageTopology.BUCKET.toMillis();
    private final Map<Long, SurelyNew> filters = new HashMap<>();
    private @Nullable KeyValueIterator<Windowed<Bytes>, byte[]> unloaded;

    CountedDeliveries(WindowStore<Bytes, byte[]> store) {
        this.store = store;
        unloaded = store.all();
        load();
    }

    /// Takes note that a delivery is counted.
    ///
    /// @param id the delivery's id
    /// @param what as what, one bit
    /// @param unless what it must not have been counted as before, bits
    /// @param at when it happened, in milliseconds since the epoch
    /// @param now what this machine's clock says
    /// @return whether it was not counted as any of those before
    boolean add(String id, byte what, byte unless, long at, long now) {
        byte[] key = id.getBytes(StandardCharsets.UTF_8);
        Bytes name = Bytes.wrap(key);
        long high = high(key);
        long low = low(key);
        long time = Math.max(0, Math.min(at, now));
        long start = time - time % bucket;
        byte known = 0;
        for (int back = 0; back < UsageTopology.BUCKETS; back++) {
            long candidate = start - back * bucket;
            if (mayHold(candidate, high, low)) {
                byte @Nullable [] flags = store.fetch(name, candidate);
                if (flags != null) {
                    known |= flags[0];
                }
            }
        }
        if ((known & unless) != 0) {
            return false;
        }
        store.put(name, new byte[] {(byte) (known | what)}, start);
        filter(start).add(high, low);
        return true;
    }

    private boolean mayHold(long start, long high, long low) {
        if (unloaded != null) {
            return true;
        }
        SurelyNew filter = filters.get(start);
        return filter != null && filter.mayHold(high, low);
    }

    private SurelyNew filter(long start) {
        SurelyNew filter = filters.get(start);
        if (filter == null) {
            long oldest = start - UsageTopology.BUCKETS * bucket;
            filters.keySet().removeIf(old -> old < oldest);
            filter = new SurelyNew();
            filters.put(start, filter);
        }
        return filter;
    }

    /// Takes some more of the store into the filters.
    void load() {
        KeyValueIterator<Windowed<Bytes>, byte[]> rest = unloaded;
        if (rest == null) {
            return;
        }
        for (int i = 0; i < LOADED_AT_ONCE; i++) {
            if (!rest.hasNext()) {
                close();
                return;
            }
            KeyValue<Windowed<Bytes>, byte[]> entry = rest.next();
            byte[] key = entry.key.key().get();
            filter(entry.key.window().start()).add(high(key), low(key));
        }
    }

    private static long high(byte[] id) {
        return mixed(id, 0);
    }

    private static long low(byte[] id) {
        return mixed(id, Long.BYTES);
    }

    /// Spreads what is in the characters of a delivery id, which is itself a hash, over all bits.
    private static long mixed(byte[] id, int from) {
        ByteBuffer text = ByteBuffer.wrap(id);
        long bits = id.length;
        for (int at = from; at < id.length; at += 2 * Long.BYTES) {
            bits *= 0x9E3779B97F4A7C15L;
            bits ^= at + Long.BYTES <= id.length ? text.getLong(at) : id[at];
            bits ^= bits >>> 32;
        }
        bits *= 0xBF58476D1CE4E5B9L;
        return bits ^ bits >>> 29;
    }

    /// Gives the iterator back that reads the store.
    @Override
    public void close() {
        if (unloaded != null) {
            unloaded.close();
            unloaded = null;
        }
    }
}

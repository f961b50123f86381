package dev.signalbox.notifier.usage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.streams.ids.IdHash;
import dev.signalbox.streams.ids.IdMemory;
import dev.signalbox.streams.ids.IdStore;
import dev.signalbox.streams.ids.IdStoreBuilder;
import java.time.Duration;
import java.util.List;

/// The deliveries of the last week that were counted, and as what.
///
/// Ids lie in buckets of half a week ([IdMemory]), of which three are looked into. The bucket of an
/// id comes from this machine's clock where the outcome claims a later time, so that a wrong clock
/// elsewhere cannot make ids expire.
///
/// Before the first id all are read into the filters: nothing waits for the counters, and each id
/// that comes earlier costs several times as much.
///
/// Used by one thread.
final class CountedDeliveries implements AutoCloseable {
    private static final Duration LOAD = Duration.ofMillis(25);
    private static final Duration BUCKET = Duration.ofHours(84);
    private static final int BUCKETS = 3;

    private final IdMemory memory;
    private final Duration patience;
    private final long bucket = BUCKET.toMillis();
    private boolean begun;

    /// Makes the stores.
    static IdStoreBuilder store(String name) {
        return new IdStoreBuilder(name, Byte.BYTES, BUCKET.multipliedBy(BUCKETS));
    }

    /// @param patience how long the first id waits for those of the store
    CountedDeliveries(IdStore store, Duration patience) {
        memory = new IdMemory(store);
        this.patience = patience;
    }

    /// Takes note that a delivery is counted.
    ///
    /// @param id the delivery's id
    /// @param what as what, one bit
    /// @param unless what it must not have been counted as before, bits
    /// @param atMillis when it happened, in milliseconds since the epoch
    /// @param nowMillis what this machine's clock says
    /// @return whether it was not counted as any of those before
    boolean add(String id, byte what, byte unless, long atMillis, long nowMillis) {
        if (!begun) {
            begun = true;
            memory.load(patience);
        }
        IdHash name = memory.id(id.getBytes(UTF_8));
        long time = Math.max(0, Math.min(atMillis, nowMillis));
        long start = time - time % bucket;
        byte known = known(name, start);
        if ((known & unless) != 0) {
            return false;
        }
        memory.bucket(start).put(name, new byte[] {(byte) (known | what)});
        return true;
    }

    private byte known(IdHash name, long start) {
        byte known = 0;
        List<IdMemory.Bucket> buckets = memory.buckets();
        for (int i = 0; i < buckets.size(); i++) {
            IdMemory.Bucket candidate = buckets.get(i);
            if (candidate.start() <= start && candidate.start() > start - BUCKETS * bucket) {
                byte[] flags = candidate.get(name);
                known |= flags == null ? 0 : flags[0];
            }
        }
        return known;
    }

    /// Takes some more of the store into the filters in front of it.
    void load() {
        memory.load(LOAD);
    }

    @Override
    public void close() {
        memory.close();
    }
}

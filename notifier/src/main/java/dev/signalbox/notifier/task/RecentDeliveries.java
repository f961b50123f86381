package dev.signalbox.notifier.task;

import dev.signalbox.contract.delivery.ReceivedDelivery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The deliveries handled lately, so that one that comes again is not sent again: a router that was
/// killed repeats its last moments, and two consoles may send the same dead letter again at once. A
/// delivery that comes back with one more attempt, or was deferred once more, is another one.
///
/// Those that are not done have an [Entry] each. Of those that are, only a hash is kept in the end:
/// as objects, a hundred thousand of them would be what garbage collections are busy with.
///
/// Only the polling thread calls it; an [Entry] is finished by any thread. Bounded: the eldest go
/// first, but for those not finished, which the bounds of the engine limit.
public final class RecentDeliveries {
    /// So many have an entry at least: most are done before they are the eldest of them.
    private static final int AT_HAND = 1_024;

    private static final Entry DONE = new Entry();

    static {
        DONE.finish();
    }

    private record Key(String identity, int attempts, int deferrals) {
        static @Nullable Key of(ReceivedDelivery arrival) {
            return arrival.identity() == null
                    ? null
                    : new Key(
                            arrival.identity(),
                            arrival.delivery().attempts().size(),
                            arrival.deferrals());
        }

        /// 64 bits of a hash; two that begin differently equal one of 128. Of one identity each
        /// number of attempts and deferrals has another: no step makes two numbers one.
        ///
        /// @param seed 0 to 3
        private long hash(int seed) {
            long hash = (long) attempts << 34 | (long) deferrals << 2 | seed;
            for (int i = 0; i < identity.length(); i++) {
                hash = (hash ^ identity.charAt(i)) * 0x9E3779B97F4A7C15L;
                hash ^= hash >>> 32;
            }
            return hash;
        }
    }

    /// A delivery that is being handled or has been.
    public static final class Entry {
        private boolean finished;
        private boolean dropped;
        private @Nullable List<OffsetTracker.Slot> joined;

        /// All is done for it: repetitions that came meanwhile are done as well.
        public synchronized void finish() {
            finished = true;
            if (joined != null) {
                joined.forEach(OffsetTracker.Slot::end);
                joined = null;
            }
        }

        /// It was not handled after all, and may come again.
        public synchronized void drop() {
            dropped = true;
        }

        /// The record of a repetition ends when this delivery is done.
        public synchronized void join(OffsetTracker.Slot slot) {
            if (finished) {
                slot.end();
            } else {
                if (joined == null) {
                    joined = new ArrayList<>(1);
                }
                joined.add(slot);
            }
        }

        private synchronized boolean dropped() {
            return dropped;
        }

        private synchronized boolean finished() {
            return finished;
        }
    }

    private final LinkedHashMap<Key, Entry> atHand = new LinkedHashMap<>();
    private final LatestHashes done;

    /// @param size how many deliveries are remembered, or up to twice as many
    public RecentDeliveries(int size) {
        done = new LatestHashes(size);
    }

    /// The delivery that this one repeats; null when it repeats none.
    ///
    /// One without identity may repeat others and is not taken for it.
    public @Nullable Entry find(ReceivedDelivery arrival) {
        Key key = Key.of(arrival);
        if (key == null) {
            return null;
        }
        Entry entry = atHand.get(key);
        if (entry != null) {
            return entry.dropped() ? null : entry;
        }
        return done.contains(key.hash(1), key.hash(2)) ? DONE : null;
    }

    /// Remembers a delivery that is being handled from now on.
    public Entry remember(ReceivedDelivery arrival) {
        var entry = new Entry();
        Key key = Key.of(arrival);
        if (key != null) {
            atHand.put(key, entry);
            passOnEldest();
            passOnEldest();
        }
        return entry;
    }

    /// Keeps no more of the eldest than its hash, if it is done; if not, it is the youngest now.
    private void passOnEldest() {
        if (atHand.size() <= AT_HAND) {
            return;
        }
        Map.Entry<Key, Entry> eldest = Objects.requireNonNull(atHand.pollFirstEntry());
        Key key = eldest.getKey();
        if (eldest.getValue().finished()) {
            done.add(key.hash(1), key.hash(2));
        } else if (!eldest.getValue().dropped()) {
            atHand.put(key, eldest.getValue());
        }
    }
}

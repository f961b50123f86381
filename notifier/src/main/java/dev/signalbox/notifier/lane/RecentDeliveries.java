package dev.signalbox.notifier.lane;

import dev.signalbox.contract.delivery.Arrival;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The deliveries handled lately, so that one that comes again is not sent again: a router that was
/// killed repeats its last moments, and two consoles may send the same dead letter again at once. A
/// delivery that comes back with one more attempt, or put off once more, is another one.
///
/// Only the polling thread calls it; an [Entry] is finished by any thread. Bounded: the eldest go
/// first, but for those not finished, which the bounds of the engine limit.
final class RecentDeliveries {
    private record Key(String identity, int attempts, int deferrals) {
        static @Nullable Key of(Arrival arrival) {
            return arrival.identity() == null
                    ? null
                    : new Key(
                            arrival.identity(),
                            arrival.delivery().attempts().size(),
                            arrival.deferrals());
        }
    }

    /// A delivery that is being handled or has been.
    static final class Entry {
        private boolean finished;
        private boolean dropped;
        private @Nullable List<OffsetTracker.Slot> joined;

        /// All is done for it: repetitions that came meanwhile are done as well.
        synchronized void finish() {
            finished = true;
            if (joined != null) {
                joined.forEach(OffsetTracker.Slot::end);
                joined = null;
            }
        }

        /// It was not handled after all, and may come again.
        synchronized void drop() {
            dropped = true;
        }

        /// The record of a repetition ends when this delivery is done.
        synchronized void join(OffsetTracker.Slot slot) {
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

        private synchronized boolean forgettable() {
            return finished || dropped;
        }
    }

    private final int size;
    private final Map<Key, Entry> entries = new LinkedHashMap<>();

    /// @param size how many deliveries are remembered
    RecentDeliveries(int size) {
        this.size = size;
    }

    /// The delivery that this one repeats; null when it repeats none.
    ///
    /// One without identity may repeat others and is not taken for it.
    @Nullable Entry find(Arrival arrival) {
        Key key = Key.of(arrival);
        Entry entry = key == null ? null : entries.get(key);
        return entry == null || entry.dropped() ? null : entry;
    }

    /// Remembers a delivery that is being handled from now on.
    Entry remember(Arrival arrival) {
        var entry = new Entry();
        Key key = Key.of(arrival);
        if (key == null) {
            return entry;
        }
        entries.put(key, entry);
        Iterator<Entry> eldest = entries.values().iterator();
        while (entries.size() > size && eldest.next().forgettable()) {
            eldest.remove();
        }
        return entry;
    }
}

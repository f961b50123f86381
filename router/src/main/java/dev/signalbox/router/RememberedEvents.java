package dev.signalbox.router;

import dev.signalbox.contract.event.EventLocation;
import dev.signalbox.contract.event.EventLocations;
import dev.signalbox.streams.ids.IdStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The first records of the events that this router has seen within the window, in the partitions
/// that it has now. Safe for use by any thread.
final class RememberedEvents implements EventLocations.Memory {
    private final Map<Integer, IdStore> stores = new ConcurrentHashMap<>();

    /// Adds the restored store of a partition.
    void add(int partition, IdStore store) {
        stores.put(partition, store);
    }

    /// Removes the store of a partition, unless another is there already.
    void remove(int partition, IdStore store) {
        stores.remove(partition, store);
    }

    @Override
    public List<EventLocation> find(int partition, byte[] key, String scope) {
        IdStore store = stores.get(partition);
        return store == null
                ? List.of()
                : SeenIds.find(store, key, scope).stream()
                        .map(first ->
                                new EventLocation(
                                        partition,
                                        first.offset(),
                                        Instant.ofEpochMilli(first.timeMillis())))
                        .toList();
    }
}

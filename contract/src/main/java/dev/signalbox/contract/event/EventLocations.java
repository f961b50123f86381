package dev.signalbox.contract.event;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The places in `signalbox.events` where events were accepted first, as a router in the same
/// process remembers them. Where there is none, nothing is known. Safe for use by any thread.
public final class EventLocations {
    private final AtomicReference<@Nullable Memory> memory = new AtomicReference<>();

    /// A memory of where events were accepted first.
    @FunctionalInterface
    public interface Memory {
        /// Returns where an event was accepted first; several places when it came again after it
        /// had been forgotten, and none for an event that is not remembered. Called by any thread.
        ///
        /// @param partition the partition of the key
        /// @param key the event's key as it is on its topic
        /// @param scope what the event's id is unique within; empty for its bus
        List<EventLocation> find(int partition, byte[] key, String scope);
    }

    /// Asks a memory from now on.
    public void remember(Memory given) {
        memory.set(given);
    }

    /// Asks that memory no more.
    public void forget(Memory given) {
        memory.compareAndSet(given, null);
    }

    /// Returns the places of an event as [Memory#find] does.
    public List<EventLocation> find(int partition, byte[] key, String scope) {
        Memory asked = memory.get();
        return asked == null ? List.of() : asked.find(partition, key, scope);
    }
}

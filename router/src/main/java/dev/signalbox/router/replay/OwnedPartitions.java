package dev.signalbox.router.replay;

import java.util.HashMap;
import java.util.Map;

/// The partitions of `signalbox.events` that this router has. A replay is run by the router that
/// has the partition which its id falls to.
///
/// May be used by any thread. When a partition moves from one stream thread to another, the new one
/// may take it before the old one gives it up: so each counts.
public final class OwnedPartitions {
    private final Map<Integer, Integer> tasks = new HashMap<>();
    private Runnable listener = () -> {};

    /// None yet.
    public OwnedPartitions() {}

    /// A stream thread has taken a partition.
    public void take(int partition) {
        change(partition, 1);
    }

    /// A stream thread has given up a partition.
    public void giveUp(int partition) {
        change(partition, -1);
    }

    private void change(int partition, int by) {
        Runnable told;
        synchronized (this) {
            tasks.merge(partition, by, (one, other) -> one + other == 0 ? null : one + other);
            told = listener;
        }
        told.run();
    }

    synchronized boolean has(int partition) {
        return tasks.getOrDefault(partition, 0) > 0;
    }

    /// Calls the listener after each change, on the thread that made it.
    synchronized void listen(Runnable listener) {
        this.listener = listener;
    }
}

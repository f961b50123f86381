package dev.signalbox.router.replay;

import java.util.HashMap;
import java.util.Map;

/// The partitions of `signalbox.events` that this router has. A replay is run by the router that
/// has the partition which its id falls to.
///
/// May be used by any thread. When a partition moves from one stream thread to another, the new one
/// may take it before the old one gives it up: so each counts.
public final class OwnedPartitions {
    private final LiveLag lag = new LiveLag();
    private final Map<Integer, Integer> tasks = new HashMap<>();
    private Runnable listener = () -> {};

    /// None yet.
    public OwnedPartitions() {}

    /// A stream thread has taken a partition.
    ///
    /// @return what it is to mark as it routes the partition's events
    public LiveLag.Mark take(int partition) {
        change(partition, 1);
        return lag.take();
    }

    /// A stream thread has given up a partition.
    public void giveUp(int partition, LiveLag.Mark mark) {
        lag.giveUp(mark);
        change(partition, -1);
    }

    /// How far the events of these partitions are behind.
    LiveLag lag() {
        return lag;
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

package dev.signalbox.notifier.engine;

import dev.signalbox.notifier.task.DeliveryTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// How much the engine has in hand, in records and in bytes, against its bounds. Deliveries of
/// replays may be half of it.
final class Load {
    private final int maxRecords;
    private final long maxBytes;
    private final AtomicInteger records = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger replayRecords = new AtomicInteger();
    private final AtomicLong replayBytes = new AtomicLong();

    Load(int maxRecords, long maxBytes) {
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
    }

    boolean full() {
        return records.get() >= maxRecords || bytes.get() >= maxBytes;
    }

    /// Whether there is no room for one more of a replay.
    boolean fullOfReplays() {
        return replayRecords.get() >= maxRecords / 2 || replayBytes.get() >= maxBytes / 2;
    }

    void add(DeliveryTask task) {
        add(task.bytes());
        if (task.delivery().replayed()) {
            replayRecords.incrementAndGet();
            replayBytes.addAndGet(task.bytes());
        }
    }

    void remove(DeliveryTask task) {
        remove(task.bytes());
        if (task.delivery().replayed()) {
            replayRecords.decrementAndGet();
            replayBytes.addAndGet(-task.bytes());
        }
    }

    void add(int size) {
        records.incrementAndGet();
        bytes.addAndGet(size);
    }

    void remove(int size) {
        records.decrementAndGet();
        bytes.addAndGet(-size);
    }

    int records() {
        return records.get();
    }
}

package dev.signalbox.web.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The items that a stream has still to send, put there by threads that must not wait for its
/// caller.
///
/// Safe for use by any thread. [#offer] never waits for the caller of the stream.
public final class StreamQueue {
    private final int mostItems;
    private final long mostBytes;
    private final boolean newestOfAKind;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<StreamItem> items = new ArrayDeque<>();
    private long bytes;
    private long skipped;
    private boolean closed;

    private StreamQueue(int mostItems, long mostBytes, boolean newestOfAKind) {
        this.mostItems = mostItems;
        this.mostBytes = mostBytes;
        this.newestOfAKind = newestOfAKind;
    }

    /// A queue whose oldest items make room for new ones. The stream says how many it lost, in an
    /// item `{"kind": "skipped", "skipped": 17}` at their place.
    ///
    /// @param mostItems how many items it may hold
    /// @param mostBytes how many bytes of JSON; the newest item is held even when it has more
    public static StreamQueue ring(int mostItems, long mostBytes) {
        return new StreamQueue(mostItems, mostBytes, false);
    }

    /// A queue that holds the newest item of each kind: for what replaces what was before, such as
    /// progress.
    public static StreamQueue newest() {
        return new StreamQueue(Integer.MAX_VALUE, Long.MAX_VALUE, true);
    }

    /// Adds an item; nothing when the queue is closed.
    public void offer(StreamItem item) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (newestOfAKind) {
                items.removeIf(older -> older.kind().equals(item.kind()));
            }
            items.addLast(item);
            bytes += item.json().length;
            while (items.size() > 1 && (items.size() > mostItems || bytes > mostBytes)) {
                bytes -= items.removeFirst().json().length;
                skipped++;
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Says that nothing more comes: the stream ends when it has sent what is there.
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Waits for items and takes all; none when the queue is closed and empty.
    List<StreamItem> take() throws InterruptedException {
        lock.lock();
        try {
            while (items.isEmpty() && !closed) {
                changed.await();
            }
            var taken = new ArrayList<StreamItem>(items.size() + 1);
            if (skipped > 0) {
                taken.add(StreamItem.of("skipped", Map.of("skipped", skipped)));
                skipped = 0;
            }
            taken.addAll(items);
            items.clear();
            bytes = 0;
            return taken;
        } finally {
            lock.unlock();
        }
    }
}

package dev.signalbox.notifier.engine;

import dev.signalbox.notifier.task.DoneAhead;
import java.util.ArrayDeque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// One partition, as the polling thread takes it in: what was fetched and not yet admitted, and
/// whether the partition is paused for it.
final class Intake {
    /// Fetched and not yet admitted, in order.
    final ArrayDeque<ConsumerRecord<byte[], byte[]>> pending = new ArrayDeque<>();

    private long pendingBytes;

    /// Records before this offset were done before the partition came to us, and maybe some after
    /// it; they are read for the recent memory only.
    private final long begins;

    private final DoneAhead doneAhead;

    /// Whether the consumer was asked to fetch no more.
    boolean paused;

    /// Whether more could have been admitted than one turn allows.
    boolean admissible;

    /// Since when the first pending record waits for the rules; -1 when it does not.
    long waitsForRules = -1;

    Intake(long begins, DoneAhead doneAhead) {
        this.begins = begins;
        this.doneAhead = doneAhead;
    }

    void add(List<ConsumerRecord<byte[], byte[]>> fetched) {
        pending.addAll(fetched);
        fetched.forEach(item -> pendingBytes += bytes(item));
    }

    /// Takes the first out.
    void remove() {
        pendingBytes -= bytes(pending.remove());
    }

    /// Bytes of what is pending, without headers.
    long pendingBytes() {
        return pendingBytes;
    }

    private static int bytes(ConsumerRecord<byte[], byte[]> item) {
        return Math.max(0, item.serializedValueSize());
    }

    /// Whether a record was done before the partition came to us.
    boolean done(long offset) {
        return offset < begins || doneAhead.contains(offset);
    }

    /// Whether such a record is not before the offset that was committed.
    boolean ahead(long offset) {
        return offset >= begins;
    }
}

package dev.signalbox.notifier.retry;

import dev.signalbox.contract.delivery.DeliveryReader;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.streams.RejectUnreadable;
import java.time.Duration;
import java.util.ArrayList;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// Keeps deliveries until they are due.
///
/// Ten times a second it hands on what is due, at most [#MOST] of them, so that a great number due
/// at once neither holds the thread nor makes one huge transaction. Reading starts where the last
/// reading ended: what lies before is deleted, and stepping over many deleted keys is what such a
/// store is slow at.
final class Schedule extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
    /// Deliveries handed on at one time.
    static final int MOST = 2_000;

    /// And hardly more bytes: they are one transaction, which Kafka allows ten seconds.
    private static final long MOST_BYTES = 8L << 20;

    static final Duration EVERY = Duration.ofMillis(100);

    private final Waiting waiting;
    private final DeliveryReader reader = new DeliveryReader();
    private Waiting.@Nullable Part mine;
    private @Nullable KeyValueStore<Bytes, byte[]> store;
    private long earliest;

    /// @param waiting counts what waits
    Schedule(Waiting waiting) {
        this.waiting = waiting;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        KeyValueStore<Bytes, byte[]> opened = context.getStateStore(RetrySchedulerTopology.STORE);
        store = opened;
        earliest = 0;
        Waiting.Part part = waiting.open();
        mine = part;
        try (KeyValueIterator<Bytes, byte[]> all = opened.all()) {
            while (all.hasNext()) {
                WaitingRecord waits = WaitingRecord.readWithoutValue(all.next().value);
                part.add(waits.key(), waits.headers());
            }
        }
        context.schedule(EVERY, PunctuationType.WALL_CLOCK_TIME, this::handOn);
    }

    private KeyValueStore<Bytes, byte[]> store() {
        if (store == null) {
            throw new IllegalStateException("not initialised");
        }
        return store;
    }

    private Waiting.Part mine() {
        if (mine == null) {
            throw new IllegalStateException("not initialised");
        }
        return mine;
    }

    @Override
    public void process(Record<byte[], byte[]> item) {
        RecordMetadata place = context().recordMetadata().orElseThrow();
        long dueMillis;
        try {
            reader.read(item.key(), item.value(), item.headers());
            dueMillis = EventHeaders.number(item.headers(), DeliveryRecords.DUE, -1);
            if (dueMillis < 0) {
                throw new IllegalArgumentException(
                        "the header " + DeliveryRecords.DUE + " is missing or negative");
            }
        } catch (IllegalArgumentException e) {
            context()
                    .forward(
                            RejectUnreadable.rejected(context(), item, e),
                            RetrySchedulerTopology.UNREADABLE);
            return;
        }
        var headers = new RecordHeaders(item.headers().toArray());
        headers.remove(DeliveryRecords.DUE);
        store().put(
                        WaitingRecord.storeKey(dueMillis, place.offset()),
                        new WaitingRecord(item.key(), headers, item.value()).toBytes());
        earliest = Math.min(earliest, dueMillis);
        mine().add(item.key(), headers);
    }

    private void handOn(long nowMillis) {
        if (nowMillis < earliest) {
            return;
        }
        var done = new ArrayList<Bytes>();
        long bytes = 0;
        long next = Long.MAX_VALUE;
        try (KeyValueIterator<Bytes, byte[]> items =
                store().range(WaitingRecord.storeKey(earliest, 0), null)) {
            while (items.hasNext()) {
                long dueMillis = WaitingRecord.due(items.peekNextKey());
                if (dueMillis > nowMillis || done.size() == MOST || bytes > MOST_BYTES) {
                    next = dueMillis;
                    break;
                }
                KeyValue<Bytes, byte[]> item = items.next();
                WaitingRecord waited = WaitingRecord.read(item.value);
                context()
                        .forward(
                                new Record<>(
                                        waited.key(), waited.value(), nowMillis, waited.headers()),
                                RetrySchedulerTopology.DUE);
                done.add(item.key);
                bytes += item.value.length;
                mine().remove(waited.key(), waited.headers());
            }
        }
        done.forEach(store()::delete);
        earliest = next;
    }

    @Override
    public void close() {
        if (mine != null) {
            mine.close();
        }
    }
}

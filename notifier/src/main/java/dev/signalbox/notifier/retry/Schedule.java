package dev.signalbox.notifier.retry;

import dev.signalbox.contract.delivery.DeliveryReader;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.streams.RejectUnreadable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
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

    /// Deliveries that are looked at in one turn for those of released targets.
    private static final int MOST_SEEN = 20_000;

    static final Duration EVERY = Duration.ofMillis(100);

    private final Waiting waiting;
    private final DeliveryReader reader = new DeliveryReader();
    private Waiting.@Nullable Part mine;
    private @Nullable KeyValueStore<Bytes, byte[]> store;
    private long earliest;

    /// The offset of the last record that was taken in.
    private long last = -1;

    private final Released released = new Released();

    /// The targets whose deliveries come at once, as far as the store was read for them.
    private static final class Released {
        private final Set<String> targets = new HashSet<>();
        private @Nullable Bytes from;
        private long upTo;

        void add(Set<String> more, long offset) {
            targets.addAll(more);
            from = null;
            upTo = offset;
        }

        boolean names(Bytes storeKey, WaitingRecord waits) {
            return WaitingRecord.offset(storeKey) <= upTo
                    && targets.contains(Waiting.Part.name(waits.key()));
        }

        /// @param next where to read on; null at the end
        void readTo(@Nullable Bytes next) {
            from = next;
            if (next == null) {
                targets.clear();
            }
        }
    }

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
                last = Math.max(last, WaitingRecord.offset(all.peekNextKey()));
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
        if (mine().isReleased(item.key(), item.timestamp())) {
            dueMillis = Math.min(dueMillis, item.timestamp());
        }
        last = place.offset();
        store().put(
                        WaitingRecord.storeKey(dueMillis, place.offset()),
                        new WaitingRecord(item.key(), headers, item.value()).toBytes());
        earliest = Math.min(earliest, dueMillis);
        mine().add(item.key(), headers);
    }

    private void handOn(long nowMillis) {
        handOnDue(nowMillis);
        Set<String> more = mine().takeReleased();
        if (!more.isEmpty()) {
            released.add(more, last);
        }
        if (!released.targets.isEmpty()) {
            handOnReleased(nowMillis);
        }
    }

    /// Hands on what waits for released targets, as much as may be at one time. It has to be looked
    /// for among all that waits, which is worth it where a person waits for it.
    private void handOnReleased(long nowMillis) {
        var done = new ArrayList<Bytes>();
        long bytes = 0;
        int seen = 0;
        Bytes next = null;
        try (KeyValueIterator<Bytes, byte[]> items = store().range(released.from, null)) {
            while (items.hasNext()) {
                if (seen == MOST_SEEN || done.size() == MOST || bytes > MOST_BYTES) {
                    next = items.peekNextKey();
                    break;
                }
                seen++;
                KeyValue<Bytes, byte[]> item = items.next();
                if (released.names(item.key, WaitingRecord.readWithoutValue(item.value))) {
                    handOn(item, nowMillis);
                    done.add(item.key);
                    bytes += item.value.length;
                }
            }
        }
        released.readTo(next);
        done.forEach(store()::delete);
    }

    private void handOn(KeyValue<Bytes, byte[]> item, long nowMillis) {
        WaitingRecord waited = WaitingRecord.read(item.value);
        boolean replayed = waited.headers().lastHeader(DeliveryRecords.REPLAY) != null;
        context()
                .forward(
                        new Record<>(waited.key(), waited.value(), nowMillis, waited.headers()),
                        replayed
                                ? RetrySchedulerTopology.DUE_OF_REPLAYS
                                : RetrySchedulerTopology.DUE);
        mine().remove(waited.key(), waited.headers());
    }

    private void handOnDue(long nowMillis) {
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
                handOn(item, nowMillis);
                done.add(item.key);
                bytes += item.value.length;
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

package dev.signalbox.history;

import dev.signalbox.contract.replay.OffsetRange;
import dev.signalbox.contract.rule.BusKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;

/// The kept events of one bus and period, the oldest first, over all partitions.
///
/// Within a partition the order is that of its offsets, so events of one id never overtake one
/// another. Across partitions the next event is the oldest of those read, unless a partition in
/// which none waits has not been read as far as that: such partitions are read first. Time may step
/// back a little within a partition, as the clocks of ingests differ, and so it may here.
///
/// Of each partition some hundred events are read ahead, or about a megabyte beyond the last poll.
/// Used by one thread. The consumer is the caller's, who closes it.
public final class KeptEvents {
    private static final int MOST_AHEAD = 500;
    private static final int MOST_BYTES_AHEAD = 1 << 20;

    private final RangeReader reader;
    private final List<Cursor> cursors = new ArrayList<>();
    private long expired;
    private long expiredAfterLast;

    /// Offsets that Kafka had deleted behind an event that has not been given yet.
    private record Gap(long after, long offsets) {}

    /// The events of a partition that have been read and not been given yet.
    private static final class Cursor {
        final int partition;
        final ArrayDeque<KeptEvent> ahead = new ArrayDeque<>();
        final ArrayDeque<Gap> gaps = new ArrayDeque<>();
        long bytesAhead;
        long expiredSeen;

        Cursor(int partition) {
            this.partition = partition;
        }

        boolean isFull() {
            return ahead.size() >= MOST_AHEAD || bytesAhead >= MOST_BYTES_AHEAD;
        }
    }

    /// Assigns the ranges to the consumer.
    ///
    /// @param ranges what to read, by partition
    /// @param bus whose events are wanted
    /// @param from the first moment of the period
    /// @param to the moment after its last one
    public KeptEvents(
            Consumer<byte[], byte[]> consumer,
            Map<Integer, OffsetRange> ranges,
            BusKey bus,
            Instant from,
            Instant to) {
        reader = new RangeReader(consumer, ranges, bus, from, to);
        ranges.keySet().forEach(partition -> cursors.add(new Cursor(partition)));
    }

    /// The next event.
    ///
    /// @param patience how long to wait where Kafka has nothing at hand
    /// @return null where none was found in one reading; then there may still be some, unless all
    ///   are [#finished]
    public @Nullable KeptEvent next(Duration patience) {
        expiredAfterLast = 0;
        Cursor first = oldest();
        if (first == null) {
            read(patience);
            first = oldest();
        }
        if (first == null) {
            return null;
        }
        KeptEvent event = first.ahead.remove();
        first.bytesAhead -= event.size();
        while (!first.gaps.isEmpty() && first.gaps.element().after() <= event.offset()) {
            expiredAfterLast += first.gaps.remove().offsets();
        }
        expired += expiredAfterLast;
        return event;
    }

    /// The partition whose first event is the next; null where that is not known yet.
    private @Nullable Cursor oldest() {
        Cursor oldest = null;
        long least = Long.MAX_VALUE;
        long reached = Long.MAX_VALUE;
        for (Cursor cursor : cursors) {
            KeptEvent first = cursor.ahead.peek();
            if (first == null) {
                if (!reader.finished(cursor.partition)) {
                    reached = Math.min(reached, reader.reachedMillis(cursor.partition));
                }
            } else if (first.acceptedMillis() < least) {
                oldest = cursor;
                least = first.acceptedMillis();
            }
        }
        return least <= reached ? oldest : null;
    }

    private void read(Duration patience) {
        var byPartition = new TreeMap<Integer, Cursor>();
        var wanted = new HashSet<Integer>();
        for (Cursor cursor : cursors) {
            byPartition.put(cursor.partition, cursor);
            if (!cursor.isFull()) {
                wanted.add(cursor.partition);
            }
        }
        reader.readOnly(wanted);
        reader.poll(
                patience,
                event -> {
                    Cursor cursor = byPartition.get(event.partition());
                    if (cursor != null) {
                        cursor.ahead.add(event);
                        cursor.bytesAhead += event.size();
                    }
                });
        cursors.forEach(this::noteGap);
    }

    private void noteGap(Cursor cursor) {
        long gap = reader.expired(cursor.partition) - cursor.expiredSeen;
        if (gap > 0) {
            cursor.expiredSeen += gap;
            KeptEvent last = cursor.ahead.peekLast();
            if (last == null) {
                expired += gap;
            } else {
                cursor.gaps.add(new Gap(last.offset(), gap));
            }
        }
    }

    /// Whether all events have been given.
    public boolean finished() {
        return reader.finished() && cursors.stream().allMatch(cursor -> cursor.ahead.isEmpty());
    }

    /// The offset of each partition from which on nothing has been given.
    public SortedMap<Integer, Long> positions() {
        SortedMap<Integer, Long> positions = reader.positions();
        for (Cursor cursor : cursors) {
            KeptEvent first = cursor.ahead.peek();
            if (first != null) {
                positions.put(cursor.partition, first.offset());
            }
        }
        return positions;
    }

    /// How many offsets there were to read.
    public long offsets() {
        return reader.offsets();
    }

    /// How many offsets have not been read yet; of those read, some hundred a partition may not
    /// have been given.
    public long left() {
        return reader.left();
    }

    /// How many offsets before the [#positions] Kafka had deleted before they were read, whatever
    /// bus they were of.
    public long expired() {
        return expired;
    }

    /// How many of them lie between the event that was given last and the position of its
    /// partition.
    public long expiredAfterLast() {
        return expiredAfterLast;
    }
}

package dev.signalbox.console.history;

import dev.signalbox.console.history.EventHistory.EventPage;
import dev.signalbox.contract.topic.Topic;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// One search for the events that a filter selects, in all partitions at once; it returns them in
/// the order in which they were accepted.
///
/// Each partition has a cursor: how far it has been read, and the events found there that are not
/// returned yet. The next event is the earliest found one, unless a partition in which none waits
/// has not been read as far as that: such partitions are read first. The clocks of several ingests
/// differ, so within a partition time may step back a little, and the order of pages is only as
/// exact as those clocks. This cannot lose or repeat an event, because a page ends at an offset of
/// each partition and the next page begins there.
final class EventSearch {
    /// How far the clocks of ingests may differ before an event is missed at the period's end.
    static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(1);

    private final HistoryScan scan;
    private final EventFilter filter;
    private final int limit;
    private final List<Cursor> cursors = new ArrayList<>();

    private record Found(long offset, PastEvent event) {}

    private static final class Cursor {
        final TopicPartition partition;
        final long stop;
        long next;
        long readUpToMillis;
        final ArrayDeque<Found> found = new ArrayDeque<>();

        Cursor(TopicPartition partition, long next, long stop, long readUpToMillis) {
            this.partition = partition;
            this.next = Math.min(next, stop);
            this.stop = stop;
            this.readUpToMillis = readUpToMillis;
        }

        boolean hasMore() {
            return next < stop;
        }

        long timeMillis() {
            Found first = found.peek();
            return first == null ? readUpToMillis : first.event().acceptedMillis();
        }

        /// The offset at which a later search has to begin.
        long resumeOffset() {
            Found first = found.peek();
            return first == null ? next : first.offset();
        }
    }

    EventSearch(HistoryScan scan, EventFilter filter, int limit) {
        this.scan = scan;
        this.filter = filter;
        this.limit = limit;
    }

    /// Returns the next page.
    ///
    /// @param token of the page before; null or empty for the first page
    EventPage page(@Nullable String token) {
        List<TopicPartition> partitions = scan.partitions(Topic.EVENTS);
        return switch (HistoryToken.read(token, filter.question(), partitions.size())) {
            case HistoryToken.Invalid _ -> new EventPage.InvalidToken();
            case HistoryToken.FirstPage _ -> page(partitions, List.of());
            case HistoryToken.From from -> page(partitions, from.offsets());
        };
    }

    private EventPage page(List<TopicPartition> partitions, List<Long> resumeOffsets) {
        begin(partitions, resumeOffsets);
        var events = new ArrayList<PastEvent>();
        for (Cursor cursor = earliest(); cursor != null; cursor = earliest()) {
            Found first = cursor.found.peek();
            if (first == null) {
                if (scan.late()) {
                    return new EventPage.Events(events, token());
                }
                readOn();
            } else if (events.size() == limit) {
                return new EventPage.Events(events, token());
            } else {
                events.add(cursor.found.remove().event());
            }
        }
        return new EventPage.Events(events, "");
    }

    private void begin(List<TopicPartition> partitions, List<Long> resumeOffsets) {
        scan.consumer().assign(partitions);
        Map<TopicPartition, Long> starts = scan.offsets(partitions, filter.from());
        Map<TopicPartition, Long> stops =
                scan.offsets(partitions, filter.to().plus(CLOCK_DIFFERENCE));
        for (TopicPartition partition : partitions) {
            long start = starts.getOrDefault(partition, 0L);
            if (partition.partition() < resumeOffsets.size()) {
                start = Math.max(start, resumeOffsets.get(partition.partition()));
            }
            var cursor =
                    new Cursor(
                            partition,
                            start,
                            stops.getOrDefault(partition, 0L),
                            filter.from().toEpochMilli());
            scan.consumer().seek(partition, cursor.next);
            cursors.add(cursor);
        }
    }

    private @Nullable Cursor earliest() {
        return cursors.stream()
                .filter(cursor -> cursor.hasMore() || !cursor.found.isEmpty())
                .min(
                        Comparator.comparingLong(Cursor::timeMillis)
                                .thenComparing(cursor -> cursor.found.isEmpty())
                                .thenComparingInt(cursor -> cursor.partition.partition()))
                .orElse(null);
    }

    private void readOn() {
        var pause = new ArrayList<TopicPartition>();
        var resume = new ArrayList<TopicPartition>();
        for (Cursor cursor : cursors) {
            (cursor.hasMore() && cursor.found.size() <= limit ? resume : pause)
                    .add(cursor.partition);
        }
        scan.consumer().pause(pause);
        scan.consumer().resume(resume);
        for (ConsumerRecord<byte[], byte[]> item : scan.poll()) {
            Cursor cursor = cursors.get(item.partition());
            if (item.offset() < cursor.stop) {
                cursor.readUpToMillis = Math.max(cursor.readUpToMillis, item.timestamp());
                PastEvent event = filter.selected(item);
                if (event != null) {
                    cursor.found.add(new Found(item.offset(), event));
                }
            }
        }
        for (TopicPartition partition : resume) {
            Cursor cursor = cursors.get(partition.partition());
            long position = scan.consumer().position(partition, scan.patience());
            cursor.next = Math.min(position, cursor.stop);
        }
    }

    private String token() {
        return HistoryToken.write(
                filter.question(), cursors.stream().map(Cursor::resumeOffset).toList());
    }
}

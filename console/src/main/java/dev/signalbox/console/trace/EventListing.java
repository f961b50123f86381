package dev.signalbox.console.trace;

import dev.signalbox.console.history.HistoryScan;
import dev.signalbox.console.history.PastEvent;
import dev.signalbox.contract.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// One search for the newest events that a choice selects, in all partitions; it returns them by
/// the time of their acceptance, the newest first.
///
/// Each partition is read backwards in chunks and has a cursor: how far down it has been read, and
/// the events found there that are not returned yet. The next event is the latest found one, unless
/// a partition in which none waits has not been read as far down as that: such partitions are read
/// first. The clocks of several ingests differ, so the order is only as exact as they are; no event
/// is lost or repeated by that, because a page ends at an offset of each partition and the next one
/// begins there.
final class EventListing {
    private static final long FIRST_CHUNK = 500;
    private static final long LARGEST_CHUNK = 32_000;

    /// How far the clocks of ingests may differ before an event is missed at the period's ends.
    private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(1);

    /// How many bytes the contents on a page may have before it ends.
    private static final long MOST_BYTES = 4 << 20;

    private final HistoryScan scan;
    private final EventChoice choice;
    private final int limit;
    private final boolean bodies;
    private final List<Cursor> cursors = new ArrayList<>();

    /// A page.
    ///
    /// @param next the offset of each partition below which the next page begins; null at the end
    /// @param searchedBackTo the time back to which all was searched, when the time was too short
    ///   for more; else null
    record Page(
            List<PastEvent> events, @Nullable List<Long> next, @Nullable Instant searchedBackTo) {}

    private final class Cursor {
        final TopicPartition partition;
        final long begin;
        long unread;
        long chunk = FIRST_CHUNK;
        long readDownToMillis = Long.MAX_VALUE;
        final ArrayDeque<PastEvent> found = new ArrayDeque<>();

        Cursor(TopicPartition partition, long begin, long end) {
            this.partition = partition;
            this.begin = Math.min(begin, end);
            unread = end;
        }

        boolean hasMore() {
            return unread > begin;
        }

        long timeMillis() {
            PastEvent first = found.peek();
            return first == null ? readDownToMillis : first.accepted().toEpochMilli();
        }

        /// The offset below which a later search has to continue.
        long resumeOffset() {
            PastEvent first = found.peek();
            return first == null ? unread : first.location().offset() + 1;
        }

        /// Reads the next chunk downwards; changes nothing when the time is over before its end. Of
        /// more events than a page can have the older ones are read again when they are needed.
        void readOn() {
            long start = Math.max(begin, unread - chunk);
            var chosen = new ArrayDeque<PastEvent>();
            var oldest = new long[] {readDownToMillis};
            var tooMany = new boolean[1];
            boolean whole =
                    scan.range(
                            partition,
                            start,
                            unread,
                            item -> {
                                oldest[0] = Math.min(oldest[0], item.timestamp());
                                PastEvent event = choice.selected(item);
                                if (event != null) {
                                    chosen.addFirst(bodies ? event : event.withoutBody());
                                }
                                if (chosen.size() > limit) {
                                    chosen.removeLast();
                                    tooMany[0] = true;
                                }
                            });
            if (!whole) {
                return;
            }
            found.addAll(chosen);
            if (tooMany[0]) {
                unread = chosen.getLast().location().offset();
            } else {
                unread = start;
                readDownToMillis = oldest[0];
                chunk = Math.min(2 * chunk, LARGEST_CHUNK);
            }
        }
    }

    EventListing(HistoryScan scan, EventChoice choice, int limit, boolean bodies) {
        this.scan = scan;
        this.choice = choice;
        this.limit = limit;
        this.bodies = bodies;
    }

    /// Returns the next page.
    ///
    /// @param below the offset of each partition below which the page begins; null for the first
    ///   page
    Page page(@Nullable List<Long> below) {
        begin(below);
        var events = new ArrayList<PastEvent>();
        long bytes = 0;
        for (Cursor cursor = latest(); cursor != null; cursor = latest()) {
            PastEvent first = cursor.found.peek();
            if (first == null) {
                if (scan.late()) {
                    return new Page(events, resumeOffsets(), back());
                }
                cursor.readOn();
            } else if (events.size() == limit
                    || (bytes > 0 && bytes + first.body().length > MOST_BYTES)) {
                return new Page(events, resumeOffsets(), null);
            } else {
                cursor.found.remove();
                bytes += first.body().length;
                events.add(first);
            }
        }
        return new Page(events, null, null);
    }

    private void begin(@Nullable List<Long> below) {
        List<TopicPartition> partitions = scan.partitions(Topic.EVENTS);
        Map<TopicPartition, Long> begins = scan.offsets(partitions, early(choice.from()));
        Map<TopicPartition, Long> oldest = scan.begins(partitions);
        Map<TopicPartition, Long> ends =
                choice.to().isBefore(scan.now())
                        ? scan.offsets(partitions, choice.to().plus(CLOCK_DIFFERENCE))
                        : scan.ends(partitions);
        for (TopicPartition partition : partitions) {
            int number = partition.partition();
            long end = ends.getOrDefault(partition, 0L);
            cursors.add(
                    new Cursor(
                            partition,
                            Math.max(
                                    oldest.getOrDefault(partition, 0L),
                                    begins.getOrDefault(partition, 0L)),
                            below == null || number >= below.size()
                                    ? end
                                    : Math.min(end, below.get(number))));
        }
    }

    private static Instant early(Instant from) {
        Instant early = from.minus(CLOCK_DIFFERENCE);
        return early.isBefore(Instant.EPOCH) ? Instant.EPOCH : early;
    }

    private @Nullable Cursor latest() {
        return cursors.stream()
                .filter(cursor -> cursor.hasMore() || !cursor.found.isEmpty())
                .max(
                        Comparator.comparingLong(Cursor::timeMillis)
                                .thenComparing(cursor -> !cursor.found.isEmpty()))
                .orElse(null);
    }

    private List<Long> resumeOffsets() {
        return cursors.stream().map(Cursor::resumeOffset).toList();
    }

    /// The latest time at which something was not read yet.
    private Instant back() {
        return Instant.ofEpochMilli(
                cursors.stream()
                        .filter(Cursor::hasMore)
                        .mapToLong(cursor -> cursor.readDownToMillis)
                        .filter(time -> time != Long.MAX_VALUE)
                        .max()
                        .orElse(Math.min(scan.now().toEpochMilli(), choice.to().toEpochMilli())));
    }
}

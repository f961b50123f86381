package dev.signalbox.console.delivery;

import dev.signalbox.console.delivery.DeadLetterStates.State;
import dev.signalbox.console.history.HistoryScan;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.delivery.RedriveMark;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// One search for dead letters. It reads each partition that can hold them backwards from its
/// present end, and returns them by the time of their death, the newest first.
///
/// Whether a dead letter was sent again is recorded by a mark behind it. Therefore the search for a
/// later page begins at the end too: it reads the part that earlier pages returned, for its marks.
///
/// Each partition has a cursor: how far down it has been read, and the dead letters found there
/// that are not returned yet. The next dead letter is the latest found one, unless a partition in
/// which none waits has not been read as far down as that: such partitions are read first. The
/// clocks of several notifiers differ a little; the order is only as exact as they are.
final class DeadLetterSearch {
    private static final long FIRST_CHUNK = 500;
    private static final long LARGEST_CHUNK = 16_000;

    private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(1);

    /// How many deliveries are remembered, for all partitions together.
    private static final int MOST_KNOWN = 500_000;

    private final HistoryScan scan;
    private final DeadLetterFilter filter;
    private final int limit;
    private final List<Cursor> cursors = new ArrayList<>();
    private final Set<String> missing;
    private final Set<String> unmet;

    /// A page.
    ///
    /// @param next the offset of each partition below which the next page begins; null at the end
    /// @param searchedBackTo the time back to which all was searched, when the time was too short
    ///   for more; else null
    record Page(
            List<DeadLetterLocation> deadLetters,
            @Nullable List<Long> next,
            @Nullable Instant searchedBackTo) {}

    private final class Cursor {
        final TopicPartition partition;
        final long begin;
        final long below;
        long unread;
        long chunk = FIRST_CHUNK;
        long readDownToMillis = Long.MAX_VALUE;
        final DeadLetterStates states = new DeadLetterStates();
        final ArrayDeque<DeadLetterLocation> found = new ArrayDeque<>();

        Cursor(TopicPartition partition, long begin, long end, long below) {
            this.partition = partition;
            this.begin = Math.min(begin, end);
            this.below = below;
            unread = end;
        }

        boolean hasMore() {
            return unread > begin;
        }

        long timeMillis() {
            DeadLetterLocation first = found.peek();
            return first == null ? readDownToMillis : first.diedMillis();
        }

        /// The offset below which a later search has to continue.
        long resumeOffset() {
            DeadLetterLocation first = found.peek();
            return first == null ? Math.min(unread, below) : first.offset() + 1;
        }

        /// Reads the next chunk downwards; changes nothing when the time is over before its end.
        void readOn() {
            long start = Math.max(begin, unread - chunk);
            var seen = new ArrayList<Seen>();
            var oldest = new long[] {readDownToMillis};
            boolean whole =
                    scan.range(
                            partition,
                            start,
                            unread,
                            item -> {
                                oldest[0] = Math.min(oldest[0], item.timestamp());
                                Seen one = see(item);
                                if (one != null) {
                                    seen.add(one);
                                }
                            });
            if (whole) {
                unread = start;
                readDownToMillis = oldest[0];
                chunk = Math.min(2 * chunk, LARGEST_CHUNK);
                seen.reversed().forEach(this::take);
            }
        }

        private @Nullable Seen see(ConsumerRecord<byte[], byte[]> item) {
            TargetKey target = filter.wanted(item.key());
            if (target == null) {
                return null;
            }
            byte @Nullable [] value = item.value();
            if (value == null) {
                RedriveMark mark = RedriveMark.read(value, item.headers());
                if (mark == null) {
                    scan.unreadable(item);
                    return null;
                }
                return filter.wants(mark.deliveryId()) ? new Mark(mark) : null;
            }
            String id = EventHeaders.text(item.headers(), DeliveryRecords.ID);
            if (id == null) {
                scan.unreadable(item);
                return null;
            }
            if (!filter.wants(id)) {
                return null;
            }
            String contact = EventHeaders.text(item.headers(), DeliveryRecords.CONTACT);
            return new Dead(
                    new DeadLetterLocation(
                            partition,
                            item.offset(),
                            item.timestamp(),
                            id,
                            target,
                            contact == null ? "" : contact,
                            null));
        }

        private void take(Seen one) {
            switch (one) {
                case Mark mark -> states.mark(mark.mark());
                case Dead deadLetter -> take(deadLetter.location());
            }
        }

        private void take(DeadLetterLocation location) {
            State state = states.deadLetter(location.id(), location.offset());
            if (state == null || (!state.newest() && !filter.ids().isEmpty())) {
                return;
            }
            missing.remove(location.id());
            DeadLetterLocation deadLetter =
                    new DeadLetterLocation(
                            location.partition(),
                            location.offset(),
                            location.diedMillis(),
                            location.id(),
                            location.target(),
                            location.contact(),
                            state.redriven());
            if (location.offset() < below && filter.wants(deadLetter)) {
                unmet.remove(location.id());
                found.add(deadLetter);
            }
        }
    }

    /// A record of a chunk that matters to the search.
    private sealed interface Seen {}

    private record Mark(RedriveMark mark) implements Seen {}

    private record Dead(DeadLetterLocation location) implements Seen {}

    /// @param limit how many dead letters the page may have
    DeadLetterSearch(HistoryScan scan, DeadLetterFilter filter, int limit) {
        this.scan = scan;
        this.filter = filter;
        this.limit = limit;
        missing = new HashSet<>(filter.ids());
        unmet = new HashSet<>(filter.ids());
    }

    /// The partitions that can hold such dead letters.
    static List<TopicPartition> partitions(HistoryScan scan, DeadLetterFilter filter) {
        TargetKey target = filter.onlyTarget();
        return target == null
                ? scan.partitions(Topic.DEAD_LETTERS)
                : List.of(scan.partition(Topic.DEAD_LETTERS, EventHeaders.utf8(target.toString())));
    }

    /// Returns the next page.
    ///
    /// @param below the offset of each partition below which the page begins; null for the first
    ///   page
    /// @param select refuses those that shall not be on the page
    Page page(@Nullable List<Long> below, Predicate<DeadLetterLocation> select) {
        begin(below);
        var deadLetters = new ArrayList<DeadLetterLocation>();
        for (Cursor cursor = latest(); cursor != null; cursor = latest()) {
            DeadLetterLocation first = cursor.found.peek();
            if (first == null) {
                if (scan.late() || isFull()) {
                    return new Page(deadLetters, resumeOffsets(), back());
                }
                cursor.readOn();
            } else if (deadLetters.size() == limit) {
                return new Page(deadLetters, resumeOffsets(), null);
            } else {
                cursor.found.remove();
                if (select.test(first)) {
                    deadLetters.add(first);
                }
            }
        }
        return new Page(deadLetters, null, null);
    }

    /// The ids of which no dead letter was found that the filter selects.
    Set<String> unmet() {
        return unmet;
    }

    private void begin(@Nullable List<Long> below) {
        List<TopicPartition> partitions = partitions(scan, filter);
        scan.consumer().assign(partitions);
        Map<TopicPartition, Long> begins = scan.offsets(partitions, begin());
        Map<TopicPartition, Long> ends = scan.ends(partitions);
        for (int i = 0; i < partitions.size(); i++) {
            TopicPartition partition = partitions.get(i);
            cursors.add(
                    new Cursor(
                            partition,
                            begins.getOrDefault(partition, 0L),
                            ends.getOrDefault(partition, 0L),
                            below == null || i >= below.size() ? Long.MAX_VALUE : below.get(i)));
        }
    }

    /// Begins earlier than the filter: clocks differ, so a later death may be recorded before an
    /// earlier one.
    private Instant begin() {
        Instant early = filter.from().minus(CLOCK_DIFFERENCE);
        return early.isBefore(Instant.EPOCH) ? Instant.EPOCH : early;
    }

    private @Nullable Cursor latest() {
        boolean allFound = !filter.ids().isEmpty() && missing.isEmpty();
        return cursors.stream()
                .filter(cursor -> (cursor.hasMore() && !allFound) || !cursor.found.isEmpty())
                .max(
                        Comparator.comparingLong(Cursor::timeMillis)
                                .thenComparing(cursor -> !cursor.found.isEmpty()))
                .orElse(null);
    }

    private boolean isFull() {
        return cursors.stream().mapToInt(cursor -> cursor.states.size()).sum() > MOST_KNOWN;
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
                        .orElse(Math.min(scan.now().toEpochMilli(), filter.to().toEpochMilli())));
    }
}

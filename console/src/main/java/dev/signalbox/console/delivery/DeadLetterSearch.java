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

/// Looks for dead letters backwards from the present end of each partition in which they can be,
/// and tells them by the time of their death, the newest first.
///
/// Whether a dead letter was sent again is known from the marks behind it. Therefore also a later
/// part of a search begins at the end: it reads over what was told, for the marks.
///
/// Each partition has a lane: how far down it has been read, and what was found there and is not
/// told yet. Next comes the latest of what was found, but for lanes where nothing is waiting and
/// that have not been read as far down: these are read on first. Clocks of several notifiers differ
/// a little; the order is as good as they are.
final class DeadLetterSearch {
    private static final long FIRST_CHUNK = 500;
    private static final long LARGEST_CHUNK = 16_000;

    private static final Duration CLOCKS = Duration.ofMinutes(1);

    /// Deliveries that are remembered at most, for all partitions together.
    private static final int MOST_KNOWN = 500_000;

    private final HistoryScan scan;
    private final DeadLetterFilter filter;
    private final int limit;
    private final List<Cursor> cursors = new ArrayList<>();
    private final Set<String> missing;
    private final Set<String> unmet;

    /// A part of what was asked for.
    ///
    /// @param next below which offset of each partition a later part goes on; null at the end
    /// @param searchedBackTo how far back all was seen, when the time was too short for more; else
    ///   null
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
        long passed = Long.MAX_VALUE;
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

        long time() {
            DeadLetterLocation first = found.peek();
            return first == null ? passed : first.died();
        }

        /// Below which offset a later search has to tell on.
        long rest() {
            DeadLetterLocation first = found.peek();
            return first == null ? Math.min(unread, below) : first.offset() + 1;
        }

        /// Reads the next chunk downwards, unless the time is over before its end.
        void readOn() {
            long start = Math.max(begin, unread - chunk);
            var seen = new ArrayList<Seen>();
            var oldest = new long[] {passed};
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
                passed = oldest[0];
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
                return mark == null || !filter.wants(mark.deliveryId()) ? null : new Mark(mark);
            }
            String id = EventHeaders.text(item.headers(), DeliveryRecords.ID);
            if (id == null || !filter.wants(id)) {
                return null;
            }
            String contact = EventHeaders.text(item.headers(), DeliveryRecords.CONTACT);
            return new Letter(
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
                case Letter deadLetter -> take(deadLetter.location());
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
                            location.died(),
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

    /// What a chunk holds of what is asked for.
    private sealed interface Seen {}

    private record Mark(RedriveMark mark) implements Seen {}

    private record Letter(DeadLetterLocation location) implements Seen {}

    /// @param limit how many dead letters are told at most
    DeadLetterSearch(HistoryScan scan, DeadLetterFilter filter, int limit) {
        this.scan = scan;
        this.filter = filter;
        this.limit = limit;
        missing = new HashSet<>(filter.ids());
        unmet = new HashSet<>(filter.ids());
    }

    /// The partitions in which such dead letters can be.
    static List<TopicPartition> partitions(HistoryScan scan, DeadLetterFilter filter) {
        TargetKey target = filter.onlyTarget();
        return target == null
                ? scan.partitions(Topic.DEAD_LETTERS)
                : List.of(scan.partition(Topic.DEAD_LETTERS, EventHeaders.utf8(target.toString())));
    }

    /// The next part.
    ///
    /// @param below where the part before ended; null for the first
    /// @param select what is told of what is found; what it refuses does not count
    Page page(@Nullable List<Long> below, Predicate<DeadLetterLocation> select) {
        begin(below);
        var deadLetters = new ArrayList<DeadLetterLocation>();
        for (Cursor cursor = latest(); cursor != null; cursor = latest()) {
            DeadLetterLocation first = cursor.found.peek();
            if (first == null) {
                if (scan.late() || full()) {
                    return new Page(deadLetters, rests(), back());
                }
                cursor.readOn();
            } else if (deadLetters.size() == limit) {
                return new Page(deadLetters, rests(), null);
            } else {
                cursor.found.remove();
                if (select.test(first)) {
                    deadLetters.add(first);
                }
            }
        }
        return new Page(deadLetters, null, null);
    }

    /// The ids of which no dead letter was found that fits the filter.
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

    /// Clocks differ: a later death may stand before an earlier one.
    private Instant begin() {
        Instant early = filter.from().minus(CLOCKS);
        return early.isBefore(Instant.EPOCH) ? Instant.EPOCH : early;
    }

    private @Nullable Cursor latest() {
        boolean allFound = !filter.ids().isEmpty() && missing.isEmpty();
        return cursors.stream()
                .filter(cursor -> (cursor.hasMore() && !allFound) || !cursor.found.isEmpty())
                .max(
                        Comparator.comparingLong(Cursor::time)
                                .thenComparing(cursor -> !cursor.found.isEmpty()))
                .orElse(null);
    }

    private boolean full() {
        return cursors.stream().mapToInt(cursor -> cursor.states.size()).sum() > MOST_KNOWN;
    }

    private List<Long> rests() {
        return cursors.stream().map(Cursor::rest).toList();
    }

    /// The latest time at which not all was seen.
    private Instant back() {
        return Instant.ofEpochMilli(
                cursors.stream()
                        .filter(Cursor::hasMore)
                        .mapToLong(cursor -> cursor.passed)
                        .filter(time -> time != Long.MAX_VALUE)
                        .max()
                        .orElse(Math.min(scan.now().toEpochMilli(), filter.to().toEpochMilli())));
    }
}

package dev.signalbox.console.eventbridge;

import dev.signalbox.console.history.HistoryScan;
import dev.signalbox.console.history.HistoryToken;
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

/// Looks for the events of a period in all partitions at once, and tells them by the time of their
/// acceptance.
///
/// Each partition has a lane: how far it has been read, and what was found there and is not told
/// yet. Next comes the earliest of what was found, but for lanes where nothing is waiting and that
/// have not been read as far: these are read on first. Clocks of several ingests differ, so within
/// a lane time may step back a little, and the order of pages is as good as those clocks; which
/// events are told is not touched by that, since a page ends at an offset of each lane, and the
/// next begins there.
final class PeriodSearch {
    /// How far the clocks of ingests may differ before an event is missed at the period's end.
    static final Duration CLOCKS = Duration.ofMinutes(1);

    private final HistoryScan scan;
    private final Period period;
    private final int limit;
    private final List<Lane> lanes = new ArrayList<>();

    /// A part of what was asked for.
    ///
    /// @param next the token of the next part; empty at the end
    record Part(List<PastEvent> events, String next) {}

    private record Found(long offset, PastEvent event) {}

    private static final class Lane {
        final TopicPartition partition;
        final long stop;
        long next;
        long passed;
        final ArrayDeque<Found> found = new ArrayDeque<>();

        Lane(TopicPartition partition, long next, long stop, long passed) {
            this.partition = partition;
            this.next = Math.min(next, stop);
            this.stop = stop;
            this.passed = passed;
        }

        boolean hasMore() {
            return next < stop;
        }

        long time() {
            Found first = found.peek();
            return first == null ? passed : first.event().accepted();
        }

        /// Where a later search has to begin.
        long rest() {
            Found first = found.peek();
            return first == null ? next : first.offset();
        }
    }

    PeriodSearch(HistoryScan scan, Period period, int limit) {
        this.scan = scan;
        this.period = period;
        this.limit = limit;
    }

    /// The next part.
    ///
    /// @param token where the part before ended; null or empty for the first
    Part after(@Nullable String token) {
        List<TopicPartition> partitions = scan.partitions(Topic.EVENTS);
        begin(
                partitions,
                HistoryToken.read(
                        token, period.question(), partitions.size(), EventBridgeErrors::nextToken));
        var events = new ArrayList<PastEvent>();
        for (Lane lane = earliest(); lane != null; lane = earliest()) {
            Found first = lane.found.peek();
            if (first == null) {
                if (scan.late()) {
                    return new Part(events, token());
                }
                readOn();
            } else if (events.size() == limit) {
                return new Part(events, token());
            } else {
                events.add(lane.found.remove().event());
            }
        }
        return new Part(events, "");
    }

    private void begin(List<TopicPartition> partitions, @Nullable List<Long> rests) {
        scan.consumer().assign(partitions);
        Map<TopicPartition, Long> starts = scan.offsets(partitions, period.from());
        Map<TopicPartition, Long> stops = scan.offsets(partitions, period.to().plus(CLOCKS));
        for (TopicPartition partition : partitions) {
            long start = starts.getOrDefault(partition, 0L);
            if (rests != null && partition.partition() < rests.size()) {
                start = Math.max(start, rests.get(partition.partition()));
            }
            var lane =
                    new Lane(
                            partition,
                            start,
                            stops.getOrDefault(partition, 0L),
                            period.from().toEpochMilli());
            scan.consumer().seek(partition, lane.next);
            lanes.add(lane);
        }
    }

    private @Nullable Lane earliest() {
        return lanes.stream()
                .filter(lane -> lane.hasMore() || !lane.found.isEmpty())
                .min(
                        Comparator.comparingLong(Lane::time)
                                .thenComparing(lane -> lane.found.isEmpty())
                                .thenComparingInt(lane -> lane.partition.partition()))
                .orElse(null);
    }

    private void readOn() {
        var wait = new ArrayList<TopicPartition>();
        var go = new ArrayList<TopicPartition>();
        for (Lane lane : lanes) {
            (lane.hasMore() && lane.found.size() <= limit ? go : wait).add(lane.partition);
        }
        scan.consumer().pause(wait);
        scan.consumer().resume(go);
        for (ConsumerRecord<byte[], byte[]> item : scan.poll()) {
            Lane lane = lanes.get(item.partition());
            if (item.offset() < lane.stop) {
                lane.passed = Math.max(lane.passed, item.timestamp());
                PastEvent event = period.wanted(item);
                if (event != null) {
                    lane.found.add(new Found(item.offset(), event));
                }
            }
        }
        for (TopicPartition partition : go) {
            Lane lane = lanes.get(partition.partition());
            long position = scan.consumer().position(partition, scan.patience());
            lane.next = Math.min(position, lane.stop);
        }
    }

    private String token() {
        return HistoryToken.write(period.question(), lanes.stream().map(Lane::rest).toList());
    }
}

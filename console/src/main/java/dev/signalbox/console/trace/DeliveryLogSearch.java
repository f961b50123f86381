package dev.signalbox.console.trace;

import dev.signalbox.console.history.HistoryScan;
import dev.signalbox.console.history.HistoryScan.Visitor;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.delivery.RedriveMark;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// The search for what became of deliveries in the topics that are keyed by target: their waits in
/// `signalbox.retries`, and their deaths and redrives in `signalbox.dead-letters`.
///
/// Used by one thread.
final class DeliveryLogSearch {
    private static final Duration CLOCK_DIFFERENCE = Duration.ofSeconds(1);

    private final HistoryScan scan;
    private boolean late;

    /// A delivery that is looked for.
    ///
    /// @param id the delivery
    /// @param target where it goes
    /// @param from the time from which on its records are read
    /// @param to the time up to which they are read; null for the present end
    record Sought(String id, TargetKey target, Instant from, @Nullable Instant to) {}

    /// A time at which a delivery was put aside until another.
    ///
    /// @param at when
    /// @param due until when
    /// @param deferrals how often it was made to wait since its last attempt; 0 where it waits for
    ///   the next attempt after a failed one
    record Wait(Instant at, Instant due, int deferrals) {}

    /// A dead letter of a delivery, or its redrive.
    sealed interface Death {
        /// When it happened.
        Instant at();

        /// It was given up.
        record Died(Instant at) implements Death {}

        /// It was sent again.
        record Redriven(Instant at) implements Death {}
    }

    DeliveryLogSearch(HistoryScan scan) {
        this.scan = scan;
    }

    /// Returns the waits of deliveries by their ids, the oldest first.
    Map<String, List<Wait>> waits(List<Sought> deliveries) {
        var waits = new LinkedHashMap<String, List<Wait>>();
        read(
                Topic.RETRIES,
                deliveries,
                (id, item) -> {
                    Wait wait = wait(item);
                    if (wait != null) {
                        waits.computeIfAbsent(id, any -> new ArrayList<>()).add(wait);
                    }
                });
        return waits;
    }

    private static @Nullable Wait wait(ConsumerRecord<byte[], byte[]> item) {
        try {
            long due = EventHeaders.number(item.headers(), DeliveryRecords.DUE, -1);
            long deferrals = EventHeaders.number(item.headers(), DeliveryRecords.DEFERRALS, 0);
            return due < 0
                    ? null
                    : new Wait(
                            Instant.ofEpochMilli(item.timestamp()),
                            Instant.ofEpochMilli(due),
                            (int) deferrals);
        } catch (NumberFormatException e) {
            return null; // an unreadable record
        }
    }

    /// Returns the deaths and redrives of deliveries by their ids, the oldest first.
    Map<String, List<Death>> deaths(List<Sought> deliveries) {
        var deaths = new LinkedHashMap<String, List<Death>>();
        read(
                Topic.DEAD_LETTERS,
                deliveries,
                (id, item) -> {
                    Death death = death(item);
                    if (death != null) {
                        deaths.computeIfAbsent(id, any -> new ArrayList<>()).add(death);
                    }
                });
        return deaths;
    }

    private static @Nullable Death death(ConsumerRecord<byte[], byte[]> item) {
        if (item.value() != null) {
            return new Death.Died(Instant.ofEpochMilli(item.timestamp()));
        }
        RedriveMark mark = RedriveMark.read(item.value(), item.headers());
        return mark == null ? null : new Death.Redriven(mark.at());
    }

    /// Receives a record of a delivery.
    private interface Taker {
        void take(String id, ConsumerRecord<byte[], byte[]> item);
    }

    private void read(Topic topic, List<Sought> deliveries, Taker taker) {
        deliveries.stream()
                .collect(Collectors.groupingBy(Sought::target))
                .forEach((target, sought) -> read(topic, target, sought, taker));
    }

    private void read(Topic topic, TargetKey target, List<Sought> sought, Taker taker) {
        byte[] key = EventHeaders.utf8(target.toString());
        Map<String, Sought> byId =
                sought.stream().collect(Collectors.toMap(Sought::id, one -> one, (a, b) -> a));
        Instant from =
                sought.stream().map(Sought::from).min(Instant::compareTo).orElse(Instant.EPOCH);
        TopicPartition partition = scan.partition(topic, key);
        Visitor visitor =
                item -> {
                    if (Arrays.equals(key, item.key())) {
                        String id = EventHeaders.text(item.headers(), DeliveryRecords.ID);
                        if (id != null && byId.containsKey(id)) {
                            taker.take(id, item);
                        }
                    }
                };
        long start = scan.offset(partition, from.minus(CLOCK_DIFFERENCE));
        long end = end(sought, partition);
        late |= start < end && !scan.range(partition, start, end, visitor);
    }

    private long end(List<Sought> sought, TopicPartition partition) {
        Instant last = Instant.EPOCH;
        for (Sought one : sought) {
            if (one.to() == null) {
                return scan.end(partition);
            }
            last = one.to().isAfter(last) ? one.to() : last;
        }
        return scan.offset(partition, last.plus(CLOCK_DIFFERENCE));
    }

    /// Whether the time was too short for all that was to be read.
    boolean isLate() {
        return late;
    }
}

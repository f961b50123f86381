package dev.signalbox.console.trace;

import dev.signalbox.console.history.HistoryScan;
import dev.signalbox.console.history.OutcomeRecords;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// The search for the outcomes of one event's deliveries in `signalbox.outcomes`.
///
/// All outcomes of an account lie in one partition, so they are sought by time: the first attempts
/// lie near the event's acceptance, and an outcome that is retried says when the next attempt is
/// due. Records are compared by their bytes first; only outcomes of an event with this id are
/// parsed.
///
/// Used by one thread.
final class OutcomeSearch {
    /// How many outcomes of an event are returned at most.
    static final int MOST = EventTraces.MOST_ATTEMPTS;

    /// How long after its acceptance an event's first attempts are looked for, unless all
    /// deliveries that are expected have ended before.
    static final Duration FIRST_ATTEMPTS = Duration.ofSeconds(10);

    /// How much the clocks of ingests and notifiers may differ.
    static final Duration CLOCK_DIFFERENCE = Duration.ofSeconds(1);

    /// The distance in time from which on seeking is worth more than reading on.
    private static final Duration WORTH_SEEKING = Duration.ofSeconds(5);

    private final HistoryScan scan;
    private final EventKey key;
    private final byte[] account;
    private final ByteNeedle eventId;
    private final TopicPartition partition;
    private final long end;
    private final TreeMap<Long, Outcome> found = new TreeMap<>();
    private final Map<String, Long> latest = new HashMap<>();
    private long next;
    private Instant readTo = Instant.EPOCH;
    private Instant allReadTo = Instant.EPOCH;
    private boolean skipped;
    private boolean late;

    /// A delivery whose next outcome is looked for.
    ///
    /// @param id the delivery
    /// @param from when that outcome can come at the earliest
    /// @param after the offset behind which it lies; -1 for any
    record Wanted(String id, Instant from, long after) {}

    OutcomeSearch(HistoryScan scan, EventKey key) {
        this.scan = scan;
        this.key = key;
        account = EventHeaders.utf8(key.account());
        eventId = ByteNeedle.jsonText(key.id());
        partition = scan.partition(Topic.OUTCOMES, account);
        end = scan.end(partition);
    }

    /// Reads the first attempts of an event.
    ///
    /// @param expected the deliveries that must have been made; when all have ended, no more is
    ///   read
    void readFirstAttempts(Instant accepted, Collection<String> expected) {
        next = scan.offset(partition, accepted.minus(CLOCK_DIFFERENCE));
        allReadTo = accepted;
        Instant horizon = accepted.plus(FIRST_ATTEMPTS);
        readOn(() ->
                readTo.isAfter(horizon)
                        || (!expected.isEmpty() && expected.stream().allMatch(this::hasEnded)));
    }

    private boolean hasEnded(String delivery) {
        Outcome outcome = latest(delivery);
        return outcome != null && !(outcome instanceof Outcome.Retrying);
    }

    /// Follows deliveries until each has ended, or waits for a time that is still to come.
    void follow(Collection<Wanted> deliveries) {
        var wanted = new HashMap<String, Wanted>();
        deliveries.forEach(one -> wanted.put(one.id(), one));
        Instant from = earliest(wanted);
        while (from != null && !late && !isFull()) {
            seek(from);
            readOn(() -> {
                settle(wanted);
                Instant earliest = earliest(wanted);
                return earliest == null || isWorthSeeking(earliest);
            });
            settle(wanted);
            from = next < end ? earliest(wanted) : null;
        }
    }

    private void seek(Instant from) {
        long start = scan.offset(partition, from.minus(CLOCK_DIFFERENCE));
        skipped |= start > next;
        next = start;
        readTo = from.minus(CLOCK_DIFFERENCE);
    }

    private boolean isWorthSeeking(Instant earliest) {
        return earliest.isAfter(readTo.plus(WORTH_SEEKING));
    }

    /// Forgets the deliveries that have ended, and learns when others are due again.
    private void settle(Map<String, Wanted> wanted) {
        for (Wanted one : List.copyOf(wanted.values())) {
            Long offset = latest.get(one.id());
            if (offset == null || offset <= one.after()) {
                continue;
            }
            if (found.get(offset) instanceof Outcome.Retrying retrying) {
                wanted.put(
                        one.id(),
                        new Wanted(one.id(), Instant.ofEpochMilli(retrying.dueMillis()), offset));
            } else {
                wanted.remove(one.id());
            }
        }
    }

    /// When the earliest outcome that is wanted can have come; null where none can have come yet.
    private @Nullable Instant earliest(Map<String, Wanted> wanted) {
        Instant now = scan.now();
        return wanted.values().stream()
                .map(Wanted::from)
                .filter(from -> !from.isAfter(now))
                .min(Instant::compareTo)
                .orElse(null);
    }

    private void readOn(BooleanSupplier enough) {
        next =
                scan.readOn(
                        partition, next, end, this::see, () -> isFull() || enough.getAsBoolean());
        late = next < end && scan.late();
    }

    private void see(ConsumerRecord<byte[], byte[]> item) {
        Instant time = Instant.ofEpochMilli(item.timestamp());
        readTo = time.isAfter(readTo) ? time : readTo;
        allReadTo = skipped || allReadTo.isAfter(time) ? allReadTo : time;
        byte @Nullable [] value = item.value();
        if (value == null || !Arrays.equals(account, item.key()) || !eventId.isIn(value)) {
            return;
        }
        Outcome outcome = OutcomeRecords.of(account, item);
        if (outcome != null
                && outcome.eventId().equals(key.id())
                && outcome.target().bus().equals(key.bus())
                && outcome.target().account().equals(key.account())) {
            found.put(item.offset(), outcome);
            latest.merge(outcome.deliveryId(), item.offset(), Math::max);
        }
    }

    /// The latest outcome of a delivery; null where none was found.
    @Nullable Outcome latest(String delivery) {
        Long offset = latest.get(delivery);
        return offset == null ? null : found.get(offset);
    }

    /// The offset of the latest outcome of a delivery; -1 where none was found.
    long latestOffset(String delivery) {
        return latest.getOrDefault(delivery, -1L);
    }

    /// The outcomes that were found, in the order in which they were written.
    List<Outcome> outcomes() {
        return List.copyOf(found.values());
    }

    /// Whether there may be more than are returned.
    boolean isFull() {
        return found.size() >= MOST;
    }

    /// Whether the time was too short for what was to be read.
    boolean isLate() {
        return late;
    }

    /// The time up to which every outcome of the account was read; null where that is the present
    /// end. Behind it only those were read that the found ones led to.
    @Nullable Instant allReadTo() {
        return next >= end && !skipped ? null : allReadTo;
    }
}

package dev.signalbox.router.replay;

import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.replay.PinnedRule;
import dev.signalbox.contract.replay.Replay;
import dev.signalbox.contract.replay.Speed;
import dev.signalbox.contract.tracing.Tracing;
import dev.signalbox.history.EventChooser;
import dev.signalbox.history.IdSet;
import dev.signalbox.history.KeptEvent;
import dev.signalbox.history.KeptEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.LongSupplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/// Reads the history of a replay on and makes the deliveries of what it selects: one event at a
/// time, the oldest first, as far as credits and pace allow. An event that has to wait holds up
/// those behind it.
///
/// What was not sent yet is unread history: [#next] names the offsets up to which everything is
/// counted in the ledger and sent.
///
/// Used by one thread.
final class ReplayReader {
    /// How many events are read at a time, so that endings and orders to stop are heard between.
    private static final int AT_A_TIME = 200;

    private static final Duration POLL = Duration.ofMillis(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final Duration WORTH_A_WORD = Duration.ofSeconds(1);

    private final Replay replay;
    private final KeptEvents events;
    private final EventChooser<PinnedRule> chooser;
    private final IdSet ids;
    private final EventDeliveries deliveries;
    private final ReplayLedger ledger;
    private final ReplayWriter writer;
    private final Map<Integer, Long> sentUpTo;
    private final ReplayCounters counters;
    private final LongSupplier rulesPosition;
    private final Tracing tracing;
    private final Pace pace;
    private @Nullable Held held;
    private long expired;
    private String waitsFor = "";
    private @Nullable String failure;

    /// The event that is next.
    ///
    /// @param rules the changes of the rules by which its deliveries were found
    private record Held(
            KeptEvent event, List<PinnedRule> matched, List<NewDelivery> deliveries, long rules) {
        EventPlace place() {
            return new EventPlace(event.partition(), event.offset());
        }
    }

    /// @param events what is left to read
    /// @param ids the events that were chosen before that
    /// @param sentUpTo by partition: the offset before which the runner before has sent events
    /// @param rulesPosition how far this router has read the rules
    ReplayReader(
            Replay replay,
            KeptEvents events,
            EventChooser<PinnedRule> chooser,
            IdSet ids,
            EventDeliveries deliveries,
            ReplayLedger ledger,
            ReplayWriter writer,
            Map<Integer, Long> sentUpTo,
            ReplayCounters counters,
            LongSupplier rulesPosition,
            Tracing tracing) {
        this.replay = replay;
        this.events = events;
        this.chooser = chooser;
        this.ids = ids;
        this.deliveries = deliveries;
        this.ledger = ledger;
        this.writer = writer;
        this.sentUpTo = sentUpTo;
        this.counters = counters;
        this.rulesPosition = rulesPosition;
        this.tracing = tracing;
        pace = new Pace(replay.order().speed());
    }

    /// Reads on for a while.
    ///
    /// @param settling whether nothing more is to be sent: then it only comes to where the runner
    ///   before stopped. What that one left out before there is sent nevertheless, since the
    ///   account goes by offsets; the notifier does not attempt it.
    /// @return how long to wait before the next call
    Duration readOn(boolean settling, Instant now) {
        for (int i = 0; i < AT_A_TIME && failure == null; i++) {
            if (settling && countedAllSent()) {
                waitsFor = "";
                return LOOK_AGAIN;
            }
            if (held == null && !hold()) {
                waitsFor = "";
                return events.finished() ? LOOK_AGAIN : Duration.ZERO;
            }
            Held next = held;
            if (next != null) {
                Duration wait = settling ? Duration.ZERO : wait(next, now);
                if (wait.isPositive()) {
                    return wait.compareTo(LOOK_AGAIN) < 0 ? wait : LOOK_AGAIN;
                }
                go(next, now);
                held = null;
                countExpired();
            }
        }
        waitsFor = "";
        return Duration.ZERO;
    }

    /// Looks for the next event that makes deliveries.
    ///
    /// @return false when none is at hand
    private boolean hold() {
        KeptEvent event = events.next(POLL);
        if (event == null) {
            countExpired();
            return false;
        }
        List<PinnedRule> matched = chooser.choose(event);
        if (matched.isEmpty()) {
            ledger.unmatched();
            counters.unmatched();
        } else if (isNew(event)) {
            held = found(event, matched);
        } else {
            ledger.repeated();
            counters.repeated();
        }
        countExpired();
        return true;
    }

    private boolean isNew(KeptEvent event) {
        try {
            return ids.add(event);
        } catch (IllegalStateException e) {
            failure = e.getMessage();
            return true;
        }
    }

    /// What retention deleted behind an event that waits is counted when the event has gone.
    private void countExpired() {
        long more = events.expired() - (held == null ? 0 : events.expiredAfterLast()) - expired;
        if (more > 0) {
            expired += more;
            ledger.expired(more);
            counters.expired(more);
        }
    }

    private Held found(KeptEvent event, List<PinnedRule> matched) {
        long rules = deliveries.changes();
        var place = new EventPlace(event.partition(), event.offset());
        return new Held(event, matched, deliveries.of(event, matched, ledger.sentOf(place)), rules);
    }

    private Duration wait(Held next, Instant now) {
        if (ledger.sentOf(next.place()).size() == next.deliveries().size()) {
            return Duration.ZERO; // nothing of it is to be sent
        }
        String reason = deliveries.unreadable();
        if (reason != null) {
            waitsFor = "the rule " + reason + " cannot be read by this version";
            return LOOK_AGAIN;
        }
        for (NewDelivery delivery : next.deliveries()) {
            reason = ledger.missingCredit(delivery.target());
            if (reason != null) {
                waitsFor = reason;
                return LOOK_AGAIN;
            }
        }
        Duration wait = Duration.between(now, pace.due(next.event().acceptedMillis(), now));
        if (wait.compareTo(WORTH_A_WORD) > 0) {
            waitsFor = "the next event at this speed";
        }
        return wait;
    }

    private void go(Held next, Instant now) {
        Held latest =
                next.rules() == deliveries.changes() ? next : found(next.event(), next.matched());
        if (latest.deliveries().isEmpty()) {
            ledger.unmatched();
            counters.unmatched();
            return;
        }
        ledger.matched();
        counters.matched();
        pace.goes(next.event().acceptedMillis(), now);
        for (NewDelivery delivery : latest.deliveries()) {
            if (ledger.make(delivery.id(), delivery.target())) {
                send(latest, delivery);
            }
        }
        ledger.pass(latest.place());
    }

    private void send(Held next, NewDelivery delivery) {
        Headers headers =
                DeliveryRecords.headers(
                        next.event().headers(),
                        next.event().key(),
                        delivery.id(),
                        delivery.contact(),
                        next.event().acceptedMillis(),
                        rulesPosition.getAsLong(),
                        delivery.revision());
        headers.add(new RecordHeader(DeliveryRecords.REPLAY, EventHeaders.utf8(replay.id())));
        headers.add(next.place().header());
        if (tracing.on()) {
            trace(next, headers);
        }
        writer.send(delivery.key(), next.event().body(), headers);
        counters.sent();
    }

    /// A replay begins a new trace, which is linked to the one that the event came in by.
    private void trace(Held next, Headers headers) {
        String before = EventHeaders.text(next.event().headers(), Tracing.HEADER);
        Tracing.Hop hop =
                tracing.begin("replay", "", before == null ? "" : before)
                        .with("signalbox.event", next.event().eventKey().toString())
                        .with("signalbox.replay", replay.id());
        headers.add(new RecordHeader(Tracing.HEADER, EventHeaders.utf8(hop.context())));
        hop.end("");
    }

    /// Whether all that the runner before sent is counted.
    boolean countedAllSent() {
        SortedMap<Integer, Long> next = next();
        return sentUpTo.entrySet().stream()
                .allMatch(sent ->
                        next.getOrDefault(sent.getKey(), Long.MAX_VALUE) >= sent.getValue());
    }

    /// By partition: the offset before which everything is counted and sent.
    SortedMap<Integer, Long> next() {
        SortedMap<Integer, Long> next = events.positions();
        Held first = held;
        if (first != null) {
            next.put(first.event().partition(), first.event().offset());
        }
        return next;
    }

    /// Whether all has been read and sent.
    boolean finished() {
        return held == null && events.finished();
    }

    /// Why it does not go on faster, in words; empty when it does.
    String waitsFor() {
        return waitsFor;
    }

    /// Why it cannot go on at all, in words; null while it can.
    @Nullable String failure() {
        return failure;
    }

    /// How many offsets have not been read.
    long left() {
        return events.left();
    }

    /// How long the rest takes at least, by the order's own speed; null where targets and this
    /// router decide it.
    @Nullable Duration leastTimeLeft() {
        Held first = held;
        return replay.order().speed() instanceof Speed.Original && first != null
                ? Duration.between(first.event().accepted(), replay.order().to())
                : null;
    }
}

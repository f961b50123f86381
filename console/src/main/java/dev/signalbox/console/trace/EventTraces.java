package dev.signalbox.console.trace;

import dev.signalbox.console.history.HistoryReader;
import dev.signalbox.console.history.PastEvent;
import dev.signalbox.console.trace.EventFinder.Found;
import dev.signalbox.contract.delivery.DeliveryId;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.web.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The traces of events: each question reads the topics and keeps nothing. Safe for use by any
/// thread.
public final class EventTraces {
    /// The number of attempts to deliver an event after which no more are looked for.
    public static final int MOST_ATTEMPTS = 10_000;

    private final RoomContext room;
    private final HistoryReader reader;
    private final Rulebook rules;
    private final Duration window;
    private final EventFinder finder;

    /// @param reader reads the topics
    public EventTraces(RoomContext room, HistoryReader reader) {
        this.room = room;
        this.reader = reader;
        rules = room.rules();
        window = room.settings().router().dedupWindow();
        finder = new EventFinder(room.locations());
    }

    /// Returns the way of an event.
    ///
    /// @param source the event's source; null for any
    /// @param around a time near which it was accepted; null where that is not known
    /// @throws ApiException 429 when too many are asked at once, 503 when Kafka cannot be read
    public EventTrace trace(EventKey key, @Nullable String source, @Nullable Instant around) {
        return reader.ask(scan -> {
            Found found = finder.find(scan, key, source, around);
            return found.records().isEmpty()
                    ? EventTrace.none(key, found)
                    : new TraceQuestion(room, scan, key, found, routed(found.records())).trace();
        });
    }

    /// Whether the router dropped a record as a duplicate of an earlier one.
    boolean isDuplicate(List<PastEvent> records, PastEvent record) {
        return !routed(records).contains(record);
    }

    /// The records that were routed: the first of each source, and those that came again after the
    /// deduplication window.
    private Set<PastEvent> routed(List<PastEvent> records) {
        var routed = new HashSet<PastEvent>();
        var last = new HashMap<String, Instant>();
        for (PastEvent record : records) {
            Instant before = last.get(record.idScope());
            if (before == null
                    || Duration.between(before, record.accepted()).abs().compareTo(window) >= 0) {
                last.put(record.idScope(), record.accepted());
                routed.add(record);
            }
        }
        return routed;
    }

    /// The event that a delivery is of, where events of different sources have the id; null where
    /// that is not known.
    public @Nullable PastEvent eventOf(EventTrace trace, Outcome outcome) {
        var byScope = new LinkedHashMap<String, PastEvent>();
        trace.records().forEach(record -> byScope.putIfAbsent(record.idScope(), record));
        if (byScope.size() == 1) {
            return byScope.values().iterator().next();
        }
        Rule rule = rules.rule(outcome.target().ruleKey());
        var target = rule == null ? null : rule.target(outcome.target().target());
        var contacts = new ArrayList<String>(target == null ? List.of() : target.contacts());
        contacts.add(outcome.facts().contact());
        contacts.add("");
        String replay = outcome.facts().replay().isEmpty() ? null : outcome.facts().replay();
        for (PastEvent event : byScope.values()) {
            for (String contact : contacts) {
                if (DeliveryId.of(trace.key(), event.idScope(), outcome.target(), contact, replay)
                        .equals(outcome.deliveryId())) {
                    return event;
                }
            }
        }
        return null;
    }
}

package dev.signalbox.console.history;

import dev.signalbox.console.history.HistoryScan.Reach;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// The history of events in `signalbox.events`. It keeps nothing: each question reads the topic.
/// Safe for use by any thread.
public final class EventHistory {
    /// How much longer records of the same id are looked for after the first was found.
    private static final Duration TIME_FOR_OTHERS = Duration.ofSeconds(1);

    /// How many records of one id are returned at most.
    private static final int MOST_OF_ONE_ID = 100;

    private final HistoryReader reader;
    private final InstantSource clock;

    /// The answer to a question for a page of events.
    public sealed interface EventPage {
        /// A page.
        ///
        /// @param nextToken the token of the next page; empty at the end
        record Events(List<PastEvent> events, String nextToken) implements EventPage {}

        /// The token does not belong to this question.
        record InvalidToken() implements EventPage {}
    }

    /// The answer to a question for the contents of events.
    public sealed interface EventContents {
        /// The contents by id; an id that was found nowhere is not in the map.
        record Found(Map<String, byte[]> byId) implements EventContents {}

        /// The time was too short to search the whole history for an event.
        ///
        /// @param id of an event that was not found
        /// @param back the time back to which all was searched; null where that is not known
        record OutOfTime(String id, @Nullable Instant back) implements EventContents {}
    }

    /// The records of one event id, the newest first.
    ///
    /// @param reach how far back they were looked for
    public record EventRecords(List<PastEvent> events, Reach reach) {}

    /// @param reader reads the topics
    public EventHistory(HistoryReader reader, InstantSource clock) {
        this.reader = reader;
        this.clock = clock;
    }

    /// Returns a page of the events that a filter selects.
    ///
    /// @param token of the page before; null or empty for the first page
    public EventPage page(EventFilter filter, int limit, @Nullable String token) {
        return reader.ask(scan -> new EventSearch(scan, filter, limit).page(token));
    }

    /// Returns the records of an event id: more than one when the event was accepted again.
    ///
    /// @param source the event's source; null for any
    public EventRecords records(EventKey key, @Nullable String source) {
        return reader.ask(scan -> records(scan, key, source));
    }

    private EventRecords records(HistoryScan scan, EventKey key, @Nullable String source) {
        byte[] bytes = key.toBytes();
        var events = new ArrayList<PastEvent>();
        var firstFound = new Instant[1];
        Reach reach =
                scan.backwards(
                        scan.partition(Topic.EVENTS, bytes),
                        Long.MAX_VALUE,
                        item -> {
                            PastEvent event =
                                    Arrays.equals(bytes, item.key()) ? PastEvent.read(item) : null;
                            if (event != null && event.isFrom(source)) {
                                firstFound[0] = events.isEmpty() ? clock.instant() : firstFound[0];
                                events.add(event);
                            }
                        },
                        () ->
                                !events.isEmpty()
                                        && (events.size() >= MOST_OF_ONE_ID
                                                || !clock.instant()
                                                        .isBefore(
                                                                firstFound[0].plus(
                                                                        TIME_FOR_OTHERS))));
        events.sort(Comparator.comparingLong(PastEvent::acceptedMillis).reversed());
        return new EventRecords(events.subList(0, Math.min(events.size(), MOST_OF_ONE_ID)), reach);
    }

    /// Returns the contents of events by id, the newest content of each.
    ///
    /// @param source the events' source; null for any
    public EventContents contents(Collection<EventKey> keys, @Nullable String source) {
        return reader.ask(scan -> {
            var byPartition = new LinkedHashMap<TopicPartition, Map<String, EventKey>>();
            for (EventKey key : keys) {
                byPartition
                        .computeIfAbsent(
                                scan.partition(Topic.EVENTS, key.toBytes()),
                                partition -> new LinkedHashMap<>())
                        .put(key.toString(), key);
            }
            var contents = new HashMap<String, byte[]>();
            for (var wanted : byPartition.entrySet()) {
                var outOfTime = read(scan, wanted.getKey(), wanted.getValue(), source, contents);
                if (outOfTime != null) {
                    return outOfTime;
                }
            }
            return new EventContents.Found(contents);
        });
    }

    private static EventContents.@Nullable OutOfTime read(
            HistoryScan scan,
            TopicPartition partition,
            Map<String, EventKey> wanted,
            @Nullable String source,
            Map<String, byte[]> contents) {
        var offsets = new HashMap<EventKey, Long>();
        Reach reach =
                scan.backwards(
                        partition,
                        Long.MAX_VALUE,
                        item -> {
                            PastEvent event = PastEvent.read(item);
                            if (event != null
                                    && wanted.containsKey(event.key().toString())
                                    && event.isFrom(source)
                                    && offsets.merge(event.key(), item.offset(), Math::max)
                                            == item.offset()) {
                                contents.put(event.key().id(), item.value());
                            }
                        },
                        () -> offsets.size() == wanted.size());
        for (EventKey key : wanted.values()) {
            // An event found in a part that was not searched whole may not be the newest.
            if (!reach.whole() && offsets.getOrDefault(key, -1L) < reach.offset()) {
                return new EventContents.OutOfTime(key.id(), reach.time());
            }
        }
        return null;
    }
}

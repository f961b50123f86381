package dev.signalbox.console.eventbridge;

import dev.signalbox.console.history.HistoryReader;
import dev.signalbox.console.history.HistoryScan;
import dev.signalbox.console.history.HistoryScan.Reach;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.web.ApiException;
import java.io.IOException;
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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// What has happened: `signalbox.events` and `signalbox.outcomes`, read anew for each question. May
/// be asked by any thread.
public final class EventHistory {
    /// How much longer records of the same id are looked for when one has been found.
    private static final Duration TIME_FOR_OTHERS = Duration.ofSeconds(1);

    /// How many records of one id are told.
    private static final int MOST_OF_ONE_ID = 100;

    /// After how many attempts to deliver an event no more are looked for.
    static final int MOST_ATTEMPTS = 10_000;

    private final HistoryReader reader;
    private final InstantSource clock;

    /// The records of one id, the newest first.
    ///
    /// @param reach how far back they were looked for
    record OfId(List<PastEvent> events, Reach reach) {}

    /// What became of an event: its records and the attempts to deliver it, the oldest first.
    ///
    /// @param reach how far the attempts were looked for; null where there is no event
    record Trace(OfId found, List<Outcome> outcomes, @Nullable Reach reach) {}

    public EventHistory(HistoryReader reader, InstantSource clock) {
        this.reader = reader;
        this.clock = clock;
    }

    /// A part of the events of a period.
    ///
    /// @param token where the part before ended; null or empty for the first
    PeriodSearch.Part ofPeriod(Period period, int limit, @Nullable String token) {
        return reader.ask(scan -> new PeriodSearch(scan, period, limit).after(token));
    }

    /// The records of an id: more than one when it came again.
    ///
    /// @param source the events' source; null for any
    OfId ofId(EventKey key, @Nullable String source) {
        return reader.ask(scan -> ofId(scan, key, source));
    }

    private OfId ofId(HistoryScan scan, EventKey key, @Nullable String source) {
        byte[] bytes = key.toBytes();
        var events = new ArrayList<PastEvent>();
        var first = new Instant[1];
        Reach reach =
                scan.backwards(
                        scan.partition(Topic.EVENTS, bytes),
                        Long.MAX_VALUE,
                        item -> {
                            PastEvent event =
                                    Arrays.equals(bytes, item.key()) ? PastEvent.read(item) : null;
                            if (event != null && event.isFrom(source)) {
                                first[0] = events.isEmpty() ? clock.instant() : first[0];
                                events.add(event);
                            }
                        },
                        () ->
                                !events.isEmpty()
                                        && (events.size() >= MOST_OF_ONE_ID
                                                || !clock.instant()
                                                        .isBefore(first[0].plus(TIME_FOR_OTHERS))));
        events.sort(Comparator.comparingLong(PastEvent::accepted).reversed());
        return new OfId(events.subList(0, Math.min(events.size(), MOST_OF_ONE_ID)), reach);
    }

    /// The contents of events by id, of each the newest; ids that are nowhere are left out.
    ///
    /// @param source the events' source; null for any
    /// @throws ApiException 409 when the time was too short for one
    Map<String, byte[]> contents(Collection<EventKey> keys, @Nullable String source) {
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
            byPartition.forEach(
                    (partition, wanted) -> contents(scan, partition, wanted, source, contents));
            return contents;
        });
    }

    private static void contents(
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
            // One that was found where not all has been seen may not be the newest.
            if (!reach.whole() && offsets.getOrDefault(key, -1L) < reach.offset()) {
                throw EventBridgeErrors.tooFarBack(key.id(), reach.time(), HistoryReader.TIME);
            }
        }
    }

    /// What became of an event.
    Trace trace(EventKey key) {
        return reader.ask(scan -> {
            OfId found = ofId(scan, key, null);
            if (found.events().isEmpty()) {
                return new Trace(found, List.of(), null);
            }
            byte[] account = EventHeaders.utf8(key.account());
            var outcomes = new ArrayList<Outcome>();
            Reach reach =
                    scan.forwards(
                            scan.partition(Topic.OUTCOMES, account),
                            Instant.ofEpochMilli(found.events().getLast().accepted()),
                            item -> {
                                Outcome outcome =
                                        Arrays.equals(account, item.key()) ? outcome(item) : null;
                                if (outcome != null && isOf(key, outcome)) {
                                    outcomes.add(outcome);
                                }
                            },
                            () -> outcomes.size() >= MOST_ATTEMPTS);
            outcomes.sort(Comparator.comparingLong(Outcome::at));
            return new Trace(found, outcomes, reach);
        });
    }

    private static boolean isOf(EventKey key, Outcome outcome) {
        return outcome.eventId().equals(key.id())
                && outcome.target().bus().equals(key.bus())
                && outcome.target().account().equals(key.account());
    }

    private static @Nullable Outcome outcome(ConsumerRecord<byte[], byte[]> item) {
        byte @Nullable [] value = item.value();
        try {
            return value == null ? null : Outcome.read(value);
        } catch (IOException e) {
            return null; // nobody can read it
        }
    }
}

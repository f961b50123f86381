package dev.signalbox.console.trace;

import dev.signalbox.console.history.HistoryScan;
import dev.signalbox.console.history.HistoryScan.Reach;
import dev.signalbox.console.history.PastEvent;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.event.EventLocation;
import dev.signalbox.contract.event.EventLocations;
import dev.signalbox.contract.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// The search for the records of an event id in `signalbox.events`. Safe for use by any thread.
///
/// A router in the same process remembers where each id of its window was accepted first, which
/// makes the search one look-up. It remembers an id together with its scope, which a caller does
/// not know; scopes are few, so those that were met are tried, and new ones are learnt from the
/// headers that are read. Without such a router, or beyond its window, the headers are read around
/// a time that the caller knows, or else backwards from the end.
final class EventFinder {
    /// How long records that came again are looked for behind the first.
    private static final Duration TIME_FOR_REPETITIONS = Duration.ofMillis(50);

    /// The first distance from a known time at which is searched, and the last.
    private static final Duration NEAR = Duration.ofMinutes(1);

    private static final Duration FAR = Duration.ofDays(1);

    /// How many records of one id are returned at most.
    private static final int MOST_OF_ONE_ID = 100;

    private final EventLocations locations;
    private final KnownScopes scopes = new KnownScopes();

    /// The result of a search.
    ///
    /// @param records the records of the id, the oldest first
    /// @param searched what was searched for them
    /// @param remembered whether a router remembered where they are
    /// @param repeatsTo the time up to which records that came again were looked for; null where
    ///   that was the present end
    record Found(
            List<PastEvent> records,
            Searched searched,
            boolean remembered,
            @Nullable Instant repeatsTo) {
        Found {
            records = List.copyOf(records);
        }
    }

    /// The part of the history that was searched for an event.
    ///
    /// @param whole whether it was all that is kept
    /// @param from the earliest time of which everything was searched; null where that is not known
    /// @param to the latest such time; null for the present
    record Searched(boolean whole, @Nullable Instant from, @Nullable Instant to) {}

    EventFinder(EventLocations locations) {
        this.locations = locations;
    }

    /// Finds the records of an event.
    ///
    /// @param source the event's source; null for any
    /// @param around a time near which it was accepted; null where that is not known
    Found find(HistoryScan scan, EventKey key, @Nullable String source, @Nullable Instant around) {
        return new Search(scan, key, source).find(around);
    }

    /// One search.
    private final class Search {
        private final HistoryScan scan;
        private final byte[] key;
        private final @Nullable String source;
        private final TopicPartition partition;
        private final Set<String> asked = new HashSet<>();
        private final Map<Long, PastEvent> records = new TreeMap<>();
        private final Set<Long> remembered = new TreeSet<>();

        Search(HistoryScan scan, EventKey key, @Nullable String source) {
            this.scan = scan;
            this.key = key.toBytes();
            this.source = source;
            partition = scan.partition(Topic.EVENTS, this.key);
        }

        Found find(@Nullable Instant around) {
            ask("");
            if (source != null) {
                ask(source);
            }
            scopes.all().forEach(this::ask);
            var searched = new Searched(false, null, null);
            readRemembered();
            if (records.isEmpty()) {
                searched = around == null ? backwards() : near(around);
                readRemembered();
            }
            Instant repeatsTo = records.isEmpty() ? null : readRepetitions();
            return new Found(
                    records.values().stream().limit(MOST_OF_ONE_ID).toList(),
                    searched,
                    !remembered.isEmpty(),
                    repeatsTo);
        }

        private void ask(String scope) {
            if (asked.add(scope)) {
                askNew(scope);
            }
        }

        private void askNew(String scope) {
            for (EventLocation location : locations.find(partition.partition(), key, scope)) {
                remembered.add(location.offset());
            }
        }

        private void see(ConsumerRecord<byte[], byte[]> item) {
            if (!Arrays.equals(key, item.key())) {
                String scope = EventHeaders.text(item.headers(), EventHeaders.ID_SCOPE);
                if (scope != null && asked.add(scope)) {
                    scopes.learn(scope);
                    askNew(scope);
                }
                return;
            }
            PastEvent event = PastEvent.read(item);
            if (event != null && event.isFrom(source)) {
                scopes.learn(event.idScope());
                ask(event.idScope());
                records.put(item.offset(), event);
            }
        }

        private void readRemembered() {
            var unread = new TreeSet<>(remembered);
            unread.removeAll(records.keySet());
            if (!unread.isEmpty()) {
                scan.pick(partition, unread, this::see);
            }
        }

        private Searched backwards() {
            Reach reach =
                    scan.backwards(
                            partition,
                            Long.MAX_VALUE,
                            this::see,
                            () -> !records.isEmpty() || !remembered.isEmpty());
            return new Searched(reach.whole(), reach.time(), null);
        }

        /// Reads more and more on both sides of a time.
        private Searched near(Instant around) {
            Instant from = around;
            Instant to = around;
            for (Duration distance = NEAR;
                    records.isEmpty() && distance.compareTo(FAR) <= 0;
                    distance = distance.multipliedBy(10)) {
                Instant earlier = around.minus(distance);
                Instant later = around.plus(distance);
                if (earlier.isBefore(Instant.EPOCH)) {
                    earlier = Instant.EPOCH;
                }
                if (!read(earlier, from) || !read(to, later)) {
                    break;
                }
                from = earlier;
                to = later;
            }
            return new Searched(false, from, to);
        }

        private boolean read(Instant from, Instant to) {
            long start = scan.offset(partition, from);
            long end = scan.offset(partition, to);
            return start >= end || scan.range(partition, start, end, this::see);
        }

        /// Reads on behind the last record, for those that came again.
        private @Nullable Instant readRepetitions() {
            long last = records.keySet().stream().mapToLong(Long::longValue).max().orElseThrow();
            long end = scan.end(partition);
            Instant stop = scan.now().plus(TIME_FOR_REPETITIONS);
            var seen = new ArrayList<Instant>();
            long next =
                    scan.readOn(
                            partition,
                            last + 1,
                            end,
                            item -> {
                                seen.add(Instant.ofEpochMilli(item.timestamp()));
                                see(item);
                            },
                            () -> !scan.now().isBefore(stop));
            return next >= end || seen.isEmpty() ? null : seen.getLast();
        }
    }
}

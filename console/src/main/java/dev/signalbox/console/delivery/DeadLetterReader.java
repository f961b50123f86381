package dev.signalbox.console.delivery;

import dev.signalbox.console.history.HistoryReader;
import dev.signalbox.console.history.HistoryScan;
import dev.signalbox.console.history.HistoryScan.Visitor;
import dev.signalbox.console.history.PageRequest;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.web.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// The reader of `signalbox.dead-letters`. It keeps nothing: each question reads the topic. Safe
/// for use by any thread.
final class DeadLetterReader {
    private final HistoryReader reader;

    /// A page of a list, the newest first.
    ///
    /// @param next the token of the next page; null at the end
    /// @param searchedBackTo the time back to which all was searched, when the time was too short
    ///   for more; else null
    record Page(
            List<DeadLetter> deadLetters,
            @Nullable String next,
            @Nullable Instant searchedBackTo) {}

    /// The result of a search.
    ///
    /// @param missing ids of which no dead letter was found
    /// @param searchedBackTo the time back to which all was searched, when the time was too short
    ///   for more; else null
    /// @param more whether there may be more
    record Found(
            List<DeadLetterLocation> deadLetters,
            List<String> missing,
            @Nullable Instant searchedBackTo,
            boolean more) {}

    /// @param reader reads the topic
    DeadLetterReader(HistoryReader reader) {
        this.reader = reader;
    }

    /// Returns a page of the dead letters that a filter selects.
    ///
    /// @throws ApiException 400 when the token does not belong to this question; 409 when the time
    ///   is too short to reach the page's beginning
    Page list(DeadLetterFilter filter, PageRequest request) {
        DeadLetterSearch.Page page =
                reader.ask(scan -> {
                    int partitions = DeadLetterSearch.partitions(scan, filter).size();
                    return new DeadLetterSearch(scan, filter, request.limit())
                            .page(request.offsets(partitions), any -> true);
                });
        if (page.deadLetters().isEmpty() && page.searchedBackTo() != null) {
            throw tooLong(page.searchedBackTo());
        }
        Map<DeadLetterLocation, DeadLetter> read = read(page.deadLetters());
        return new Page(
                page.deadLetters().stream()
                        .filter(read::containsKey)
                        .map(location -> Objects.requireNonNull(read.get(location)))
                        .toList(),
                page.next() == null ? null : request.token(page.next()),
                page.searchedBackTo());
    }

    private static ApiException tooSlow() {
        return new ApiException(
                503,
                "ServiceUnavailable",
                "limit: so many dead letters could not be read in time; ask for fewer",
                Duration.ofSeconds(1));
    }

    /// The error of a search that found nothing because its time was too short.
    static ApiException tooLong(@Nullable Instant searchedBackTo) {
        return new ApiException(
                409,
                "DeadLettersTooMany",
                ("no such dead letter was found within %d seconds%s, and not all were searched;"
                                + " name bus, rule and target to search fewer")
                        .formatted(
                                HistoryReader.TIME.toSeconds(),
                                searchedBackTo == null ? "" : " back to " + searchedBackTo));
    }

    /// Returns the newest dead letter of a delivery; null when there is none.
    ///
    /// @param filter names one id
    /// @throws ApiException 409 when the time was too short to be certain
    @Nullable DeadLetter find(DeadLetterFilter filter) {
        Found found = search(filter, 1, any -> true);
        if (found.deadLetters().isEmpty()) {
            if (found.searchedBackTo() != null) {
                throw tooLong(found.searchedBackTo());
            }
            return null;
        }
        return read(found.deadLetters()).get(found.deadLetters().getFirst());
    }

    private Map<DeadLetterLocation, DeadLetter> read(List<DeadLetterLocation> locations) {
        Map<DeadLetterLocation, DeadLetter> deadLetters = new HashMap<>();
        boolean all =
                pick(
                        HistoryReader.TIME,
                        locations,
                        (location, item) -> {
                            DeadLetter deadLetter = deadLetter(location, item);
                            if (deadLetter != null) {
                                deadLetters.put(location, deadLetter);
                            }
                        });
        if (!all) {
            throw tooSlow();
        }
        return deadLetters;
    }

    /// Returns the newest dead letters that a filter selects.
    ///
    /// @param select refuses those that shall not count
    Found search(DeadLetterFilter filter, int limit, Predicate<DeadLetterLocation> select) {
        return reader.ask(scan -> {
            var search = new DeadLetterSearch(scan, filter, limit);
            DeadLetterSearch.Page page = search.page(null, select);
            return new Found(
                    page.deadLetters(),
                    page.next() == null ? search.unmet().stream().sorted().toList() : List.of(),
                    page.searchedBackTo(),
                    page.next() != null);
        });
    }

    /// Receives dead letters.
    @FunctionalInterface
    interface DeadLetterVisitor {
        void see(DeadLetterLocation location, ConsumerRecord<byte[], byte[]> item);
    }

    /// Reads dead letters, those of each partition in order.
    ///
    /// @return false when the time was over before all were read
    boolean pick(Duration time, List<DeadLetterLocation> locations, DeadLetterVisitor visitor) {
        if (locations.isEmpty()) {
            return true;
        }
        Map<TopicPartition, List<DeadLetterLocation>> byPartition =
                locations.stream().collect(Collectors.groupingBy(DeadLetterLocation::partition));
        return reader.ask(
                time,
                scan ->
                        byPartition.entrySet().stream()
                                .allMatch(of -> pick(scan, of.getKey(), of.getValue(), visitor)));
    }

    private static boolean pick(
            HistoryScan scan,
            TopicPartition partition,
            List<DeadLetterLocation> locations,
            DeadLetterVisitor visitor) {
        var byOffset = new HashMap<Long, DeadLetterLocation>();
        locations.forEach(location -> byOffset.put(location.offset(), location));
        Visitor each =
                item -> {
                    DeadLetterLocation location = byOffset.get(item.offset());
                    if (location != null) {
                        visitor.see(location, item);
                    }
                };
        return scan.pick(partition, byOffset.keySet(), each);
    }

    /// Returns the dead letter of a record; null when it is unreadable, which is counted.
    @Nullable DeadLetter deadLetter(
            DeadLetterLocation location, ConsumerRecord<byte[], byte[]> item) {
        try {
            Delivery delivery =
                    DeliveryRecords.read(item.key(), item.value(), item.headers()).delivery();
            return new DeadLetter(
                    delivery, Instant.ofEpochMilli(location.diedMillis()), location.redriven());
        } catch (IllegalArgumentException e) {
            reader.unreadable(item);
            return null;
        }
    }
}

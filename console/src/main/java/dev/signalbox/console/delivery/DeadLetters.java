package dev.signalbox.console.delivery;

import dev.signalbox.console.history.HistoryReader;
import dev.signalbox.console.history.HistoryScan;
import dev.signalbox.console.history.HistoryScan.Visitor;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.web.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// The dead letters that `signalbox.dead-letters` holds, read anew for each question. May be asked
/// by any thread.
public final class DeadLetters {
    private final HistoryReader reader;

    /// A part of a list, the newest first.
    ///
    /// @param next the token of the next part; null at the end
    /// @param back how far back all was seen, when the time was too short for more; else null
    public record Part(List<DeadLetter> letters, @Nullable String next, @Nullable Instant back) {}

    /// What was found of letters by their ids or otherwise.
    ///
    /// @param missing ids that are nowhere
    /// @param back how far back all was seen, when the time was too short for more; else null
    /// @param more whether there may be more
    record Found(
            List<LetterPlace> letters,
            List<String> missing,
            @Nullable Instant back,
            boolean more) {}

    /// @param reader what reads the topic
    public DeadLetters(HistoryReader reader) {
        this.reader = reader;
    }

    /// A part of the letters that a filter asks for.
    ///
    /// @throws ApiException 400 when the token does not belong to this question; 409 when the time
    ///   is too short to reach the place that it names
    Part list(LetterFilter filter, PageRequest page) {
        LetterSearch.Part part =
                reader.ask(scan -> {
                    int partitions = LetterSearch.partitions(scan, filter).size();
                    return new LetterSearch(scan, filter, page.limit())
                            .part(page.offsets(partitions), any -> true);
                });
        if (part.letters().isEmpty() && part.back() != null) {
            throw tooLong(part.back());
        }
        Map<LetterPlace, DeadLetter> read = new HashMap<>();
        boolean all =
                pick(
                        HistoryReader.TIME,
                        part.letters(),
                        (place, item) -> {
                            DeadLetter letter = letter(place, item);
                            if (letter != null) {
                                read.put(place, letter);
                            }
                        });
        if (!all) {
            throw tooSlow();
        }
        return new Part(
                part.letters().stream()
                        .filter(read::containsKey)
                        .map(place -> Objects.requireNonNull(read.get(place)))
                        .toList(),
                part.next() == null ? null : page.token(part.next()),
                part.back());
    }

    private static ApiException tooSlow() {
        return new ApiException(
                503,
                "ServiceUnavailable",
                "limit: so many dead letters could not be read in time; ask for fewer",
                Duration.ofSeconds(1));
    }

    /// Says that a search came to nothing because its time was too short.
    static ApiException tooLong(@Nullable Instant back) {
        return new ApiException(
                409,
                "DeadLettersTooMany",
                ("within %d seconds no such dead letter was found%s, and there are more; name bus,"
                                + " rule and target to search less")
                        .formatted(
                                HistoryReader.TIME.toSeconds(),
                                back == null ? "" : " back to " + back));
    }

    /// The newest letter of a delivery; null when there is none.
    ///
    /// @param filter asks for one id
    /// @throws ApiException 409 when the time was too short to be certain
    public @Nullable DeadLetter find(LetterFilter filter) {
        Found found = search(filter, 1, any -> true);
        if (found.letters().isEmpty()) {
            if (found.back() != null) {
                throw tooLong(found.back());
            }
            return null;
        }
        var letters = new ArrayList<DeadLetter>();
        boolean read =
                pick(
                        HistoryReader.TIME,
                        found.letters(),
                        (place, item) -> {
                            DeadLetter letter = letter(place, item);
                            if (letter != null) {
                                letters.add(letter);
                            }
                        });
        if (!read) {
            throw tooSlow();
        }
        return letters.isEmpty() ? null : letters.getFirst();
    }

    /// The newest letters that a filter asks for.
    ///
    /// @param select what counts of what is found
    Found search(LetterFilter filter, int limit, Predicate<LetterPlace> select) {
        return reader.ask(scan -> {
            var search = new LetterSearch(scan, filter, limit);
            LetterSearch.Part part = search.part(null, select);
            return new Found(
                    part.letters(),
                    part.next() == null ? search.unmet().stream().sorted().toList() : List.of(),
                    part.back(),
                    part.next() != null);
        });
    }

    /// Sees letters.
    @FunctionalInterface
    interface LetterVisitor {
        void see(LetterPlace place, ConsumerRecord<byte[], byte[]> item);
    }

    /// Reads letters, those of each partition in their order.
    ///
    /// @return false when the time was over before all were read
    boolean pick(Duration time, List<LetterPlace> places, LetterVisitor visitor) {
        if (places.isEmpty()) {
            return true;
        }
        Map<TopicPartition, List<LetterPlace>> byPartition =
                places.stream().collect(Collectors.groupingBy(LetterPlace::partition));
        return reader.ask(
                time,
                scan ->
                        byPartition.entrySet().stream()
                                .allMatch(of -> pick(scan, of.getKey(), of.getValue(), visitor)));
    }

    private static boolean pick(
            HistoryScan scan,
            TopicPartition partition,
            List<LetterPlace> places,
            LetterVisitor visitor) {
        var byOffset = new HashMap<Long, LetterPlace>();
        places.forEach(place -> byOffset.put(place.offset(), place));
        Visitor each =
                item -> {
                    LetterPlace place = byOffset.get(item.offset());
                    if (place != null) {
                        visitor.see(place, item);
                    }
                };
        return scan.pick(partition, byOffset.keySet(), each);
    }

    /// The letter of a record; null when nobody can read it.
    static @Nullable DeadLetter letter(LetterPlace place, ConsumerRecord<byte[], byte[]> item) {
        try {
            Delivery delivery =
                    DeliveryRecords.read(item.key(), item.value(), item.headers()).delivery();
            return new DeadLetter(delivery, Instant.ofEpochMilli(place.died()), place.redriven());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}

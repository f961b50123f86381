package dev.signalbox.console.delivery;

import dev.signalbox.console.history.HistoryReader;
import dev.signalbox.console.history.HistoryScan;
import dev.signalbox.console.history.OutcomeRecords;
import dev.signalbox.console.history.PageRequest;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.web.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// The search for deliveries by their latest outcomes, in `signalbox.outcomes`. It keeps nothing:
/// each question reads the topic. Safe for use by any thread.
///
/// The account's partition is read backwards, so the first outcome that is read of a delivery is
/// its latest. A later page continues where the page before ended and does not know the deliveries
/// of that page: it may return an older outcome of a delivery whose latest outcome an earlier page
/// has.
final class DeliverySearch {
    private static final long FIRST_CHUNK = 2_000;
    private static final long LARGEST_CHUNK = 32_000;

    /// How much the clocks of notifiers may differ.
    private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(1);

    private final HistoryReader reader;

    /// A page, the newest first.
    ///
    /// @param next the token of the next page; null at the end
    /// @param searchedBackTo the time back to which all was searched, when the time was too short
    ///   for more; else null
    record Page(List<Outcome> outcomes, @Nullable String next, @Nullable Instant searchedBackTo) {}

    private record Met(long offset, Outcome outcome) {}

    /// @param reader reads the topic
    DeliverySearch(HistoryReader reader) {
        this.reader = reader;
    }

    /// Returns a page of the deliveries that a filter selects.
    ///
    /// @throws ApiException 400 when the token does not belong to this question
    Page list(DeliveryFilter filter, PageRequest page) {
        List<Long> below = page.offsets(1);
        return reader.ask(scan -> {
            byte[] account = EventHeaders.utf8(filter.account());
            TopicPartition partition = scan.partition(Topic.OUTCOMES, account);
            long begin = offset(scan, partition, filter.from().minus(CLOCK_DIFFERENCE));
            long end =
                    below == null
                            ? offset(scan, partition, filter.to().plus(CLOCK_DIFFERENCE))
                            : below.getFirst();
            return search(scan, partition, begin, end, account, filter, page);
        });
    }

    private static long offset(HistoryScan scan, TopicPartition partition, Instant time) {
        List<TopicPartition> one = List.of(partition);
        Map<TopicPartition, Long> offsets =
                scan.offsets(one, time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time);
        return offsets.getOrDefault(partition, 0L);
    }

    private static Page search(
            HistoryScan scan,
            TopicPartition partition,
            long begin,
            long end,
            byte[] account,
            DeliveryFilter filter,
            PageRequest page) {
        var outcomes = new ArrayList<Outcome>();
        Set<String> known = new HashSet<>();
        long unread = end;
        long chunk = FIRST_CHUNK;
        Instant back = null;
        while (unread > begin) {
            long start = Math.max(begin, unread - chunk);
            var met = new ArrayList<Met>();
            var oldest = new long[] {Long.MAX_VALUE};
            boolean whole =
                    scan.range(
                            partition,
                            start,
                            unread,
                            item -> {
                                oldest[0] = Math.min(oldest[0], item.timestamp());
                                Outcome outcome = OutcomeRecords.of(account, item);
                                if (outcome != null && filter.concerns(outcome)) {
                                    met.add(new Met(item.offset(), outcome));
                                }
                            });
            if (!whole) {
                return new Page(
                        outcomes, page.token(List.of(unread)), back == null ? filter.to() : back);
            }
            for (Met one : met.reversed()) {
                if (known.add(one.outcome().deliveryId()) && filter.wants(one.outcome())) {
                    if (outcomes.size() == page.limit()) {
                        return new Page(outcomes, page.token(List.of(one.offset() + 1)), null);
                    }
                    outcomes.add(one.outcome());
                }
            }
            unread = start;
            chunk = Math.min(2 * chunk, LARGEST_CHUNK);
            back = oldest[0] == Long.MAX_VALUE ? back : Instant.ofEpochMilli(oldest[0]);
        }
        return new Page(outcomes, null, null);
    }
}

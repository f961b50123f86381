package dev.signalbox.history;

import dev.signalbox.contract.replay.OffsetRange;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;

/// A forecast within a time limit, for the plan of a replay.
///
/// The history is read in pieces, of all partitions at once, in an order in which any number of
/// them is spread evenly over the period: the beginning, the middle, then the quarters, and so on.
/// When the time is over before all are read, the numbers are scaled up. Events that come again are
/// missed where their first record was not read, so that the estimate is rather too high; and what
/// happens seldom may be missed altogether.
public final class ForecastEstimate {
    private static final Duration POLL = Duration.ofMillis(200);

    /// About what a partition returns in one answer of Kafka.
    private static final long PIECE = 1_000;

    private ForecastEstimate() {}

    /// Makes a forecast.
    ///
    /// @param consumer opened by [HistoryConsumer]; the caller closes it
    /// @param folder where the file of a large set of ids is made
    /// @param time how long reading may take
    public static Forecast of(
            Consumer<byte[], byte[]> consumer,
            HistoryPeriod period,
            ChosenEvents chosen,
            Path folder,
            Duration time,
            InstantSource clock) {
        Instant deadline = clock.instant().plus(time);
        try (var met = new IdSet(folder)) {
            var counter = new ForecastCounter(chosen, met);
            long read = 0;
            long expired = 0;
            long turns = turns(period);
            for (long turn = 0; turn < turns; turn++) {
                Map<Integer, OffsetRange> pieces = pieces(period, turn, turns);
                if (pieces.isEmpty()) {
                    continue;
                }
                var reader =
                        new RangeReader(consumer, pieces, chosen.bus(), chosen.from(), chosen.to());
                while (!reader.finished() && clock.instant().isBefore(deadline)) {
                    reader.poll(POLL, counter::count);
                }
                read += reader.offsets() - reader.left();
                expired += reader.expired();
                if (!reader.finished()) {
                    break;
                }
            }
            return read == period.offsets()
                    ? counter.forecast(expired)
                    : counter.scaled(read == 0 ? 0 : (double) period.offsets() / read);
        }
    }

    /// The power of two that is not less than the number of pieces of any partition.
    private static long turns(HistoryPeriod period) {
        long most =
                period.ranges().values().stream()
                        .mapToLong(range -> Math.ceilDiv(range.size(), PIECE))
                        .max()
                        .orElse(0);
        return most <= 1 ? most : Long.highestOneBit(most - 1) << 1;
    }

    /// The pieces that are read in a turn: with its bits reversed, the turn is the piece's place in
    /// the period.
    private static Map<Integer, OffsetRange> pieces(HistoryPeriod period, long turn, long turns) {
        int bits = Long.numberOfTrailingZeros(turns);
        long place = bits == 0 ? 0 : Long.reverse(turn) >>> (Long.SIZE - bits);
        var pieces = new HashMap<Integer, OffsetRange>();
        period.ranges()
                .forEach((partition, range) -> {
                    // Each partition is divided into as many parts, so that all are read at one
                    // time.
                    long begin = range.begin() + range.size() * place / turns;
                    long end = range.begin() + range.size() * (place + 1) / turns;
                    if (begin < end) {
                        pieces.put(partition, new OffsetRange(begin, end));
                    }
                });
        return pieces;
    }
}

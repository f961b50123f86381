package dev.signalbox.console.delivery;

import dev.signalbox.console.history.HistoryReader;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.usage.MonthlyUsage;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.RouteTable;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;

/// The wing of the console for deliveries: their latest outcomes, dead letters and redrives.
public final class DeliveryWing implements HttpRoutes, AutoCloseable {
    /// As many dead letters are counted.
    private static final int MOST_COUNTED = 1_000;

    private final InstantSource clock;
    private final DeadLetterReader reader;
    private final Redriver redriver;
    private final DeliveriesApi deliveries;
    private final DeadLettersApi deadLetters;

    /// The dead letters that wait to be sent again.
    ///
    /// @param count as many as were counted
    /// @param more whether there may be more
    public record Waiting(int count, boolean more) {}

    /// @param reader reads the topics of outcomes and dead letters
    /// @param usage an account's usage this month
    /// @param producer of redriven deliveries, as [#producer] makes it; closed with the wing
    public DeliveryWing(
            RoomContext room,
            HistoryReader reader,
            Function<String, MonthlyUsage> usage,
            Producer<byte[], byte[]> producer) {
        clock = room.clock();
        var deadLetterReader = new DeadLetterReader(reader);
        this.reader = deadLetterReader;
        redriver =
                new Redriver(
                        deadLetterReader, room.rules(), room.targets(), producer, room.clock());
        deliveries = new DeliveriesApi(room, new DeliverySearch(reader));
        deadLetters = new DeadLettersApi(room, deadLetterReader, redriver, usage);
    }

    /// Makes the producer of redriven deliveries.
    public static Producer<byte[], byte[]> producer(Settings settings) {
        return Redriver.producer(settings);
    }

    /// Counts the dead letters of an account that were not sent again, of the last seven days.
    ///
    /// @throws ApiException as searches do
    public Waiting waiting(String account) {
        var filter =
                new DeadLetterFilter(
                        account,
                        null,
                        null,
                        null,
                        clock.instant().minus(DeadLettersApi.PERIOD),
                        DeadLettersApi.EVER,
                        Set.of(),
                        false);
        DeadLetterReader.Found found = reader.search(filter, MOST_COUNTED, _ -> true);
        return new Waiting(
                found.deadLetters().size(), found.more() || found.searchedBackTo() != null);
    }

    @Override
    public void addTo(RouteTable table) {
        deliveries.addTo(table);
        deadLetters.addTo(table);
    }

    @Override
    public void close() {
        redriver.close();
    }
}

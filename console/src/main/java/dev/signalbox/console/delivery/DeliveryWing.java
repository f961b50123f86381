package dev.signalbox.console.delivery;

import dev.signalbox.console.history.HistoryReader;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.usage.MonthlyUsage;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.RouteTable;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;

/// The wing of the console for deliveries: their latest outcomes, dead letters and redrives.
public final class DeliveryWing implements HttpRoutes, AutoCloseable {
    private final Redriver redriver;
    private final DeliveriesApi deliveries;
    private final DeadLettersApi deadLetters;

    /// @param reader reads the topics of outcomes and dead letters
    /// @param usage an account's usage this month
    /// @param producer of redriven deliveries, as [#producer] makes it; closed with the wing
    public DeliveryWing(
            RoomContext room,
            HistoryReader reader,
            Function<String, MonthlyUsage> usage,
            Producer<byte[], byte[]> producer) {
        var deadLetterReader = new DeadLetterReader(reader);
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

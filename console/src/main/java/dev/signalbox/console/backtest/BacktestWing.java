package dev.signalbox.console.backtest;

import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.usage.MonthlyUsage;
import dev.signalbox.history.HistoryConsumer;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.target.TargetTranslator;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;

/// The wing of the console for backtests. Each runs on its request's thread.
public final class BacktestWing implements HttpRoutes {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final BacktestApi api;

    /// @param consumers opens a consumer for each backtest, which is in no group and never moved
    /// @param usage an account's usage this month
    /// @param targets translates the targets of drafts
    public BacktestWing(
            RoomContext room,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Function<String, MonthlyUsage> usage,
            TargetTranslator targets) {
        api = new BacktestApi(room, consumers, usage, targets);
    }

    /// Opens consumers of Kafka's topics.
    public static Supplier<Consumer<byte[], byte[]>> consumers(Settings settings) {
        return () -> HistoryConsumer.open(settings, "signalbox-console-backtest", PATIENCE);
    }

    @Override
    public void addTo(RouteTable table) {
        api.addTo(table);
    }
}

package dev.signalbox.benchmarks;

import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.router.Router;
import dev.signalbox.standalone.broker.EmbeddedBroker;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// The whole router with many rules beside few: a bus each, and one router for both, which is given
/// the events of the one and then those of the other. Each event meets three rules and so becomes
/// three deliveries.
final class RoutedRules {
    private static final String FEW = "few";
    private static final String MANY = "many";
    private static final int EVENTS = 40_000;
    private static final int RAMP = EVENTS / 6;
    private static final Duration POLL = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Path folder;
    private final boolean full;
    private final Results results;

    RoutedRules(Path folder, boolean full, Results results) {
        this.folder = folder;
        this.full = full;
        this.results = results;
    }

    /// @param few how many rules the one bus has
    /// @param many and the other
    void run(int few, int many) throws Exception {
        try (var broker = EmbeddedBroker.start(folder.resolve("kafka"), "127.0.0.1", 0)) {
            var settings =
                    Settings.forStandalone(
                            Map.of(
                                    "SIGNALBOX_KAFKA",
                                    broker.bootstrapServers(),
                                    "SIGNALBOX_DATA",
                                    folder.toString()));
            try (var context = RoomContext.open(settings);
                    var load = new RuleMixLoad(settings)) {
                load.writeRules(FEW, 0, few);
                load.writeRules(MANY, 0, many);
                await(() -> context.rules().rules(load.bus(FEW)).size() == few);
                await(() -> context.rules().rules(load.bus(MANY)).size() == many);
                var metrics = new PrometheusRegistry();
                try (var router =
                        Router.start(
                                new RoomContext(
                                        settings, context.rules(), metrics, context.clock()))) {
                    await(router::ready);
                    String name =
                            "the whole router, %,d mixed rules beside %,d, events/s"
                                    .formatted(many, few);
                    for (int round = -1; round < (full ? 7 : 3); round++) {
                        double slow = rate(load, metrics, MANY, many);
                        double fast = rate(load, metrics, FEW, few);
                        if (round >= 0) {
                            results.measured(name, slow);
                            results.baseline(name, fast);
                        }
                    }
                }
            }
        }
    }

    private static double rate(RuleMixLoad load, PrometheusRegistry metrics, String bus, int rules)
            throws IOException {
        int before = RouterBenchmark.routed(metrics);
        load.writeEvents(bus, rules / RuleMix.KINDS, EVENTS);
        await(() -> RouterBenchmark.routed(metrics) >= before + RAMP);
        int ramp = RouterBenchmark.routed(metrics) - before;
        long start = System.nanoTime();
        await(() -> RouterBenchmark.routed(metrics) >= before + EVENTS);
        return (EVENTS - ramp) * 1e9 / (System.nanoTime() - start);
    }

    private interface Sight {
        boolean isThere();
    }

    private static void await(Sight sight) throws IOException {
        long start = System.nanoTime();
        while (!sight.isThere()) {
            if (System.nanoTime() - start > LONGEST.toNanos()) {
                throw new IOException("the router or its rules have not come so far");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }
}

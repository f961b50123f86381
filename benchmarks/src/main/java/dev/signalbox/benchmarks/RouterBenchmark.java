package dev.signalbox.benchmarks;

import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.router.Router;
import dev.signalbox.standalone.broker.EmbeddedBroker;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.utils.Utils;

/// The router beside a bare transactional copy of the same events on the same broker, in turns.
/// Both are measured warm ([WarmUp]), with a million ids or more in the router's store; the first
/// part of each round, in which clients connect and filters fill, is not measured, on neither side.
final class RouterBenchmark {
    /// Four of them at least, and so a million ids.
    private static final int WARM_UP_PIECE = 250_000;

    private static final int EVENTS = 600_000;
    private static final int RAMP = 100_000;
    private static final Duration FILTERS_FILL = Duration.ofSeconds(5);
    private static final List<String> GUARANTEES = List.of("at_least_once", "exactly_once_v2");

    private final Path folder;
    private final boolean full;
    private final Results results;

    RouterBenchmark(Path folder, boolean full, Results results) {
        this.folder = folder;
        this.full = full;
        this.results = results;
    }

    /// Runs it alone and prints the results.
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("signalbox-bench");
        var results = new Results();
        try {
            new RouterBenchmark(folder, List.of(arguments).contains("--full"), results).run();
        } finally {
            Utils.delete(folder.toFile());
        }
        System.out.print(results.toMarkdown());
    }

    /// Runs the rounds.
    void run() throws Exception {
        try (var broker = EmbeddedBroker.start(folder.resolve("kafka"), "127.0.0.1", 0)) {
            Settings first = settings(broker, GUARANTEES.getFirst());
            try (RoomContext context = RoomContext.open(first)) {
                var load = new RouterLoad(first);
                load.writeRules();
                createCopyTopic(first);
                WarmUp.<RuntimeException>untilNoFaster(() -> {
                    double rate = route(context, first, load, WARM_UP_PIECE).rate();
                    copy(first, WARM_UP_PIECE);
                    return rate;
                });
                for (int round = 0; round < (full ? 6 : 3); round++) {
                    for (String guarantee : GUARANTEES) {
                        round(context, settings(broker, guarantee), guarantee, load);
                    }
                }
            }
        }
    }

    private void round(RoomContext context, Settings settings, String guarantee, RouterLoad load) {
        String rate = "router, " + guarantee + ", events/s";
        String processor = "router, " + guarantee + ", CPU ns an event";
        Figures routed = route(context, settings, load, EVENTS);
        results.measured(rate, routed.rate());
        results.measured(processor, routed.cpuNanos());
        Figures copied = copy(settings, EVENTS);
        results.baseline(rate, copied.rate());
        results.baseline(processor, copied.cpuNanos());
    }

    private Settings settings(EmbeddedBroker broker, String guarantee) {
        var environment = new HashMap<String, String>();
        environment.put("SIGNALBOX_KAFKA", broker.bootstrapServers());
        environment.put("SIGNALBOX_DATA", folder.toString());
        environment.put("SIGNALBOX_PROCESSING_GUARANTEE", guarantee);
        return Settings.forStandalone(Map.copyOf(environment));
    }

    private static void createCopyTopic(Settings settings) throws Exception {
        try (Admin admin = Admin.create(KafkaClients.admin(settings))) {
            admin.createTopics(
                            List.of(
                                    new NewTopic(
                                            BareCopy.TOPIC,
                                            settings.kafka().partitions(),
                                            (short) 1)))
                    .all()
                    .get();
        }
    }

    private static Figures copy(Settings settings, int events) {
        try (var copy = new BareCopy(settings)) {
            int ramp = copy.copy(RAMP);
            Figures.Start start = Figures.Start.now();
            copy.copy(events - ramp);
            return start.end(events - ramp);
        }
    }

    private static Figures route(
            RoomContext context, Settings settings, RouterLoad load, int events) {
        var metrics = new PrometheusRegistry();
        try (var router =
                Router.start(
                        new RoomContext(settings, context.rules(), metrics, context.clock()))) {
            while (!router.ready()) {
                LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
            }
            LockSupport.parkNanos(FILTERS_FILL.toNanos());
            load.writeEvents(events);
            int ramp = awaitRouted(metrics, RAMP);
            Figures.Start start = Figures.Start.now();
            awaitRouted(metrics, events);
            return start.end(events - ramp);
        }
    }

    private static int awaitRouted(PrometheusRegistry metrics, int events) {
        while (true) {
            int routed = routed(metrics);
            if (routed >= events) {
                return routed;
            }
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
    }

    /// How many events routers with these metrics have routed.
    static int routed(PrometheusRegistry metrics) {
        return (int) Counters.sum(metrics, "signalbox_router_routed");
    }
}

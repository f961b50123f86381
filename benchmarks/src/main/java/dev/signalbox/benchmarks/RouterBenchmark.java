package dev.signalbox.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaSettings;
import dev.signalbox.router.Router;
import dev.signalbox.standalone.EmbeddedBroker;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/// The router beside a bare transactional copy of the same events on the same broker, in turns: a
/// million ids stand in its store before the first measured round. The first part of each round, in
/// which clients connect and filters fill, is not measured, on neither side.
final class RouterBenchmark {
    private static final int IDS_BEFORE = 1_000_000;
    private static final int EVENTS = 600_000;
    private static final int RAMP = 300_000;
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
            Trees.delete(folder);
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
                load.writeEvents(IDS_BEFORE);
                copy(first, IDS_BEFORE);
                route(context, first, IDS_BEFORE);
                for (int round = 0; round < (full ? 6 : 3); round++) {
                    for (String guarantee : GUARANTEES) {
                        String name = "router, " + guarantee + ", events/s";
                        String processor = "router, " + guarantee + ", CPU ns an event";
                        load.writeEvents(EVENTS);
                        long start = cpuNanos();
                        results.baseline(name, copy(first, EVENTS));
                        long between = cpuNanos();
                        results.measured(name, route(context, settings(broker, guarantee), EVENTS));
                        results.baseline(processor, (double) (between - start) / EVENTS);
                        results.measured(processor, (double) (cpuNanos() - between) / EVENTS);
                    }
                }
            }
        }
    }

    private Settings settings(EmbeddedBroker broker, String guarantee) {
        var environment = new HashMap<String, String>();
        environment.put("SIGNALBOX_KAFKA", broker.bootstrapServers());
        environment.put("SIGNALBOX_DATA", folder.toString());
        environment.put("SIGNALBOX_PROCESSING_GUARANTEE", guarantee);
        return Settings.forStandalone(Map.copyOf(environment));
    }

    /// Time that all cores spent on this process, the broker included: steadier than rates are on a
    /// machine that others use too.
    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static void createCopyTopic(Settings settings) throws Exception {
        try (Admin admin = Admin.create(KafkaSettings.admin(settings))) {
            admin.createTopics(
                            List.of(new NewTopic(BareCopy.TOPIC, settings.partitions(), (short) 1)))
                    .all()
                    .get();
        }
    }

    private static double copy(Settings settings, int events) {
        try (var copy = new BareCopy(settings)) {
            return copy.copy(events, RAMP);
        }
    }

    private static double route(RoomContext context, Settings settings, int events) {
        var metrics = new PrometheusRegistry();
        long started = 0;
        long rampEnd = 0;
        try (var router =
                Router.start(
                        new RoomContext(settings, context.rules(), metrics, context.clock()))) {
            while (!router.ready()) {
                LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
            }
            while (true) {
                long routed = routed(metrics);
                if (started == 0 && routed >= RAMP) {
                    started = System.nanoTime();
                    rampEnd = routed;
                }
                if (routed >= events) {
                    break;
                }
                LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
            }
            return (events - rampEnd) * 1e9 / (System.nanoTime() - started);
        }
    }

    private static long routed(PrometheusRegistry metrics) {
        return metrics.scrape(name -> name.equals("signalbox_router_routed")).stream()
                .map(CounterSnapshot.class::cast)
                .flatMap(counter -> counter.getDataPoints().stream())
                .mapToLong(point -> (long) point.getValue())
                .sum();
    }
}

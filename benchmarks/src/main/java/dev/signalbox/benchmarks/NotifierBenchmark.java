package dev.signalbox.benchmarks;

import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.topic.Topics;
import dev.signalbox.notifier.Notifier;
import dev.signalbox.notifier.usage.UsageTopology;
import dev.signalbox.standalone.broker.EmbeddedBroker;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.utils.Utils;

/// The notifier beside a bare loop of the same HTTP client against the same sink, in turns: as many
/// virtual threads, bodies as large, and nothing else; once with few lanes and once with many. The
/// notifier reads its deliveries from Kafka, signs them, writes their outcomes and counts them.
///
/// One notifier runs all the while, as notifiers do, and is idle when it is not its turn: each turn
/// ends when its outcomes are counted. Both are measured warm ([WarmUp]), and the first part of
/// each turn, in which clients connect and deliveries are being written, is not measured, on
/// neither side.
final class NotifierBenchmark {
    private static final int FEW_LANES = 4;
    private static final int MANY_LANES = 1_000;
    private static final int CONCURRENCY = 16;
    private static final int IN_FLIGHT = FEW_LANES * CONCURRENCY;
    private static final int DELIVERIES = 250_000;
    private static final int RAMP = 50_000;
    private static final Duration LOOK = Duration.ofMillis(2);

    private final Path folder;
    private final boolean full;
    private final Results results;

    NotifierBenchmark(Path folder, boolean full, Results results) {
        this.folder = folder;
        this.full = full;
        this.results = results;
    }

    /// Runs it alone and prints the results.
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("signalbox-bench");
        var results = new Results();
        try {
            new NotifierBenchmark(folder, List.of(arguments).contains("--full"), results).run();
        } finally {
            Utils.delete(folder.toFile());
        }
        System.out.print(results.toMarkdown());
    }

    /// Runs the rounds; none where there is no nginx.
    void run() throws Exception {
        if (!Nginx.installed()) {
            results.note("The notifier was not measured: nginx is not installed.");
            return;
        }
        try (var sink = Nginx.start(Files.createDirectories(folder.resolve("nginx")));
                var broker = EmbeddedBroker.start(folder.resolve("kafka"), "127.0.0.1", 0)) {
            Settings settings = settings(broker);
            Topics.ensure(settings);
            var load = new NotifierLoad(settings);
            load.writeRules(MANY_LANES, sink.url(), CONCURRENCY);
            var metrics = new PrometheusRegistry();
            try (RoomContext context = RoomContext.open(settings);
                    Admin admin = Admin.create(KafkaClients.admin(settings));
                    var _ =
                            Notifier.start(
                                    new RoomContext(
                                            settings, context.rules(), metrics, context.clock()))) {
                var counters =
                        new Backlog(
                                admin,
                                UsageTopology.APPLICATION_ID,
                                Topic.OUTCOMES,
                                settings.kafka().partitions());
                WarmUp.<InterruptedException>untilNoFaster(() -> post(sink.url()).rate());
                WarmUp.<ExecutionException>untilNoFaster(() -> {
                    Figures figures = deliver(load, MANY_LANES, metrics);
                    counters.awaitNone();
                    return figures.rate();
                });
                for (int round = 0; round < (full ? 6 : 3); round++) {
                    Figures bare = post(sink.url());
                    for (int lanes : List.of(FEW_LANES, MANY_LANES)) {
                        round(lanes, deliver(load, lanes, metrics), bare);
                        counters.awaitNone();
                    }
                }
            }
        }
    }

    private void round(int lanes, Figures measured, Figures bare) {
        String rate = "notifier, %,d lanes, deliveries/s".formatted(lanes);
        String processor = "notifier, %,d lanes, CPU ns a delivery".formatted(lanes);
        results.measured(rate, measured.rate());
        results.measured(processor, measured.cpuNanos());
        results.baseline(rate, bare.rate());
        results.baseline(processor, bare.cpuNanos());
    }

    private Settings settings(EmbeddedBroker broker) {
        var environment = new HashMap<String, String>();
        environment.put("SIGNALBOX_KAFKA", broker.bootstrapServers());
        environment.put("SIGNALBOX_DATA", folder.toString());
        environment.put("SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8");
        environment.put("SIGNALBOX_DELIVERIES_IN_FLIGHT", Integer.toString(IN_FLIGHT));
        return Settings.forStandalone(Map.copyOf(environment));
    }

    private static Figures post(URI url) throws InterruptedException {
        byte[] body = NotifierLoad.body("message");
        var left = new AtomicInteger(DELIVERIES);
        var start = new AtomicReference<Figures.Start>();
        try (var client =
                HttpClients.custom()
                        .setConnectionManager(
                                PoolingHttpClientConnectionManagerBuilder.create()
                                        .setMaxConnPerRoute(IN_FLIGHT)
                                        .setMaxConnTotal(IN_FLIGHT)
                                        .build())
                        .build()) {
            var all = new ArrayList<Thread>();
            for (int i = 0; i < IN_FLIGHT; i++) {
                all.add(
                        Thread.startVirtualThread(() -> {
                            for (int rest = left.getAndDecrement();
                                    rest > 0;
                                    rest = left.getAndDecrement()) {
                                if (rest == DELIVERIES - RAMP) {
                                    start.set(Figures.Start.now());
                                }
                                post(client, url, body);
                            }
                        }));
            }
            for (Thread thread : all) {
                thread.join();
            }
            return start.get().end(DELIVERIES - RAMP);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void post(CloseableHttpClient client, URI url, byte[] body) {
        var request = new HttpPost(url);
        request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
        try {
            var _ =
                    client.execute(
                            request,
                            response -> {
                                EntityUtils.consume(response.getEntity());
                                return response.getCode();
                            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Figures deliver(NotifierLoad load, int lanes, PrometheusRegistry metrics) {
        long before = delivered(metrics);
        load.writeDeliveries(DELIVERIES, lanes);
        long ramp = awaitDelivered(metrics, before + RAMP);
        Figures.Start start = Figures.Start.now();
        return start.end(awaitDelivered(metrics, before + DELIVERIES) - ramp);
    }

    private static long awaitDelivered(PrometheusRegistry metrics, long deliveries) {
        while (true) {
            long delivered = delivered(metrics);
            if (delivered >= deliveries) {
                return delivered;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private static long delivered(PrometheusRegistry metrics) {
        return Counters.sum(metrics, "signalbox_notifier_delivered");
    }
}

package dev.signalbox.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryId;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.Handling;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.RuleRecords;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.rule.Vault;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaSettings;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.topic.Topics;
import dev.signalbox.notifier.Notifier;
import dev.signalbox.standalone.EmbeddedBroker;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;

/// The notifier beside a bare loop of the same HTTP client against the same sink, in turns: as many
/// virtual threads, bodies as large, and nothing else; once with few lanes and once with many. The
/// notifier reads its deliveries from Kafka, signs them, writes their outcomes and counts them.
/// Both are measured warm ([WarmUp]), and the first part of each round, in which clients connect,
/// is not measured, on neither side.
final class NotifierBenchmark {
    private static final String ACCOUNT = "1000000000000001";
    private static final int FEW_LANES = 4;
    private static final int MANY_LANES = 1_000;
    private static final int CONCURRENCY = 16;
    private static final int IN_FLIGHT = FEW_LANES * CONCURRENCY;
    private static final int DELIVERIES = 200_000;
    private static final int RAMP = 50_000;
    private static final int EVENT_BYTES = 720;

    private final Path folder;
    private final boolean full;
    private final Results results;
    private int made;

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
            writeRules(settings, sink.url());
            try (RoomContext context = RoomContext.open(settings)) {
                WarmUp.<InterruptedException>untilNoFaster(() -> post(sink.url()));
                WarmUp.<RuntimeException>untilNoFaster(() -> {
                    writeDeliveries(settings, MANY_LANES);
                    return deliverWritten(context);
                });
                for (int round = 0; round < (full ? 6 : 3); round++) {
                    long before = cpuNanos();
                    double bare = post(sink.url());
                    double nanos = (double) (cpuNanos() - before) / DELIVERIES;
                    for (int lanes : List.of(FEW_LANES, MANY_LANES)) {
                        String rate = "notifier, %,d lanes, deliveries/s".formatted(lanes);
                        String processor =
                                "notifier, %,d lanes, CPU ns a delivery".formatted(lanes);
                        results.baseline(rate, bare);
                        results.baseline(processor, nanos);
                        writeDeliveries(settings, lanes);
                        before = cpuNanos();
                        results.measured(rate, deliverWritten(context));
                        results.measured(processor, (double) (cpuNanos() - before) / DELIVERIES);
                    }
                }
            }
        }
    }

    private Settings settings(EmbeddedBroker broker) {
        var environment = new HashMap<String, String>();
        environment.put("SIGNALBOX_KAFKA", broker.bootstrapServers());
        environment.put("SIGNALBOX_DATA", folder.toString());
        environment.put("SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8");
        environment.put("SIGNALBOX_DELIVERIES_IN_FLIGHT", Integer.toString(IN_FLIGHT));
        return Settings.forStandalone(Map.copyOf(environment));
    }

    /// Time that all cores spent on this process, the broker included.
    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static void writeRules(Settings settings, URI url) throws Exception {
        Vault vault = Vault.open(settings);
        try (var producer =
                new KafkaProducer<byte[], byte[]>(KafkaSettings.producer(settings, "load"))) {
            for (int i = 0; i < MANY_LANES; i++) {
                var key = new RuleKey(ACCOUNT, "default", "rule-" + i);
                var target =
                        new Target.Http(
                                "hook",
                                Handling.DEFAULT.withConcurrency(CONCURRENCY),
                                vault.seal(key, url.toString()),
                                vault.seal(key, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                                null);
                var rule =
                        new Rule(
                                key,
                                "",
                                true,
                                Pattern.parse(
                                        Json.MAPPER.readTree("{\"source\":[\"acs.dataworks\"]}")),
                                List.of(target),
                                1,
                                Instant.EPOCH,
                                Instant.EPOCH);
                producer.send(
                                new ProducerRecord<>(
                                        Topic.RULES.topicName(),
                                        key.toString().getBytes(StandardCharsets.UTF_8),
                                        RuleRecords.write(rule)))
                        .get();
            }
        }
    }

    private void writeDeliveries(Settings settings, int lanes) {
        var config = new HashMap<>(KafkaSettings.producer(settings, "load"));
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        try (var producer = new KafkaProducer<byte[], byte[]>(config)) {
            for (int i = 0; i < DELIVERIES; i++) {
                Delivery delivery = delivery(made++, lanes);
                var _ =
                        producer.send(
                                new ProducerRecord<>(
                                        Topic.DELIVERIES.topicName(),
                                        null,
                                        DeliveryRecords.key(delivery),
                                        delivery.body(),
                                        DeliveryRecords.headers(delivery)));
            }
        }
    }

    private static Delivery delivery(int number, int lanes) {
        var event = new EventKey(ACCOUNT, "default", "message-" + number);
        var target = new TargetKey(ACCOUNT, "default", "rule-" + number % lanes, "hook");
        return new Delivery(
                DeliveryId.of(event, target, null),
                target,
                "",
                event,
                "acs.dataworks",
                "dataworks:InstanceStatusChanges:Succeeded",
                Instant.now(),
                0,
                List.of(),
                "",
                false,
                body(event.id()));
    }

    private static byte[] body(String id) {
        String start =
                "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"acs.dataworks\",\"data\":{\"text\":\""
                        .formatted(id);
        return (start + "x".repeat(EVENT_BYTES - start.length() - 3) + "\"}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static double post(URI url) throws InterruptedException {
        byte[] body = body("message");
        var left = new AtomicInteger(DELIVERIES);
        var measuredSince = new long[1];
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
                                    measuredSince[0] = System.nanoTime();
                                }
                                post(client, url, body);
                            }
                        }));
            }
            for (Thread thread : all) {
                thread.join();
            }
            return (DELIVERIES - RAMP) * 1e9 / (System.nanoTime() - measuredSince[0]);
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

    private static double deliverWritten(RoomContext context) {
        var metrics = new PrometheusRegistry();
        long started = 0;
        long rampEnd = 0;
        try (var notifier =
                Notifier.start(
                        new RoomContext(
                                context.settings(), context.rules(), metrics, context.clock()))) {
            while (true) {
                long delivered = delivered(metrics);
                if (started == 0 && delivered >= RAMP) {
                    started = System.nanoTime();
                    rampEnd = delivered;
                }
                if (delivered >= DELIVERIES) {
                    break;
                }
                LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
            }
            double rate = (DELIVERIES - rampEnd) * 1e9 / (System.nanoTime() - started);
            while (!notifier.ready()) {
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            }
            return rate;
        }
    }

    private static long delivered(PrometheusRegistry metrics) {
        return metrics.scrape(name -> name.equals("signalbox_notifier_delivered")).stream()
                .map(CounterSnapshot.class::cast)
                .flatMap(counter -> counter.getDataPoints().stream())
                .mapToLong(point -> (long) point.getValue())
                .sum();
    }
}

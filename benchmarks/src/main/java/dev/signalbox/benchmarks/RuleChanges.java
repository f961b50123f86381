package dev.signalbox.benchmarks;

import dev.signalbox.console.Console;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.pattern.InvalidPattern;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.router.Router;
import dev.signalbox.standalone.broker.EmbeddedBroker;
import dev.signalbox.web.HttpServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/// Changes of rules by HTTP, through a console and the rules' topic to a router that reads it for
/// itself, as they run apart; the broker is embedded.
final class RuleChanges {
    private static final String BUS = "default";
    private static final String SOURCE = "bench.change";
    private static final String ROUTED = "signalbox_router_routed";
    private static final String MATCHED = "signalbox_router_matched";
    private static final int CREATED = 10_000;
    private static final int PART = 1_000;
    private static final int WARM_UP = 3_000;
    private static final Duration BETWEEN_EVENTS = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final Path folder;
    private final Results results;
    private final int changes;
    private final int rules;

    RuleChanges(Path folder, boolean full, int rules, Results results) {
        this.folder = folder;
        this.results = results;
        this.rules = rules;
        changes = full ? 500 : 100;
    }

    void run() throws Exception {
        Settings settings;
        try (var broker = EmbeddedBroker.start(folder.resolve("kafka"), "127.0.0.1", 0)) {
            settings =
                    Settings.forStandalone(
                            Map.of(
                                    "SIGNALBOX_KAFKA",
                                    broker.bootstrapServers(),
                                    "SIGNALBOX_DATA",
                                    folder.toString(),
                                    "SIGNALBOX_HTTP",
                                    "127.0.0.1:0",
                                    "SIGNALBOX_TARGET_NETWORKS",
                                    "127.0.0.0/8"));
            try (var context = RoomContext.open(settings);
                    var console = Console.start(context);
                    var server = server(settings, context, console);
                    var http = HttpClient.newHttpClient()) {
                var api = URI.create("http://127.0.0.1:" + server.port() + "/api/buses/" + BUS);
                create(http, api);
                long before = MatchLoad.heap();
                fill(settings, context);
                results.figure(
                        "memory of a rule in the rulebook, bytes",
                        1.0 * (MatchLoad.heap() - before) / (rules - CREATED));
                try (var apart = RoomContext.open(settings);
                        var router = Router.start(apart);
                        var events =
                                new KafkaProducer<byte[], byte[]>(
                                        KafkaClients.producer(settings, "changes"))) {
                    while (!router.ready()) {
                        LockSupport.parkNanos(BETWEEN_EVENTS.toNanos());
                    }
                    change(http, api, apart.metrics(), events, settings.accounts().standard());
                }
            }
        }
        try (var standalone = Subject.signalbox(folder, Map.of())) {
            results.figure(
                    "standalone with %,d rules: ready after, ms".formatted(rules),
                    (double) standalone.readyAfterMillis());
            results.figure(
                    "standalone with %,d rules: resident memory, MB".formatted(rules),
                    (double) standalone.residentMegabytes());
        }
    }

    private static HttpServer server(Settings settings, RoomContext context, Console console) {
        return HttpServer.open(
                settings.http().address(),
                settings.limits(),
                context.metrics(),
                console::missing,
                List.of(console.routes()));
    }

    /// Creates rules one after another on an empty bus.
    private void create(HttpClient http, URI api) throws IOException, InterruptedException {
        for (int i = 0; i < WARM_UP; i++) {
            put(http, api, "warm-up", RuleMix.pattern(i));
        }
        long first = 0;
        long last = 0;
        for (int rule = 0; rule < CREATED; rule++) {
            long start = System.nanoTime();
            put(http, api, "rule-" + rule, RuleMix.pattern(rule));
            long spent = System.nanoTime() - start;
            first += rule < PART ? spent : 0;
            last += rule >= CREATED - PART ? spent : 0;
        }
        String name =
                "creating %,d rules one after another, µs each: the last %,d beside the first"
                        .formatted(CREATED, PART);
        results.baseline(name, first / 1e3 / PART);
        results.measured(name, last / 1e3 / PART);
    }

    /// Writes the other rules to the topic, past the console.
    private void fill(Settings settings, RoomContext context)
            throws InvalidPattern, IOException, InterruptedException {
        try (var load = new RuleMixLoad(settings)) {
            load.writeRules(BUS, CREATED, rules);
        }
        var bus = new BusKey(settings.accounts().standard(), BUS);
        long start = System.nanoTime();
        while (context.rules().rules(bus).size() < rules) {
            if (System.nanoTime() - start > LONGEST.toNanos()) {
                throw new IOException("the rules have not come");
            }
            Thread.sleep(BETWEEN_EVENTS);
        }
    }

    /// Changes one rule again and again, and each time sends events that only its newest form
    /// wants, from an author who has not seen the change, until one is matched.
    private void change(
            HttpClient http,
            URI api,
            PrometheusRegistry metrics,
            KafkaProducer<byte[], byte[]> events,
            String account)
            throws IOException, InterruptedException {
        var answers = new Histogram(3);
        var effects = new Histogram(3);
        long sent = 0;
        for (int change = -20; change < changes; change++) {
            String type = "change:" + change;
            long before = Counters.sum(metrics, MATCHED);
            long asked = System.nanoTime();
            put(http, api, "rule-0", "{\"type\":[\"" + type + "\"],\"data\":{\"n\":[1]}}");
            long acknowledged = System.nanoTime();
            long next = acknowledged;
            while (Counters.sum(metrics, MATCHED) == before) {
                long now = System.nanoTime();
                if (now - acknowledged > LONGEST.toNanos()) {
                    throw new IOException("the change has no effect");
                }
                if (now >= next) {
                    send(events, account, type);
                    sent++;
                    next = now + BETWEEN_EVENTS.toNanos();
                }
                LockSupport.parkNanos(20_000);
            }
            if (change >= 0) {
                effects.recordValue((System.nanoTime() - acknowledged) / 1_000);
                answers.recordValue((acknowledged - asked) / 1_000);
            }
            while (Counters.sum(metrics, ROUTED) < sent) {
                LockSupport.parkNanos(BETWEEN_EVENTS.toNanos());
            }
        }
        String of = "with %,d rules, a change ".formatted(rules);
        results.figure(
                of + "is acknowledged after: p50, ms", answers.getValueAtPercentile(50) / 1e3);
        results.figure(
                of + "is acknowledged after: p99, ms", answers.getValueAtPercentile(99) / 1e3);
        results.figure(
                of + "routes an event, from then: p50, ms", effects.getValueAtPercentile(50) / 1e3);
        results.figure(
                of + "routes an event, from then: p99, ms", effects.getValueAtPercentile(99) / 1e3);
    }

    private static void send(KafkaProducer<byte[], byte[]> events, String account, String type) {
        var headers = new RecordHeaders();
        EventHeaders.write(headers, SOURCE, type, 0);
        String id = UUID.randomUUID().toString();
        String body =
                """
                {"specversion":"1.0","id":"%s","source":"%s","type":"%s","data":{"n":1}}\
                """
                        .formatted(id, SOURCE, type);
        var _ =
                events.send(
                        new ProducerRecord<>(
                                Topic.EVENTS.topicName(),
                                null,
                                new EventKey(account, BUS, id).toBytes(),
                                body.getBytes(StandardCharsets.UTF_8),
                                headers));
    }

    private static void put(HttpClient http, URI api, String rule, String pattern)
            throws IOException, InterruptedException {
        var answer =
                http.send(
                        HttpRequest.newBuilder(URI.create(api + "/rules/" + rule))
                                .header("content-type", "application/json")
                                .PUT(
                                        HttpRequest.BodyPublishers.ofString(
                                                """
                                                {"pattern": %s, "targets":
                                                 [{"id": "hook", "type": "http", "url": "http://127.0.0.1:9/hook"}]}\
                                                """
                                                        .formatted(pattern)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException("the rule was refused: " + answer.body());
        }
    }
}

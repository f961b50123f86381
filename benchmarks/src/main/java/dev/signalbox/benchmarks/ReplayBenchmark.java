package dev.signalbox.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.standalone.Standalone;
import dev.signalbox.standalone.client.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/// A replay of all kept events at full speed, of which one in a hundred matches and is delivered to
/// nginx, beside a bare consumer that reads the same records, picks the same ones by their headers,
/// and writes them to another topic. In turns; a replay lasts until its last delivery has ended.
/// Then the latency of live events beside such replays.
final class ReplayBenchmark {
    private static final String COPY = "bench.replay";
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LOOK = Duration.ofMillis(50);

    /// Of the 500 types of [RouterLoad].
    private static final Set<String> TYPES =
            IntStream.range(0, 5)
                    .mapToObj(number -> "dataworks:InstanceStatusChanges:Step" + 100 * number)
                    .collect(Collectors.toUnmodifiableSet());

    private final Path folder;
    private final boolean full;
    private final Results results;

    ReplayBenchmark(Path folder, boolean full, Results results) {
        this.folder = folder;
        this.full = full;
        this.results = results;
    }

    /// Runs the rounds.
    void run() throws Exception {
        if (!Nginx.installed()) {
            results.note("Replays were not measured: that needs nginx on the PATH.");
            return;
        }
        int events = full ? 10_000_000 : 1_000_000;
        Settings settings =
                Settings.forStandalone(
                        Map.of(
                                "SIGNALBOX_HTTP", "127.0.0.1:0",
                                "SIGNALBOX_KAFKA", "127.0.0.1:0",
                                "SIGNALBOX_DATA", folder.resolve("data").toString(),
                                "SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8"));
        try (var sink = Nginx.start(Files.createDirectories(folder.resolve("nginx")));
                var signalbox = Standalone.start(settings);
                var api = new ApiClient(signalbox.address())) {
            Settings clients = Settings.forStandalone(Map.of("SIGNALBOX_KAFKA", signalbox.kafka()));
            makeCopyTopic(clients);
            new RouterLoad(clients).writeEvents(events);
            awaitRouted(api, events);
            ask(api.put("/api/buses/default/rules/replayed", rule(sink)));
            for (int round = -1; round < 3; round++) {
                double copied = events * 1e9 / copy(clients, events);
                double replayed = events * 1e9 / replay(api, events);
                if (round >= 0) {
                    String name = "replay of %,d events, events/s".formatted(events);
                    results.baseline(name, copied);
                    results.measured(name, replayed);
                }
            }
            new LiveDuringReplays(
                            api, signalbox.address(), Duration.ofSeconds(full ? 60 : 20), results)
                    .run("replayed");
        }
    }

    private static void makeCopyTopic(Settings settings) throws Exception {
        try (Admin admin = Admin.create(KafkaClients.admin(settings))) {
            admin.createTopics(
                            List.of(new NewTopic(COPY, settings.kafka().partitions(), (short) 1)))
                    .all()
                    .get();
        }
    }

    private static String rule(Nginx sink) {
        return """
        {"enabled": false, "pattern": {"type": [%s]},
         "targets": [{"id": "hook", "type": "http", "url": "%s"}]}\
        """
                .formatted(
                        TYPES.stream()
                                .map(type -> "\"" + type + "\"")
                                .collect(Collectors.joining(",")),
                        sink.url());
    }

    static JsonNode ask(ApiClient.Answer answer) throws IOException {
        if (!answer.ok()) {
            throw new IllegalStateException(answer.body());
        }
        return Json.MAPPER.readTree(answer.body());
    }

    private static void awaitRouted(ApiClient api, int events)
            throws IOException, InterruptedException {
        while (api.get("/metrics")
                        .body()
                        .lines()
                        .filter(line -> line.startsWith("signalbox_router_routed_total "))
                        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                        .sum()
                < events) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    /// @return how long it took, in nanoseconds, without its plan
    private static long replay(ApiClient api, int events) throws IOException, InterruptedException {
        JsonNode planned =
                ask(
                        api.post(
                                "/api/replays",
                                "application/json",
                                "{\"from\": \"2020-01-01T00:00:00Z\", \"rules\": [\"replayed\"]}"));
        String replay = "/api/replays/" + planned.path("id").asText();
        long start = System.nanoTime();
        ask(api.post(replay + "/start", "application/json", ""));
        JsonNode now = ask(api.get(replay));
        while (!now.path("state").asText().equals("done")) {
            if (!now.path("state").asText().equals("running")) {
                throw new IllegalStateException("the replay ended early: " + now);
            }
            LockSupport.parkNanos(LOOK.toNanos());
            now = ask(api.get(replay));
        }
        long took = System.nanoTime() - start;
        JsonNode account = now.path("account");
        if (account.path("read").asInt() != events
                || account.path("delivered").asInt() != events / 100) {
            throw new IllegalStateException("the replay is not whole: " + account);
        }
        return took;
    }

    /// @return how long it took, in nanoseconds
    private static long copy(Settings settings, int events) {
        var reading = new HashMap<>(KafkaClients.consumer(settings, "bare-replay"));
        reading.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        long start = System.nanoTime();
        try (var consumer = new KafkaConsumer<byte[], byte[]>(reading);
                var producer =
                        new KafkaProducer<byte[], byte[]>(
                                KafkaClients.producer(settings, "bare-replay"))) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(Topic.EVENTS.topicName()).stream()
                            .map(found -> new TopicPartition(found.topic(), found.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            int read = 0;
            while (read < events) {
                for (ConsumerRecord<byte[], byte[]> item : consumer.poll(POLL)) {
                    read++;
                    String type = EventHeaders.text(item.headers(), EventHeaders.TYPE);
                    if (type != null && TYPES.contains(type)) {
                        // A failure shows when the producer is closed.
                        var _ =
                                producer.send(
                                        new ProducerRecord<>(
                                                COPY,
                                                null,
                                                item.timestamp(),
                                                item.key(),
                                                item.value(),
                                                item.headers()));
                    }
                }
            }
            producer.flush();
        }
        return System.nanoTime() - start;
    }
}

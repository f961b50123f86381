package dev.signalbox.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.signalbox.console.change.ChangeQueue;
import dev.signalbox.console.change.ChangeQueue.Kind;
import dev.signalbox.console.health.TargetEnabler;
import dev.signalbox.console.history.HistoryReader;
import dev.signalbox.console.replay.ReplayPlanner;
import dev.signalbox.console.replay.ReplayWing;
import dev.signalbox.console.usage.UsageWing;
import dev.signalbox.contract.event.EventLocations;
import dev.signalbox.contract.health.HealthBook;
import dev.signalbox.contract.health.TargetHealth;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.replay.ReplayBook;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.rule.Vault;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.topic.UnreadableRecords;
import dev.signalbox.contract.usage.MonthlyUsage;
import dev.signalbox.web.HttpServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// A console on a log in memory, behind a real HTTP door.
public final class ConsoleRig implements AutoCloseable {
    /// Writes half surrogate pairs as they can be written: escaped.
    private static final ObjectWriter ESCAPING =
            Json.MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

    public static final Instant NOW = Instant.parse("2026-11-30T16:30:00Z");

    private static final Duration CHANGE_WAIT = Duration.ofSeconds(4);

    private volatile Instant now = NOW;
    private final UsageWing usage;
    private final HealthBook targets = new HealthBook();
    private final List<TargetKey> enabled = new CopyOnWriteArrayList<>();
    private volatile boolean kafkaAway;
    private final LogConsumer.Topics topics = new LogConsumer.Topics();
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(
                    Cluster.empty(),
                    true,
                    null,
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private final EventLocations locations;
    private final ReplayBook replayBook;
    private final Console console;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    public record Answer(int status, JsonNode body, HttpResponse<String> raw) {
        public String message() {
            return body.path("message").asText();
        }

        public String code() {
            return body.path("code").asText();
        }

        public String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }
    }

    public ConsoleRig(MemoryLog log, Path data) {
        this(log, new MemoryLog(Topic.REPLAYS), data);
    }

    /// A console on a log of rules and one of replays.
    public ConsoleRig(MemoryLog rules, MemoryLog replays, Path data) {
        var settings = Settings.forStandalone(Map.of("SIGNALBOX_DATA", data.toString()));
        var book = new Rulebook();
        var room = new RoomContext(settings, book, targets, metrics, () -> now);
        locations = room.locations();
        replayBook = room.replays();
        usage = new UsageWing(room);
        console =
                Console.on(
                        room,
                        Vault.open(settings, book),
                        new ChangeQueue(rules.open(), rules.reader(book), CHANGE_WAIT, Kind.RULES),
                        new TargetEnabler(targets, this::well),
                        usage,
                        new ReplayWing(
                                room,
                                new ChangeQueue(
                                        replays.open(),
                                        replays.reader(room.replays()::apply),
                                        CHANGE_WAIT,
                                        Kind.REPLAYS),
                                new ReplayPlanner(room, topics::consumer, usage::thisMonth),
                                new Random(7)),
                        new HistoryReader(
                                topics::consumer, UnreadableRecords.in(room.metrics()), () -> now),
                        topics::consumer,
                        producer);
        server =
                HttpServer.open(
                        new HostPort("127.0.0.1", 0),
                        settings.limits(),
                        room.metrics(),
                        console::missing,
                        List.of(console.routes()));
    }

    /// How many records of a topic the console could not read.
    public long unreadable(Topic topic) {
        return UnreadableRecords.in(metrics).of(topic);
    }

    /// The topics that the event history is read from.
    public LogConsumer.Topics topics() {
        return topics;
    }

    /// The replays that the console knows.
    public ReplayBook replays() {
        return replayBook;
    }

    /// The memory of a router in the same process.
    public EventLocations locations() {
        return locations;
    }

    /// The producer of redriven deliveries.
    public MockProducer<byte[], byte[]> producer() {
        return producer;
    }

    /// The time that the console goes by.
    public void now(Instant time) {
        now = time;
    }

    /// From now on Kafka takes nothing about targets.
    public void kafkaAway() {
        kafkaAway = true;
    }

    /// The targets that were enabled in the log.
    public List<TargetKey> enabled() {
        return enabled;
    }

    private boolean well(Collection<TargetKey> keys) {
        if (!kafkaAway) {
            enabled.addAll(keys);
            keys.forEach(key -> fares(key, null));
        }
        return !kafkaAway;
    }

    /// Reports the health of a target, as a notifier does; null for healthy.
    public void fares(TargetKey key, @Nullable TargetHealth health) {
        targets.apply(
                new ConsumerRecord<>(
                        Topic.TARGETS.topicName(),
                        0,
                        0,
                        key.toString().getBytes(UTF_8),
                        health == null ? null : health.toBytes()));
    }

    public void used(MonthlyUsage month) {
        usage.apply(
                new ConsumerRecord<>(
                        Topic.USAGE.topicName(),
                        0,
                        0,
                        MonthlyUsage.key(month.account(), month.month()).getBytes(UTF_8),
                        month.toBytes()));
    }

    public Answer get(String path) {
        return send("GET", path, "");
    }

    public Answer put(String path, String body, String... headers) {
        return send("PUT", path, body, headers);
    }

    public Answer put(String path, JsonNode body, String... headers) {
        return put(path, escaped(body), headers);
    }

    /// Writes JSON with half surrogate pairs escaped.
    public static String escaped(JsonNode body) {
        try {
            return ESCAPING.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    public Answer delete(String path, String... headers) {
        return send("DELETE", path, "", headers);
    }

    public Answer post(String path) {
        return send("POST", path, "");
    }

    public Answer send(String method, String path, String body, String... headers) {
        var answer = exchange(method, path, body, headers);
        return new Answer(
                answer.statusCode(),
                answer.statusCode() == 204 ? MissingNode.getInstance() : json(answer.body()),
                answer);
    }

    /// Returns the answer of a path as text.
    public String text(String path, String... headers) {
        return exchange("GET", path, "", headers).body();
    }

    /// Posts a body and returns the lines of the stream that answers it.
    public List<JsonNode> lines(String path, String body) {
        return exchange("POST", path, body)
                .body()
                .lines()
                .filter(line -> !line.isEmpty())
                .map(ConsoleRig::json)
                .toList();
    }

    private HttpResponse<String> exchange(
            String method, String path, String body, String... headers) {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .timeout(Duration.ofSeconds(10))
                        .method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
        console.close();
    }
}

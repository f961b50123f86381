package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.Console;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.Vault;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.topic.TopicFollower;
import dev.signalbox.contract.topic.UnreadableRecords;
import dev.signalbox.contract.usage.MonthlyUsage;
import dev.signalbox.standalone.broker.EmbeddedBroker;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The console on a real broker: what is written stands, is secret where it must be, and is never
/// lost between two consoles.
class RulesEndToEndTest {
    private static final String RULE = "/api/buses/default/rules/r?account=";
    private static final String RULE_JSON =
            """
            {"description": "0", "pattern": {"source": ["acs.dataworks"]},
             "targets": [{"id": "hook", "type": "http",
               "url": "https://ops.example.com/hook?access_token=t0ps3cret",
               "signingKey": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}]}\
            """;

    @TempDir private static Path data;
    private static EmbeddedBroker broker;
    private static Settings settings;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(data.resolve("kafka"), "127.0.0.1", 0);
        settings = settings(broker, data);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private static Settings settings(EmbeddedBroker broker, Path data) {
        return Settings.forStandalone(
                Map.of(
                        "SIGNALBOX_KAFKA",
                        broker.bootstrapServers(),
                        "SIGNALBOX_DATA",
                        data.toString()));
    }

    @Test
    void aRuleIsReadBackMaskedAndItsSecretsAreOnTheTopicSealed() throws Exception {
        try (var console = new OneConsole(settings)) {
            var created = console.put(RULE + "1", RULE_JSON);

            assertThat(created.statusCode()).isEqualTo(201);
            assertThat(created.body())
                    .contains("\"signingKey\":\"***\"", "access_token=***")
                    .doesNotContain("t0ps3cret", "MfKQ9r8");
            assertThat(console.get(RULE + "1").body()).isEqualTo(created.body());
        }
        assertThat(dump(Topic.RULES))
                .contains("1/default/r", "sealed:k1.")
                .doesNotContain("t0ps3cret", "MfKQ9r8", "ops.example.com");
    }

    @Test
    void whoHoldsTheKeysReadsTheSecretsFromTheTopic() throws Exception {
        try (var console = new OneConsole(settings);
                var book =
                        Rulebook.follow(settings, UnreadableRecords.in(new PrometheusRegistry()))) {
            console.put(RULE + "2", RULE_JSON);

            var key = new RuleKey("2", "default", "r");
            await().atMost(Duration.ofSeconds(1)).until(() -> book.rule(key) != null);
            Rule rule = Objects.requireNonNull(book.rule(key));
            var target = (Target.Http) rule.targets().getFirst();
            var vault = Vault.open(settings, book);
            assertThat(vault.open(key, target.url()))
                    .isEqualTo("https://ops.example.com/hook?access_token=t0ps3cret");
        }
    }

    @Test
    void theConsolesOwnReaderHasSeenWhatItAcknowledged() throws Exception {
        try (var console = new OneConsole(settings)) {
            for (int i = 0; i < 20; i++) {
                console.put("/api/buses/default/rules/r" + i + "?account=3", RULE_JSON);
                assertThat(console.room.rules().rule(new RuleKey("3", "default", "r" + i)))
                        .isNotNull();
            }
        }
    }

    @Test
    void twoConsolesThatWriteAtOnceLoseNoUpdate() throws Exception {
        int each = 25;
        try (var one = new OneConsole(settings);
                var two = new OneConsole(settings);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            one.put(RULE + "4", RULE_JSON);

            Callable<Void> countOn = () -> countUp(one, each);
            Callable<Void> countToo = () -> countUp(two, each);
            for (var done : threads.invokeAll(List.of(countOn, countToo))) {
                done.get();
            }

            var rule = json(one.get(RULE + "4"));
            assertThat(rule.path("description").asText()).isEqualTo(Integer.toString(2 * each));
            assertThat(rule.path("revision").asInt()).isEqualTo(2 * each + 1);
        }
    }

    /// Reads, adds one and writes under If-Match, until it has been let so many times.
    private static Void countUp(OneConsole console, int times) throws Exception {
        for (int done = 0; done < times; ) {
            var read = console.get(RULE + "4");
            var rule = (ObjectNode) json(read);
            rule.put(
                    "description",
                    Integer.toString(Integer.parseInt(rule.path("description").asText()) + 1));
            String tag = read.headers().firstValue("ETag").orElseThrow();
            var answer = console.put(RULE + "4", rule.toString(), "If-Match", tag);
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 412);
            if (answer.statusCode() == 200) {
                done++;
            }
        }
        return null;
    }

    @Test
    void ofTwoThatCreateTheSameRuleOneIsTold() throws Exception {
        try (var one = new OneConsole(settings);
                var two = new OneConsole(settings);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> first =
                    () -> one.put(RULE + "5", RULE_JSON, "If-None-Match", "*").statusCode();
            Callable<Integer> second =
                    () -> two.put(RULE + "5", RULE_JSON, "If-None-Match", "*").statusCode();

            var results = threads.invokeAll(List.of(first, second));

            assertThat(List.of(results.get(0).get(), results.get(1).get()))
                    .containsExactlyInAnyOrder(201, 412);
        }
    }

    @Test
    void afterARestartEverythingIsThereAgain() throws Exception {
        String before;
        try (var console = new OneConsole(settings)) {
            console.put("/api/buses/mine?account=6", "");
            console.put("/api/buses/mine/rules/a?account=6", RULE_JSON);
            console.put("/api/buses/mine/rules/b?account=6", RULE_JSON);
            console.send("DELETE", "/api/buses/mine/rules/b?account=6", "");
            before = console.get("/api/buses/mine/rules?account=6").body();
        }
        try (var console = new OneConsole(settings)) {
            assertThat(console.get("/api/buses/mine/rules?account=6").body()).isEqualTo(before);
            var rule = json(console.get("/api/buses/mine/rules/a?account=6"));
            var again = console.put("/api/buses/mine/rules/a?account=6", rule.toString());
            assertThat(again.statusCode()).isEqualTo(200);
            assertThat(json(again)).isEqualTo(rule);
        }
    }

    @Test
    void countersOnTheTopicAreToldAsUsage() throws Exception {
        var usage =
                new MonthlyUsage(
                        "7", "2026-11", 501, 0, 0, Map.of("default/r", 501L), Map.of("http", 501L));
        try (var console = new OneConsole(settings);
                var producer =
                        new KafkaProducer<byte[], byte[]>(
                                KafkaClients.producer(settings, "test"))) {
            producer.send(
                            new ProducerRecord<>(
                                    Topic.USAGE.topicName(),
                                    MonthlyUsage.key("7", "2026-11").getBytes(UTF_8),
                                    usage.toBytes()))
                    .get();

            await().untilAsserted(() ->
                    assertThat(console.get("/api/usage?month=2026-11&account=7").body())
                            .contains("\"delivered\":501", "\"costUsd\":\"0.001\""));
        }
    }

    @Test
    void withKafkaAwayAChangeIs503WithinFiveSecondsAndWorksAgainAfterwards(@TempDir Path ownData)
            throws Exception {
        var own = EmbeddedBroker.start(ownData.resolve("kafka"), "127.0.0.1", 0);
        var address = HostPort.parse(own.bootstrapServers());
        try (var console = new OneConsole(settings(own, ownData))) {
            console.put(RULE + "8", RULE_JSON);
            own.close();

            for (int i = 0; i < 2; i++) {
                var began = Instant.now();
                var answer = console.put(RULE + "8", RULE_JSON.replace("\"0\"", "\"1\""));
                assertThat(Duration.between(began, Instant.now()))
                        .isLessThan(Duration.ofSeconds(5));
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            }
            assertThat(console.get(RULE + "8").statusCode()).isEqualTo(200);

            own = EmbeddedBroker.start(ownData.resolve("kafka"), address.host(), address.port());
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            assertThat(console.put(RULE + "8", RULE_JSON).statusCode())
                                    .isEqualTo(200));
        } finally {
            own.close();
        }
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return Json.MAPPER.readTree(answer.body());
    }

    private static String dump(Topic topic) {
        var text = new StringBuilder();
        TopicFollower.start(
                        settings,
                        topic,
                        "dump",
                        UnreadableRecords.in(new PrometheusRegistry()),
                        item -> {
                            text.append(new String(item.key(), UTF_8)).append('=');
                            text.append(
                                    item.value() == null ? "" : new String(item.value(), UTF_8));
                            text.append('\n');
                        })
                .close();
        return text.toString();
    }

    /// A console as a process of its own would have it, with its own reader of the rules.
    private static final class OneConsole implements AutoCloseable {
        final RoomContext room;
        private final Console console;
        private final HttpServer server;
        private final HttpClient client = HttpClient.newHttpClient();

        OneConsole(Settings settings) {
            room = RoomContext.open(settings);
            console = Console.start(room);
            server =
                    HttpServer.open(
                            new HostPort("127.0.0.1", 0),
                            settings.limits(),
                            room.metrics(),
                            console::missing,
                            List.of(console.routes()));
        }

        HttpResponse<String> get(String path) throws IOException, InterruptedException {
            return send("GET", path, "");
        }

        HttpResponse<String> put(String path, String body, String... headers)
                throws IOException, InterruptedException {
            return send("PUT", path, body, headers);
        }

        HttpResponse<String> send(String method, String path, String body, String... headers)
                throws IOException, InterruptedException {
            var request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                            .timeout(Duration.ofSeconds(10))
                            .method(method, BodyPublishers.ofString(body));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return client.send(request.build(), BodyHandlers.ofString());
        }

        @Override
        public void close() {
            client.close();
            server.close();
            console.close();
            room.close();
        }
    }
}

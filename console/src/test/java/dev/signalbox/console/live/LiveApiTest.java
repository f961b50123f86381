package dev.signalbox.console.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.console.LogConsumer;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.stats.AccountStats;
import dev.signalbox.contract.stats.AgeBuckets;
import dev.signalbox.contract.stats.Backlog;
import dev.signalbox.contract.stats.Counted;
import dev.signalbox.contract.stats.ProcessStats;
import dev.signalbox.contract.stats.ProcessStatsJson;
import dev.signalbox.contract.stats.UnwellTarget;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.web.HttpServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `GET /api/live` on a topic in memory, behind a real HTTP server.
@Timeout(90)
class LiveApiTest {
    private static final String A = "1000000000000001";

    /// One that is in partition 0, which is the only one that this topic has elsewhere.
    private static final String PROCESS =
            IntStream.range(8_000, 9_000)
                    .mapToObj(port -> "host:" + port)
                    .filter(name -> Topic.partitionOf(name.getBytes(UTF_8), 3) == 0)
                    .findFirst()
                    .orElseThrow();

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private Path data;
    private final LogConsumer.Topics topics = new LogConsumer.Topics();
    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private final InstantSource clock = InstantSource.system();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<BufferedReader> open = new ArrayList<>();
    private LiveWing wing;
    private HttpServer server;

    @BeforeEach
    void start() {
        // A consumer in memory does not wait for records.
        topics.atPoll(() -> LockSupport.parkNanos(5_000_000));
        var settings =
                Settings.forStandalone(
                        Map.of("SIGNALBOX_DATA", data.toString(), "SIGNALBOX_ACCOUNT", A));
        var room = new RoomContext(settings, new Rulebook(), metrics, clock);
        wing = new LiveWing(room, _ -> new DeadLetterCount(3, false), topics::consumer);
        server =
                HttpServer.open(
                        new HostPort("127.0.0.1", 0),
                        settings.limits(),
                        metrics,
                        List::of,
                        List.of(wing));
    }

    @AfterEach
    void stop() throws IOException {
        client.shutdownNow();
        server.close();
        wing.close();
    }

    @Test
    void aViewerSeesTheNumbersOfItsAccountAlone() throws Exception {
        publish(clock.instant(), List.of(), Map.of());
        BufferedReader mine = watch("");
        BufferedReader others = watch("?account=2");
        assertThat(next(mine).path("kind").asText()).isEqualTo("snapshot");
        assertThat(next(others).path("kind").asText()).isEqualTo("snapshot");

        publish(
                clock.instant(),
                List.of(),
                Map.of(
                        A,
                        new AccountStats(
                                Map.of(Counted.ACCEPTED, 500L, Counted.DELIVERED, 20L),
                                Map.of(Counted.ACCEPTED, 500L, Counted.DELIVERED, 20L),
                                Map.of(AgeBuckets.of(4), 20L),
                                new Backlog(3, 2, 118, clock.instant().minusSeconds(60), 1))));

        JsonNode item = until(mine, "accepted");
        assertThat(item.path("rates").path("accepted").asDouble()).isEqualTo(50);
        assertThat(item.path("rates").path("delivered").asDouble()).isEqualTo(2);
        assertThat(item.path("ageMillis").path("p99").asInt()).isEqualTo(4);
        assertThat(item.path("backlog").path("queued").asInt()).isEqualTo(3);
        assertThat(item.path("backlog").path("underWay").asInt()).isEqualTo(2);
        assertThat(item.path("backlog").path("waiting").asInt()).isEqualTo(118);
        assertThat(item.path("backlog").path("oldestUnattemptedSeconds").asDouble())
                .isBetween(59.0, 75.0);
        assertThat(item.path("targets").path("throttled").asInt()).isEqualTo(1);
        JsonNode elsewhere = next(others);
        assertThat(elsewhere.path("rates").path("accepted").asDouble()).isZero();
        assertThat(elsewhere.path("backlog").path("waiting").asInt()).isZero();
        assertThat(elsewhere.path("rooms")).hasSize(1);
    }

    @Test
    void aSnapshotHasTheLastTenMinutes() throws Exception {
        Instant now = clock.instant();
        for (int second = 60; second > 0; second--) {
            publish(
                    now.minusSeconds(second),
                    List.of(),
                    Map.of(
                            A,
                            new AccountStats(
                                    Map.of(Counted.MATCHED, 7L * (61 - second)),
                                    Map.of(Counted.MATCHED, 7L),
                                    Map.of(),
                                    Backlog.NONE)));
        }

        JsonNode history = next(watch("")).path("history");

        assertThat(history.path("stepSeconds").asInt()).isEqualTo(2);
        assertThat(history.path("matched")).hasSize(AccountWindow.STEPS - 1);
        assertThat(history.path("p99Millis")).hasSize(AccountWindow.STEPS - 1);
        double sum = 0;
        for (JsonNode perSecond : history.path("matched")) {
            sum += perSecond.asDouble() * 2;
        }
        assertThat(sum).isBetween(7.0 * 58, 7.0 * 60);
    }

    @Test
    void whatNeedsAPersonIsNamedToItsAccountAlone() throws Exception {
        publish(
                clock.instant(),
                List.of("the router is starting"),
                Map.of(),
                new UnwellTarget(
                        TargetKey.parse(A + "/b/r/t"),
                        "dingtalk",
                        "throttled",
                        Instant.EPOCH,
                        Instant.EPOCH.plusSeconds(60),
                        "too many",
                        null));

        BufferedReader mine = watch("");
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(next(mine).path("needs"))
                                .extracting(need -> need.path("kind").asText())
                                .containsExactly("roomNotReady", "targetThrottled", "deadLetters"));
        JsonNode need = next(mine).path("needs").get(1);
        assertThat(need.path("bus").asText()).isEqualTo("b");
        assertThat(need.path("channel").asText()).isEqualTo("dingtalk");
        assertThat(need.path("until").asText()).isEqualTo("1970-01-01T00:01:00Z");
        assertThat(next(watch("?account=2")).path("needs"))
                .noneMatch(other -> other.path("kind").asText().startsWith("target"));
    }

    @Test
    void whileKafkaIsAwayAViewerIsAnsweredAndSeesTheRestLater() throws Exception {
        publish(clock.instant(), List.of(), Map.of());
        var away = new AtomicBoolean(true);
        topics.atPoll(() -> {
            LockSupport.parkNanos(5_000_000);
            if (away.get()) {
                throw new DisconnectException("Kafka is away");
            }
        });

        BufferedReader viewer = watch("");
        JsonNode first = next(viewer);
        assertThat(first.path("kind").asText()).isEqualTo("snapshot");
        assertThat(first.path("rooms")).isEmpty();
        assertThat(next(viewer).path("kind").asText()).isEqualTo("numbers");

        away.set(false);
        JsonNode item = next(viewer);
        while (!item.path("kind").asText().equals("snapshot")) {
            item = next(viewer);
        }
        assertThat(item.path("rooms")).hasSize(1);
    }

    @Test
    void aViewerThatDoesNotReadIsCutOffAndDisturbsNobody() throws Exception {
        publish(clock.instant(), List.of("x".repeat(1_000_000)), Map.of());
        BufferedReader deaf = watch("");
        assertThat(deaf.ready()).isIn(true, false);
        BufferedReader other = watch("");
        await().until(() -> streams() == 2);

        var last = new AtomicReference<>(clock.instant());
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> {
                    Instant at = Instant.parse(next(other).path("at").asText());
                    assertThat(Duration.between(last.getAndSet(at), at))
                            .isLessThan(Duration.ofSeconds(3));
                    assertThat(streams()).isEqualTo(1);
                });
    }

    private double streams() {
        return metrics.scrape(name -> name.equals("signalbox_http_streams")).stream()
                .flatMap(found -> ((GaugeSnapshot) found).getDataPoints().stream())
                .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
                .sum();
    }

    private void publish(
            Instant at,
            List<String> missing,
            Map<String, AccountStats> accounts,
            UnwellTarget... unwell) {
        var stats =
                new ProcessStats(
                        PROCESS,
                        "1.2.0",
                        Instant.EPOCH,
                        at,
                        false,
                        Map.of("router", missing),
                        0,
                        0,
                        "",
                        Map.of(),
                        accounts,
                        null,
                        List.of(unwell));
        topics.append(
                Topic.STATS.topicName(),
                PROCESS,
                at.toEpochMilli(),
                new RecordHeaders(),
                new String(ProcessStatsJson.write(stats), UTF_8));
    }

    private BufferedReader watch(String query) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + "/api/live" + query);
        var body =
                client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream())
                        .body();
        var lines = new BufferedReader(new InputStreamReader(body, UTF_8));
        open.add(lines);
        return lines;
    }

    private static JsonNode next(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (line != null && line.isEmpty()) {
            line = lines.readLine();
        }
        return Json.MAPPER.readTree(Objects.requireNonNull(line, "the stream ended"));
    }

    /// The first item in which a rate is not zero.
    private static JsonNode until(BufferedReader lines, String rate) throws IOException {
        JsonNode item = next(lines);
        while (item.path("rates").path(rate).asDouble() == 0) {
            item = next(lines);
        }
        return item;
    }
}

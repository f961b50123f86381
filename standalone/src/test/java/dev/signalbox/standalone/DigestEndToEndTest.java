package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.client.ApiClient;
import dev.signalbox.standalone.client.Metrics;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A burst of events is told to a robot in few messages, and each delivery is accounted for.
class DigestEndToEndTest {
    private static final int EVENTS = 200;
    private static final int RULES = 3;

    @TempDir private static Path data;

    private final CopyOnWriteArrayList<Long> times = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<String> posts = new CopyOnWriteArrayList<>();

    private HttpServer robot() throws Exception {
        var robot =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 9);
        robot.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        robot.createContext(
                "/",
                exchange -> {
                    times.add(System.nanoTime());
                    posts.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                    byte[] taken = "{\"code\":0}".getBytes(UTF_8);
                    exchange.sendResponseHeaders(200, taken.length);
                    exchange.getResponseBody().write(taken);
                    exchange.close();
                });
        robot.start();
        return robot;
    }

    private static String burst() {
        return IntStream.range(0, EVENTS)
                .mapToObj(i ->
                        """
                        {"specversion": "1.0", "id": "e-%03d", "source": "acs.pai.dlc",
                         "type": "pai:DlcJobProgress:Failed", "time": "2026-11-21T04:00:00Z",
                         "data": {"DisplayName": "job-%d"}}\
                        """
                                .formatted(i, i))
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void aBurstOfThreeRulesIsToldInFewMessagesAndTheCountersAddUp() throws Exception {
        HttpServer robot = robot();
        var settings =
                Settings.forStandalone(
                        Map.of(
                                "SIGNALBOX_HTTP", "127.0.0.1:0",
                                "SIGNALBOX_KAFKA", "127.0.0.1:0",
                                "SIGNALBOX_DATA", data.toString(),
                                "SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8"));
        try (var signalbox = Standalone.start(settings);
                var client = new ApiClient(signalbox.address())) {
            for (int i = 0; i < RULES; i++) {
                client.put(
                        "/api/buses/default/rules/r" + i,
                        """
                        {"pattern": {"source": ["acs.pai.dlc"]}, "targets": [{"id": "l",
                         "type": "lark", "url": "http://127.0.0.1:%d/open-apis/bot/v2/hook/t0k"}]}\
                        """
                                .formatted(robot.getAddress().getPort()));
            }

            client.post("/events", "application/cloudevents-batch+json", burst());

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> {
                        JsonNode usage =
                                Json.MAPPER
                                        .readTree(client.get("/api/usage").body())
                                        .at("/accounts/0");
                        assertThat(usage.path("delivered").asInt() + usage.path("merged").asInt())
                                .isEqualTo(EVENTS * RULES);
                        assertThat(usage.path("delivered").asInt()).isEqualTo(posts.size());
                    });
            Metrics metrics = Metrics.parse(client.get("/metrics").body());
            long delivered = metrics.sum("signalbox_notifier_delivered_total");
            assertThat(delivered).isEqualTo(posts.size());
            assertThat(metrics.sum("signalbox_router_matched_total"))
                    .isEqualTo(EVENTS * RULES)
                    .isEqualTo(delivered + metrics.sum("signalbox_notifier_merged_total"));
            assertThat(metrics.sum("signalbox_notifier_digests_total")).isPositive();
        } finally {
            robot.stop(0);
        }
        assertThat(posts).hasSizeLessThan(30);
        assertThat(posts).anyMatch(post -> post.contains("events in") || post.contains("within"));
        for (int i = 5; i < times.size(); i++) {
            assertThat(Duration.ofNanos(times.get(i) - times.get(i - 5)))
                    .as("five messages before message %d", i)
                    .isGreaterThan(Duration.ofMillis(900));
        }
        for (int i = 0; i < EVENTS; i++) {
            String id = "e-%03d".formatted(i);
            assertThat(posts).as(id).anyMatch(post -> post.contains(id));
        }
    }
}

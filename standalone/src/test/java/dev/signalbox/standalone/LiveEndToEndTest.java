package dev.signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.Credentials;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.standalone.client.ApiClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a viewer sees of a Signalbox at work.
@Timeout(180)
class LiveEndToEndTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int EVENTS = 60;
    private static final int REPEATED = 10;

    @TempDir private Path data;

    @Test
    void theNumbersOfWhatWasSentAddUp() throws Exception {
        try (var receiver = Receiver.answering(_ -> 204);
                var signalbox = Standalone.start(settings(Map.of()));
                var api = new ApiClient(signalbox.address());
                var viewer = LiveViewer.of(signalbox.address(), "")) {
            putRule(api, receiver.url("/").toString());
            for (int i = 0; i < EVENTS + REPEATED; i++) {
                send(api, "e-" + i % EVENTS);
            }

            await().atMost(PATIENCE)
                    .untilAsserted(() -> {
                        assertThat(viewer.sum("accepted")).isEqualTo(EVENTS + REPEATED);
                        assertThat(viewer.sum("matched")).isEqualTo(EVENTS);
                        assertThat(viewer.sum("delivered")).isEqualTo(EVENTS);
                        assertThat(viewer.sum("dead")).isZero();
                    });
            JsonNode newest = viewer.newest();
            assertThat(newest.path("ageMillis").path("p99").asLong()).isBetween(1L, 60_000L);
            assertThat(newest.path("needs")).isEmpty();
            assertThat(newest.path("rooms"))
                    .hasSize(4)
                    .allMatch(room -> room.path("ready").asBoolean());
            try (var late = LiveViewer.of(signalbox.address(), "")) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(late.sum("delivered")).isEqualTo(EVENTS));
            }
        }
    }

    @Test
    void withAccessKeysAViewerSeesItsOwnNumbersAlone() throws Exception {
        Path keys =
                Files.writeString(
                        data.resolve("keys.json"),
                        """
                        [{"id": "seven", "secret": "sevens-secret", "account": "7", "role": "admin"},
                         {"id": "eight", "secret": "eights-secret", "account": "8", "role": "admin"}]
                        """);
        try (var signalbox =
                        Standalone.start(
                                settings(Map.of("SIGNALBOX_ACCESS_KEYS", keys.toString())));
                var api =
                        new ApiClient(
                                signalbox.address(), new Credentials("seven", "sevens-secret"));
                var seven = LiveViewer.of(signalbox.address(), "seven:sevens-secret");
                var eight = LiveViewer.of(signalbox.address(), "eight:eights-secret")) {
            for (int i = 0; i < REPEATED; i++) {
                send(api, "e-" + i);
            }

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(seven.sum("accepted")).isEqualTo(REPEATED));
            assertThat(eight.sum("accepted")).isZero();
            assertThat(api.get("/api/live?account=8").status()).isEqualTo(403);
            assertThat(api.get("/api/system?account=8").status()).isEqualTo(403);
        }
    }

    @Test
    void theSystemSaysWhatRunsAndWhatIsKept() throws Exception {
        try (var signalbox = Standalone.start(settings(Map.of()));
                var api = new ApiClient(signalbox.address())) {
            putRule(api, "http://127.0.0.1:9/");
            send(api, "e-1");

            JsonNode system = Json.MAPPER.readTree(api.get("/api/system").body());

            assertThat(system.path("processes")).hasSize(1);
            assertThat(system.path("processes").get(0).path("rooms"))
                    .hasSize(4)
                    .allMatch(room -> room.path("ready").asBoolean());
            assertThat(system.path("rules").asInt()).isEqualTo(1);
            assertThat(system.path("buses").asInt()).isEqualTo(1);
            assertThat(system.path("keys").path("used").asBoolean()).isFalse();
            assertThat(system.path("topics")).hasSize(Topic.values().length);
            JsonNode events = topic(system, Topic.EVENTS);
            assertThat(events.path("topic").asText()).isEqualTo("signalbox.events");
            assertThat(events.path("partitions").asInt()).isEqualTo(4);
            assertThat(events.path("retention").asText()).isEqualTo("PT720H");
            assertThat(events.path("bytes").asLong()).isPositive();
            assertThat(Instant.parse(events.path("oldest").asText()))
                    .isBetween(Instant.now().minusSeconds(600), Instant.now().plusSeconds(1));
            JsonNode rules = topic(system, Topic.RULES);
            assertThat(rules.path("retention").isNull()).isTrue();
            assertThat(system.path("settings").path("dedupWindow").asText()).isEqualTo("PT24H");
        }
    }

    private static JsonNode topic(JsonNode system, Topic topic) {
        for (JsonNode one : system.path("topics")) {
            if (one.path("topic").asText().equals(topic.topicName())) {
                return one;
            }
        }
        throw new AssertionError(topic + " is missing");
    }

    private Settings settings(Map<String, String> further) {
        var settings =
                new HashMap<>(
                        Map.of(
                                "SIGNALBOX_HTTP", "127.0.0.1:0",
                                "SIGNALBOX_KAFKA", "127.0.0.1:0",
                                "SIGNALBOX_DATA", data.toString(),
                                "SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8"));
        settings.putAll(further);
        return Settings.forStandalone(settings);
    }

    private static void putRule(ApiClient api, String url) throws Exception {
        String json =
                """
                {"pattern": {}, "targets": [{"id": "hook", "type": "http", "url": "%s"}]}\
                """
                        .formatted(url);
        assertThat(api.put("/api/buses/default/rules/all", json).status()).isEqualTo(201);
    }

    private static void send(ApiClient api, String id) throws Exception {
        String event =
                """
                {"specversion": "1.0", "id": "%s", "source": "my.app", "type": "order:created"}\
                """
                        .formatted(id);
        assertThat(api.post("/events", "application/cloudevents+json", event).status())
                .isEqualTo(202);
    }
}

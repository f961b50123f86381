package dev.signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.client.ApiClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A target that asks to be left alone falls behind, and that is told of it and of no other.
class LagEndToEndTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir private Path data;

    @Test
    void whatWasNeverAttemptedIsToldWithItsAge() throws Exception {
        try (var receiver = Receiver.answering(call -> call.path().equals("/slow") ? 429 : 204);
                var signalbox = Standalone.start(settings());
                var api = new ApiClient(signalbox.address())) {
            put(api, "slow", receiver.url("/slow").toString());
            put(api, "quick", receiver.url("/quick").toString());
            for (int i = 0; i < 200; i++) {
                send(api, "e-" + i);
            }

            await().atMost(PATIENCE)
                    .untilAsserted(() -> {
                        JsonNode targets = json(api, "/api/targets").path("targets");
                        assertThat(targets).hasSize(1);
                        JsonNode slow = targets.get(0);
                        assertThat(slow.path("rule").asText()).isEqualTo("slow");
                        assertThat(slow.path("state").asText()).isEqualTo("throttled");
                        assertThat(slow.path("waiting").asInt()).isPositive();
                        assertThat(slow.path("lagSeconds").asDouble()).isGreaterThan(2);
                    });
            assertThat(api.get("/metrics").body())
                    .containsPattern("signalbox_notifier_oldest_unattempted_seconds [1-9]")
                    .containsPattern(
                            "signalbox_notifier_target_oldest_unattempted_seconds\\{account=\"\\d+\",bus=\"default\",rule=\"slow\",target=\"hook\"}"
                                    + " [1-9]")
                    .doesNotContain("rule=\"quick\"");
        }
    }

    private Settings settings() {
        return Settings.forStandalone(
                Map.of(
                        "SIGNALBOX_HTTP", "127.0.0.1:0",
                        "SIGNALBOX_KAFKA", "127.0.0.1:0",
                        "SIGNALBOX_DATA", data.toString(),
                        "SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8"));
    }

    private static void put(ApiClient api, String rule, String url)
            throws IOException, InterruptedException {
        String json =
                """
                {"pattern": {}, "targets": [{"id": "hook", "type": "http", "url": "%s"}]}\
                """
                        .formatted(url);
        assertThat(api.put("/api/buses/default/rules/" + rule, json).status()).isEqualTo(201);
    }

    private static void send(ApiClient api, String id) throws IOException, InterruptedException {
        String event =
                """
                {"specversion": "1.0", "id": "%s", "source": "my.app", "type": "order:created"}\
                """
                        .formatted(id);
        assertThat(api.post("/events", "application/cloudevents+json", event).status())
                .isEqualTo(202);
    }

    private static JsonNode json(ApiClient api, String path)
            throws IOException, InterruptedException {
        return Json.MAPPER.readTree(api.get(path).body());
    }
}

package dev.signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.client.ApiClient;
import dev.signalbox.standalone.command.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A target that is gone is disabled, is so after a restart, and is enabled by a person.
class DisabledTargetEndToEndTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String RULE = "/api/buses/default/rules/all";

    @TempDir private Path data;

    @Test
    void aTargetThatAnswers410IsDisabledUntilAPersonEnablesIt() throws Exception {
        var status = new AtomicInteger(410);
        try (var receiver = Receiver.answering(call -> status.get())) {
            try (var signalbox = start();
                    var api = new ApiClient(signalbox.address())) {
                put(api, receiver);
                send(api, "first");
                await().atMost(PATIENCE)
                        .untilAsserted(() ->
                                assertThat(health(api).path("state").asText())
                                        .isEqualTo("disabled"));
                assertThat(health(api).path("reason").asText()).isEqualTo("it answered 410 Gone");

                send(api, "second");
                await().atMost(PATIENCE).until(() -> dead(api) == 2);
            }

            status.set(204);
            try (var signalbox = start();
                    var api = new ApiClient(signalbox.address())) {
                assertThat(health(api).path("state").asText()).isEqualTo("disabled");
                JsonNode target = json(api, "/api/targets").at("/targets/0");
                assertThat(target.path("rule").asText()).isEqualTo("all");
                assertThat(target.path("target").asText()).isEqualTo("hook");
                assertThat(target.path("state").asText()).isEqualTo("disabled");
                assertThat(target.path("reason").asText()).isEqualTo("it answered 410 Gone");
                assertThat(exported(signalbox)).contains("hook").doesNotContain("health");
                send(api, "third");
                await().atMost(PATIENCE).until(() -> dead(api) == 3);
                assertThat(receiver.calls()).as("only the first was sent").hasSize(1);

                assertThat(api.post(RULE + "/targets/hook/enable", "application/json", "").status())
                        .isEqualTo(200);
                assertThat(health(api).isMissingNode()).isTrue();
                send(api, "fourth");

                await().atMost(PATIENCE).until(() -> receiver.taken().containsKey("fourth"));
                assertThat(json(api, "/api/targets").path("targets")).isEmpty();
            }
            assertThat(receiver.taken().keySet()).containsExactly("fourth");
        }
    }

    private Standalone start() {
        return Standalone.start(
                Settings.forStandalone(
                        Map.of(
                                "SIGNALBOX_HTTP", "127.0.0.1:0",
                                "SIGNALBOX_KAFKA", "127.0.0.1:0",
                                "SIGNALBOX_DATA", data.toString(),
                                "SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8")));
    }

    private static void put(ApiClient api, Receiver receiver)
            throws IOException, InterruptedException {
        String rule =
                """
                {"pattern": {}, "targets": [{"id": "hook", "type": "http", "url": "%s"}]}\
                """
                        .formatted(receiver.url("/"));
        assertThat(api.put(RULE, rule).status()).isEqualTo(201);
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

    private static String exported(Standalone signalbox) {
        return CommandRun.run(
                        Map.of(), "", "rules", "export", "--url", signalbox.address().toString())
                .out();
    }

    private static JsonNode health(ApiClient api) throws IOException, InterruptedException {
        return json(api, RULE).at("/targets/0/health");
    }

    private static long dead(ApiClient api) throws IOException, InterruptedException {
        return json(api, "/api/usage").at("/accounts/0/dead").asLong();
    }

    private static JsonNode json(ApiClient api, String path)
            throws IOException, InterruptedException {
        return Json.MAPPER.readTree(api.get(path).body());
    }
}

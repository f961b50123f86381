package dev.signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.client.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A second start on the same data finds everything again.
class RestartTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir private Path data;

    @Test
    void rulesCountersAndUndeliveredDeliveriesAreFoundAgain() throws Exception {
        var status = new AtomicInteger(200);
        try (var receiver = Receiver.answering(call -> status.get())) {
            try (var signalbox = start();
                    var api = new ApiClient(signalbox.address())) {
                put(api, receiver);
                send(api, "delivered");
                await().atMost(PATIENCE).until(() -> delivered(api) == 1);
                status.set(503);
                send(api, "undelivered");
                await().atMost(PATIENCE).until(() -> receiver.calls().size() == 2);
            }

            status.set(200);
            try (var signalbox = start();
                    var api = new ApiClient(signalbox.address())) {
                assertThat(api.get("/api/buses/default/rules/all").status()).isEqualTo(200);
                assertThat(delivered(api)).isEqualTo(1);
                await().atMost(PATIENCE).until(() -> delivered(api) == 2);

                send(api, "delivered");
                send(api, "third");
                await().atMost(PATIENCE).until(() -> delivered(api) == 3);
            }

            assertThat(receiver.taken().keySet())
                    .as("what was delivered before the restart is still a duplicate after it")
                    .containsExactlyInAnyOrder("delivered", "undelivered", "third");
            assertThat(receiver.repeated()).isZero();
        }
    }

    @Test
    void whatWasSeenAndCountedIsKnownAlsoWhereTheFilesOfTheStoresAreSpoiled() throws Exception {
        int events = 100;
        try (var receiver = Receiver.answering(call -> 200)) {
            try (var signalbox = start();
                    var api = new ApiClient(signalbox.address())) {
                put(api, receiver);
                sendAll(api, events);
                await().atMost(PATIENCE).until(() -> delivered(api) == events);
            }

            spoil(data.resolve("router"), ".sst");
            spoil(data.resolve("notifier"), ".sst");

            try (var signalbox = start();
                    var api = new ApiClient(signalbox.address())) {
                sendAll(api, events);
                send(api, "another");
                await().atMost(PATIENCE).until(() -> delivered(api) == events + 1);
                assertThat(api.get("/metrics").body())
                        .contains("signalbox_router_duplicates_total " + events);
            }
            assertThat(receiver.repeated()).isZero();
        }
    }

    /// Turns over a bit in each block of the files of a kind.
    private static void spoil(Path folder, String kind) throws IOException {
        try (var files = Files.walk(folder)) {
            List<Path> chosen = files.filter(file -> file.toString().endsWith(kind)).toList();
            assertThat(chosen).isNotEmpty();
            for (Path file : chosen) {
                byte[] bytes = Files.readAllBytes(file);
                for (int at = 10; at < bytes.length; at += 500) {
                    bytes[at] ^= 4;
                }
                Files.write(file, bytes);
            }
        }
    }

    @Test
    void whatWasSeenIsKnownAlsoWhereTheRoutersOwnFilesAreLost() throws Exception {
        int events = 100;
        try (var receiver = Receiver.answering(call -> 200)) {
            try (var signalbox = start();
                    var api = new ApiClient(signalbox.address())) {
                put(api, receiver);
                sendAll(api, events);
                await().atMost(PATIENCE).until(() -> delivered(api) == events);
            }

            Utils.delete(data.resolve("router").toFile());

            try (var signalbox = start();
                    var api = new ApiClient(signalbox.address())) {
                sendAll(api, events);
                await().atMost(PATIENCE)
                        .untilAsserted(() ->
                                assertThat(api.get("/metrics").body())
                                        .contains("signalbox_router_duplicates_total " + events));
            }
            assertThat(receiver.repeated()).isZero();
        }
    }

    private static void sendAll(ApiClient api, int events) throws Exception {
        for (int i = 0; i < events; i++) {
            send(api, "event " + i);
        }
    }

    private Standalone start() {
        return Standalone.start(
                Settings.forStandalone(
                        Map.of(
                                "SIGNALBOX_HTTP", "127.0.0.1:0",
                                "SIGNALBOX_KAFKA", "127.0.0.1:0",
                                "SIGNALBOX_DATA", data.toString(),
                                "SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8",
                                "SIGNALBOX_BACKOFF_RETRY", "PT2S/PT3S")));
    }

    private static void put(ApiClient api, Receiver receiver)
            throws IOException, InterruptedException {
        assertThat(
                        api.put(
                                        "/api/buses/default/rules/all",
                                        """
                                        {"pattern": {}, "targets":
                                         [{"id": "hook", "type": "http", "url": "%s"}]}\
                                        """
                                                .formatted(receiver.url("/")))
                                .status())
                .isEqualTo(201);
    }

    private static void send(ApiClient api, String id) throws IOException, InterruptedException {
        assertThat(
                        api.post(
                                        "/events",
                                        "application/cloudevents+json",
                                        """
                                        {"specversion": "1.0", "id": "%s", "source": "my.app",
                                         "type": "order:created"}\
                                        """
                                                .formatted(id))
                                .status())
                .isEqualTo(202);
    }

    private static long delivered(ApiClient api) throws IOException, InterruptedException {
        JsonNode usage = Json.MAPPER.readTree(api.get("/api/usage").body());
        return usage.path("accounts").path(0).path("delivered").asLong();
    }
}

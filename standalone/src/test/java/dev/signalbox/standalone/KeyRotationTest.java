package dev.signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.broker.EmbeddedBroker;
import dev.signalbox.standalone.client.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The way of docs/operations.md to another key for the secrets, while events are delivered.
class KeyRotationTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir private Path data;
    private EmbeddedBroker broker;
    private Settings settings;
    private Receiver receiver;

    @BeforeEach
    void start() throws IOException {
        broker = EmbeddedBroker.start(data.resolve("kafka"), "127.0.0.1", 0);
        settings =
                Settings.forStandalone(
                        Map.of(
                                "SIGNALBOX_KAFKA",
                                broker.bootstrapServers(),
                                "SIGNALBOX_HTTP",
                                "127.0.0.1:0",
                                "SIGNALBOX_DATA",
                                data.toString(),
                                "SIGNALBOX_TARGET_NETWORKS",
                                "127.0.0.0/8"));
        receiver = Receiver.start();
    }

    @AfterEach
    void stop() {
        receiver.close();
        broker.close();
    }

    @Test
    void anAddedKeyIsTakenUpWithoutARestartAndTheOldOneIsNotNeededAfterIt() throws Exception {
        Path keys = data.resolve("secret-keys");
        try (var rooms = Rooms.start(settings);
                var api = new ApiClient(rooms.address())) {
            putRule(api, "old");
            Files.writeString(keys, "k2:" + key() + "\n", StandardOpenOption.APPEND);
            putRule(api, "new");

            send(api, "one");

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(receiver.calls()).hasSize(2));
            assertThat(api.get("/metrics").body())
                    .containsPattern(sealedRules("k1", 1))
                    .containsPattern(sealedRules("k2", 1));
        }
        try (var rooms = Rooms.start(settings);
                var api = new ApiClient(rooms.address())) {
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(api.get("/metrics").body())
                                    .containsPattern(sealedRules("k2", 2)));
        }
        var lines = Files.readAllLines(keys);
        Files.write(keys, lines.subList(1, lines.size()));
        try (var rooms = Rooms.start(settings);
                var api = new ApiClient(rooms.address())) {
            send(api, "two");

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(receiver.calls()).hasSize(4));
        }
    }

    private static String sealedRules(String key, int count) {
        return "signalbox_console_sealed_rules\\{key=\"%s\\.[0-9a-f]{12}\"} %d\\.0"
                .formatted(key, count);
    }

    private void putRule(ApiClient api, String name) throws Exception {
        var answer =
                api.put(
                        "/api/buses/default/rules/" + name,
                        """
                        {"pattern": {}, "targets": [{"id": "t", "type": "http", "url": "%s"}]}\
                        """
                                .formatted(receiver.url("/" + name)));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    private static void send(ApiClient api, String id) throws Exception {
        var answer =
                api.post(
                        "/events",
                        "application/cloudevents+json",
                        """
                        {"specversion": "1.0", "id": "%s", "source": "s", "type": "t", "data": {}}\
                        """
                                .formatted(id));
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    }

    private static String key() {
        byte[] key = new byte[32];
        key[0] = 2;
        return Base64.getEncoder().encodeToString(key);
    }
}

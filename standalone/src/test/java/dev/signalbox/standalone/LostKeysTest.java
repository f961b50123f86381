package dev.signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.broker.EmbeddedBroker;
import dev.signalbox.standalone.client.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A Signalbox whose file of secret keys is lost, spoiled or another's, while its rules are there.
class LostKeysTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir private Path data;
    private EmbeddedBroker broker;
    private Map<String, String> environment;
    private Receiver receiver;
    private Path keys;

    @BeforeEach
    void start() throws IOException {
        broker = EmbeddedBroker.start(data.resolve("kafka"), "127.0.0.1", 0);
        environment =
                Map.of(
                        "SIGNALBOX_KAFKA",
                        broker.bootstrapServers(),
                        "SIGNALBOX_HTTP",
                        "127.0.0.1:0",
                        "SIGNALBOX_DATA",
                        data.toString(),
                        "SIGNALBOX_TARGET_NETWORKS",
                        "127.0.0.0/8");
        receiver = Receiver.start();
        keys = data.resolve("secret-keys");
    }

    @AfterEach
    void stop() {
        receiver.close();
        broker.close();
    }

    @Test
    void itDoesNotStartWithoutTheKeyAndDoesWithTheFileRestored() throws Exception {
        try (var rooms = rooms();
                var api = new ApiClient(rooms.address())) {
            putRule(api, "one");
        }
        String backup = Files.readString(keys);

        Files.delete(keys);
        assertRefused("does not exist, and held the key k1.", "which one rule is sealed with");
        assertThat(keys).doesNotExist();
        for (String other : new String[] {"", "k1:" + key(7) + "\n", "k2:" + key(7) + "\n"}) {
            Files.writeString(keys, other);
            assertRefused("does not hold the key k1.", "restore that file from a backup");
            assertThat(keys).hasContent(other);
        }
        Files.writeString(keys, backup.substring(0, backup.length() - 9));
        assertRefused("line 1 is neither name:base64 of 32 bytes nor name:lost", "backup");

        Files.writeString(keys, "k7:" + key(7) + "\n" + backup + "k8:" + key(8) + "\n");
        try (var rooms = rooms();
                var api = new ApiClient(rooms.address())) {
            send(api, "1");
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(receiver.calls()).hasSize(1));
        }
    }

    @Test
    void aRoomOfItsOwnDoesNotStartWithoutTheKeyEither() throws Exception {
        try (var rooms = rooms();
                var api = new ApiClient(rooms.address())) {
            putRule(api, "one");
        }
        Files.writeString(data.resolve("others"), "k1:" + key(7) + "\n");
        var settings = new HashMap<>(environment);
        settings.put("SIGNALBOX_SECRET_KEYS", data.resolve("others").toString());
        settings.put("SIGNALBOX_REPLICATION", "1");
        settings.put("SIGNALBOX_PARTITIONS", "4");

        for (String room : new String[] {"console", "notifier"}) {
            assertThatThrownBy(() -> RoomProcess.start(room, Settings.forRoom(settings)).close())
                    .as(room)
                    .hasMessageContaining("others does not hold the key k1.");
        }
        for (String room : new String[] {"ingest", "router"}) {
            RoomProcess.start(room, Settings.forRoom(settings)).close();
        }
    }

    @Test
    void withAKeyDeclaredLostItStartsAndSecretsAreGivenAgain() throws Exception {
        try (var rooms = rooms();
                var api = new ApiClient(rooms.address())) {
            putRule(api, "one");
        }
        Files.delete(keys);
        String line =
                refusal().replaceFirst("(?s).*add the line '(k1\\.[0-9a-f]{12}:lost)'.*", "$1");

        Files.writeString(keys, line + "\n");
        try (var rooms = rooms();
                var api = new ApiClient(rooms.address())) {
            assertThat(api.get("/health/ready").status()).isEqualTo(200);
            assertThat(Files.readString(keys)).startsWith(line).contains("\nk1:");
            send(api, "1");
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(api.get("/api/deliveries?rule=one").body())
                                    .contains("is sealed with the lost key"));
            putRule(api, "one");
            send(api, "2");
            // The first one waited for another try, and the new secret lets it go at once.
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(receiver.taken()).containsOnlyKeys("1", "2"));
            assertThat(api.get("/metrics").body())
                    .contains(
                            "signalbox_console_sealed_rules{key=\"%s\"} 0.0"
                                    .formatted(line.replace(":lost", "")));
        }
        Files.writeString(keys, Files.readString(keys).replace(line + "\n", ""));
        rooms().close();
    }

    @Test
    void aFileThatIsReplacedWhileItRunsIsShownAndChangesNothing() throws Exception {
        try (var rooms = rooms();
                var api = new ApiClient(rooms.address())) {
            putRule(api, "one");
            String backup = Files.readString(keys);
            assertThat(api.get("/metrics").body())
                    .contains(
                            "signalbox_console_missing_keys 0.0",
                            "signalbox_notifier_missing_keys 0.0");

            for (String other : new String[] {"k9:" + key(9) + "\n", ""}) {
                Files.writeString(keys, other);

                assertThat(api.get("/metrics").body())
                        .contains(
                                "signalbox_console_missing_keys 1.0",
                                "signalbox_notifier_missing_keys 1.0");
                assertThat(api.get("/health/ready").status()).isEqualTo(200);
                putRule(api, "more");
                assertThat(api.delete("/api/buses/default/rules/more").status()).isEqualTo(204);
            }
            Files.writeString(keys, backup);

            assertThat(api.get("/metrics").body())
                    .contains(
                            "signalbox_console_missing_keys 0.0",
                            "signalbox_notifier_missing_keys 0.0");
        }
        rooms().close();
    }

    private Rooms rooms() {
        return Rooms.start(Settings.forStandalone(environment));
    }

    private void assertRefused(String... words) {
        assertThat(refusal()).contains(words).contains(keys.toString()).doesNotContain("\n");
    }

    private String refusal() {
        try (var rooms = rooms()) {
            return "started on " + rooms.address();
        } catch (RuntimeException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return String.valueOf(cause.getMessage());
        }
    }

    private void putRule(ApiClient api, String name) throws Exception {
        var answer =
                api.put(
                        "/api/buses/default/rules/" + name,
                        """
                        {"pattern": {}, "targets": [{"id": "t", "type": "http", "url": "%s"}]}\
                        """
                                .formatted(receiver.url("/" + name)));
        assertThat(answer).as(answer.body()).matches(ApiClient.Answer::ok);
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

    private static String key(int seed) {
        byte[] key = new byte[32];
        key[0] = (byte) seed;
        return Base64.getEncoder().encodeToString(key);
    }
}

package dev.signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.standalone.broker.EmbeddedBroker;
import dev.signalbox.standalone.client.ApiClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is promised when processes die: every acknowledged event is delivered, only what was under
/// way is delivered again and then under the same id, and the counters count distinct deliveries.
@Tag("slow")
class KillTest {
    private static final String RULE =
            """
            {"pattern": {"source": ["acs.dataworks"], "data": {"projectId": [80006]}},
             "targets": [{"id": "hook", "type": "http", "url": "%s"}]}\
            """;
    private static final int CALLERS = 8;
    private static final int EVENTS_BETWEEN_KILLS = 1_500;

    /// What one process may have had under way when it was killed: the notifier's deliveries in
    /// flight, and what router and notifier had done since they last committed.
    private static final int UNDER_WAY = 2_500;

    @TempDir Path data;

    @Test
    void standaloneKilledUnderLoadLosesNothing() throws Exception {
        int httpPort = Ports.free();
        URI address = URI.create("http://127.0.0.1:" + httpPort);
        Map<String, String> settings = RoomProcesses.settings();
        settings.put("SIGNALBOX_HTTP", "127.0.0.1:" + httpPort);
        settings.put("SIGNALBOX_KAFKA", "127.0.0.1:" + Ports.free());
        settings.put("SIGNALBOX_DATA", data.toString());
        int kills = 3;
        try (var receiver = Receiver.start()) {
            SignalboxProcess process = SignalboxProcess.start("start", settings);
            try {
                createRule(address, receiver);
                Load load = Load.start(CALLERS, address);
                try (load) {
                    for (int kill = 0; kill < kills; kill++) {
                        awaitMoreAcknowledged(load);
                        process.kill();
                        process = SignalboxProcess.start("start", settings);
                    }
                    awaitMoreAcknowledged(load);
                }
                assertLedger(load, receiver, address, kills);
                assertThat(process.stop(Duration.ofSeconds(10)))
                        .as("stops cleanly within 10 s")
                        .isTrue();
            } finally {
                process.close();
            }
        }
    }

    @Test
    void roomsKilledOneAfterAnotherLoseNothing() throws Exception {
        try (var broker = EmbeddedBroker.start(data.resolve("kafka"), "127.0.0.1", 0);
                var receiver = Receiver.start();
                var rooms = new RoomProcesses(data, broker.bootstrapServers())) {
            rooms.start("console");
            rooms.start("router");
            rooms.start("notifier");
            rooms.start("ingest");
            createRule(rooms.address("console"), receiver);
            Load load = Load.start(CALLERS, rooms.address("ingest"));
            try (load) {
                for (String room : new String[] {"ingest", "router", "notifier", "console"}) {
                    awaitMoreAcknowledged(load);
                    rooms.kill(room);
                    rooms.start(room);
                }
                awaitMoreAcknowledged(load);
            }
            assertLedger(load, receiver, rooms.address("console"), 4);
        }
    }

    private static void createRule(URI console, Receiver receiver)
            throws IOException, InterruptedException {
        try (var api = new ApiClient(console)) {
            assertThat(
                            api.put(
                                    "/api/buses/default/rules/commits",
                                    RULE.formatted(receiver.url("/hook"))))
                    .matches(ApiClient.Answer::ok, "the rule is taken");
        }
    }

    private static void awaitMoreAcknowledged(Load load) {
        int wanted = load.acknowledged().size() + EVENTS_BETWEEN_KILLS;
        await().atMost(Duration.ofSeconds(60)).until(() -> load.acknowledged().size() >= wanted);
    }

    private static void assertLedger(Load load, Receiver receiver, URI console, int kills) {
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() ->
                        assertThat(receiver.taken().keySet())
                                .as("every acknowledged event is delivered")
                                .containsAll(load.acknowledged()));
        assertThat(receiver.taken().values())
                .as("whatever was delivered again came under the same id")
                .allMatch(ids -> ids.size() == 1);
        assertThat(receiver.repeated())
                .as("only what was under way is delivered again")
                .isLessThanOrEqualTo((long) kills * UNDER_WAY);
        Set<String> delivered = receiver.taken().keySet();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(usage(console))
                                .as("usage counts distinct deliveries")
                                .isEqualTo(delivered.size()));
    }

    private static long usage(URI console) throws IOException, InterruptedException {
        try (var api = new ApiClient(console)) {
            JsonNode usage = Json.MAPPER.readTree(api.get("/api/usage").body());
            return usage.path("accounts").path(0).path("delivered").asLong(-1);
        }
    }
}

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
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The promise of replays when processes die: each selected event is delivered, once but for what
/// was under way, and the account adds up.
@Tag("slow")
class ReplayKillTest {
    private static final int EVENTS = Integer.getInteger("signalbox.proof.replayed", 4_000);
    private static final int PER_SECOND = 100;
    private static final int BATCH = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /// What may be under way to the one target when a process is killed.
    private static final int UNDER_WAY = 256;

    @TempDir Path data;

    @Test
    void standaloneKilledDuringAReplayDeliversEachEventAndAddsUp() throws Exception {
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
                sendHistory(address);
                String replay = order(address, receiver);
                for (int kill = 1; kill <= kills; kill++) {
                    awaitTaken(receiver, kill * EVENTS / (kills + 1));
                    process.kill();
                    process = SignalboxProcess.start("start", settings);
                }
                assertLedger(address, replay, receiver, kills);
            } finally {
                process.close();
            }
        }
    }

    @Test
    void roomsKilledOneAfterAnotherDuringAReplayDeliverEachEventAndAddUp() throws Exception {
        try (var broker = EmbeddedBroker.start(data.resolve("kafka"), "127.0.0.1", 0);
                var receiver = Receiver.start();
                var rooms = new RoomProcesses(data, broker.bootstrapServers())) {
            for (String room : new String[] {"console", "router", "notifier", "ingest"}) {
                rooms.start(room);
            }
            sendHistory(rooms.address("ingest"));
            String replay = order(rooms.address("console"), receiver);
            String[] killed = {"router", "notifier", "console", "router"};
            for (int kill = 0; kill < killed.length; kill++) {
                awaitTaken(receiver, (kill + 1) * EVENTS / (killed.length + 1));
                rooms.kill(killed[kill]);
                rooms.start(killed[kill]);
            }
            assertLedger(rooms.address("console"), replay, receiver, killed.length);
        }
    }

    private static void sendHistory(URI ingest) throws IOException, InterruptedException {
        try (var api = new ApiClient(ingest)) {
            for (int first = 0; first < EVENTS; first += BATCH) {
                String events =
                        IntStream.range(first, first + BATCH)
                                .mapToObj(ReplayKillTest::event)
                                .collect(Collectors.joining(",", "[", "]"));
                assertThat(api.post("/events", "application/cloudevents-batch+json", events))
                        .matches(ApiClient.Answer::ok, "the events are taken");
            }
        }
    }

    /// Every other one matches.
    private static String event(int number) {
        return """
        {"specversion":"1.0","id":"event-%d","source":"acs.dataworks",\
        "type":"dataworks:FileChange:CommitFile","datacontenttype":"application/json",\
        "data":{"projectId":%d}}\
        """
                .formatted(number, number % 2);
    }

    private static Set<String> matching() {
        return IntStream.range(0, EVENTS)
                .filter(number -> number % 2 == 1)
                .mapToObj(number -> "event-" + number)
                .collect(Collectors.toSet());
    }

    /// Makes a rule after the events, and orders the replay that makes up for it.
    private static String order(URI console, Receiver receiver)
            throws IOException, InterruptedException {
        try (var api = new ApiClient(console)) {
            assertThat(
                            api.put(
                                    "/api/buses/default/rules/commits",
                                    """
                                    {"pattern": {"data": {"projectId": [1]}},
                                     "targets": [{"id": "hook", "type": "http", "url": "%s"}]}\
                                    """
                                            .formatted(receiver.url("/hook"))))
                    .matches(ApiClient.Answer::ok, "the rule is taken");
            ApiClient.Answer ordered =
                    api.post(
                            "/api/replays",
                            "application/json",
                            """
                            {"bus": "default", "from": "%s", "to": "%s", "rules": ["commits"],
                             "speed": %d, "start": true}\
                            """
                                    .formatted(
                                            Instant.now().minus(Duration.ofMinutes(30)),
                                            Instant.now(),
                                            PER_SECOND));
            assertThat(ordered.ok()).as(ordered.body()).isTrue();
            return Json.MAPPER.readTree(ordered.body()).path("id").asText();
        }
    }

    /// @param of events, of which half match
    private static void awaitTaken(Receiver receiver, int of) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> receiver.taken().size() >= of / 2);
    }

    private static void assertLedger(URI console, String replay, Receiver receiver, int kills) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(state(console, replay)).isEqualTo("done"));
        Set<String> expected = matching();
        assertThat(receiver.taken().keySet()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(receiver.taken().values())
                .as("whatever was delivered again came under the same id")
                .allMatch(ids -> ids.size() == 1);
        assertThat(receiver.calls().values())
                .allMatch(calls ->
                        replay.equals(calls.getFirst().headers().get("x-signalbox-replay")));
        assertThat(receiver.repeated())
                .as("only what was under way is delivered again")
                .isLessThanOrEqualTo((long) kills * UNDER_WAY);
        JsonNode account = get(console, replay).path("account");
        assertThat(account.path("read").asLong()).as("%s", account).isEqualTo(EVENTS);
        assertThat(account.path("unmatched").asLong()).isEqualTo(EVENTS - expected.size());
        assertThat(account.path("matched").asLong()).isEqualTo(expected.size());
        assertThat(account.path("delivered").asLong()).isEqualTo(expected.size());
        assertThat(account.path("inFlight").asLong()).isZero();
    }

    private static String state(URI console, String replay) {
        return get(console, replay).path("state").asText();
    }

    private static JsonNode get(URI console, String replay) {
        try (var api = new ApiClient(console)) {
            return Json.MAPPER.readTree(api.get("/api/replays/" + replay).body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

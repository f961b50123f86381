package dev.signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.client.ApiClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A replay from its order to its end, in one process.
class ReplayOverHttpTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String REPLAYS = "/api/replays";
    private static final String JSON = "application/json";
    private static final int EVENTS = 60;

    @TempDir private Path data;

    private Standalone start() {
        return Standalone.start(
                Settings.forStandalone(
                        Map.of(
                                "SIGNALBOX_HTTP", "127.0.0.1:0",
                                "SIGNALBOX_KAFKA", "127.0.0.1:0",
                                "SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8",
                                "SIGNALBOX_DATA", data.toString())));
    }

    @Test
    void whatARuleMissedIsPlannedSentMarkedAndCounted() throws Exception {
        try (var receiver = Receiver.start();
                var signalbox = start();
                var api = new ApiClient(signalbox.address())) {
            put(api, receiver, false, "");
            send(api);
            send(api); // all of them come again

            JsonNode planned = order(api);
            assertThat(planned.path("state").asText()).isEqualTo("planned");
            assertThat(planned.path("plan").path("events").asInt()).isEqualTo(2 * EVENTS);
            assertThat(planned.path("plan").path("notifications").asInt()).isEqualTo(EVENTS);
            assertThat(receiver.calls()).isEmpty();

            String id = planned.path("id").asText();
            act(api, id, "start");
            JsonNode done = awaitState(api, id, "done");

            assertThat(done.path("account").toString())
                    .isEqualTo(
                            "{\"read\":%d,\"repeated\":%d,\"unmatched\":0,\"matched\":%d,\"expired\":0,\"deliveries\":%d,\"delivered\":%d,\"merged\":0,\"dead\":0,\"cancelled\":0,\"inFlight\":0}"
                                    .formatted(2 * EVENTS, EVENTS, EVENTS, EVENTS, EVENTS));
            assertThat(done.path("progress").path("share").asDouble()).isEqualTo(1);
            assertThat(receiver.taken()).hasSize(EVENTS);
            assertThat(receiver.repeated()).isZero();
            assertThat(receiver.calls().values())
                    .allSatisfy(calls ->
                            assertThat(calls.getFirst().headers())
                                    .containsEntry("x-signalbox-replay", id));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> {
                        JsonNode usage = json(api.get("/api/usage")).path("accounts").get(0);
                        assertThat(usage.path("delivered").asInt()).isEqualTo(EVENTS);
                        assertThat(usage.path("byReplay").path(id).toString())
                                .contains(Integer.toString(EVENTS));
                    });
        }
    }

    @Test
    void aPauseOutlivesARestartAndNothingIsSentTwice() throws Exception {
        var taken = new AtomicInteger();
        try (var receiver =
                Receiver.answering(call -> {
                    taken.incrementAndGet();
                    return 204;
                })) {
            String id;
            try (var signalbox = start();
                    var api = new ApiClient(signalbox.address())) {
                put(api, receiver, false, "");
                send(api);
                id = order(api, ", \"speed\": 10").path("id").asText();
                act(api, id, "start");
                await().atMost(PATIENCE).until(() -> taken.get() > 0);
                act(api, id, "pause");
            }
            int before;
            try (var signalbox = start();
                    var api = new ApiClient(signalbox.address())) {
                JsonNode replay = json(api.get(REPLAYS + "/" + id));
                assertThat(replay.path("state").asText()).isEqualTo("paused");
                before = receiver.taken().size();
                assertThat(before).isLessThan(EVENTS);

                act(api, id, "resume");
                JsonNode done = awaitState(api, id, "done");

                assertThat(done.path("account").path("delivered").asInt()).isEqualTo(EVENTS);
            }
            assertThat(receiver.taken()).hasSize(EVENTS);
        }
    }

    private static JsonNode awaitState(ApiClient api, String id, String state) {
        return await().atMost(PATIENCE)
                .until(
                        () -> json(api.get(REPLAYS + "/" + id)),
                        replay -> replay.path("state").asText().equals(state));
    }

    private static void put(ApiClient api, Receiver receiver, boolean enabled, String more)
            throws Exception {
        var rule =
                """
                {"enabled": %s, "pattern": {"source": ["my.shop"]},
                 "targets": [{"id": "hook", "type": "http", "url": "%s"%s}]}
                """
                        .formatted(enabled, receiver.url("/hook"), more);
        json(api.put("/api/buses/default/rules/late", rule));
    }

    private static void send(ApiClient api) throws Exception {
        var batch = Json.MAPPER.createArrayNode();
        for (int i = 0; i < EVENTS; i++) {
            batch.addObject()
                    .put("specversion", "1.0")
                    .put("id", "e" + i)
                    .put("source", "my.shop")
                    .put("type", "shop:order:placed");
        }
        json(api.post("/events", "application/cloudevents-batch+json", batch.toString()));
    }

    private static JsonNode order(ApiClient api) throws Exception {
        return order(api, "");
    }

    private static JsonNode order(ApiClient api, String more) throws Exception {
        String from = Instant.now().minus(Duration.ofHours(1)).toString();
        return json(
                api.post(
                        REPLAYS,
                        JSON,
                        "{\"from\": \"%s\", \"rules\": [\"late\"]%s}".formatted(from, more)));
    }

    private static void act(ApiClient api, String id, String act) throws Exception {
        json(api.post(REPLAYS + "/" + id + "/" + act, JSON, ""));
    }

    private static JsonNode json(ApiClient.Answer answer) {
        assertThat(answer.ok()).as(answer.body()).isTrue();
        return answer.json();
    }
}

package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.client.ApiClient;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a backtest says is what a replay of the same period then sends and costs, to the unit.
class BacktestEqualsReplayTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String JSON = "application/json";
    private static final int EVENTS = 200;
    private static final String RULE =
            """
            {"enabled": false, "pattern": %s, "targets": [
              {"id": "one", "type": "http", "url": "%s"},
              {"id": "two", "type": "http", "url": "%s"}]}
            """;

    @TempDir private Path data;

    /// Of the events each tenth comes again.
    private static void send(ApiClient api) throws Exception {
        var batch = Json.MAPPER.createArrayNode();
        for (int i = 1; i <= EVENTS; i++) {
            for (int times = 0; times < (i % 10 == 0 ? 2 : 1); times++) {
                batch.addObject()
                        .put("specversion", "1.0")
                        .put("id", "e" + i)
                        .put("source", i % 5 == 0 ? "crm" : "my.shop")
                        .put("type", "order:created")
                        .putObject("data")
                        .put("amount", i);
            }
        }
        json(api.post("/events", "application/cloudevents-batch+json", batch.toString()));
    }

    private static JsonNode json(ApiClient.Answer answer) {
        assertThat(answer.ok()).as(answer.body()).isTrue();
        return answer.json();
    }

    private static JsonNode usage(ApiClient api) throws Exception {
        return json(api.get("/api/usage")).at("/accounts/0");
    }

    private static JsonNode line(String kind, List<JsonNode> lines) {
        return lines.stream()
                .filter(line -> line.path("kind").asText().equals(kind))
                .findAny()
                .orElseThrow();
    }

    private static List<JsonNode> backtest(ApiClient api, String period) throws Exception {
        String body =
                new String(
                        api.postForStream("/api/backtests", "{" + period + "}")
                                .body()
                                .readAllBytes(),
                        UTF_8);
        var lines = new ArrayList<JsonNode>();
        for (String line : body.lines().toList()) {
            if (!line.isEmpty()) {
                lines.add(Json.MAPPER.readTree(line));
            }
        }
        return lines;
    }

    @Test
    void aReplaySendsAndCostsWhatTheBacktestSaid() throws Exception {
        try (var receiver = Receiver.start();
                var signalbox =
                        Standalone.start(
                                Settings.forStandalone(
                                        Map.of(
                                                "SIGNALBOX_HTTP", "127.0.0.1:0",
                                                "SIGNALBOX_KAFKA", "127.0.0.1:0",
                                                "SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8",
                                                "SIGNALBOX_DATA", data.toString())));
                var api = new ApiClient(signalbox.address())) {
            String pattern =
                    "{\"source\": [\"my.shop\"], \"data\": {\"amount\": [{\"numeric\": [\">\","
                            + " 50]}]}}";
            json(
                    api.put(
                            "/api/buses/default/rules/large",
                            RULE.formatted(pattern, receiver.url("/a"), receiver.url("/b"))));
            json(
                    api.put(
                            "/api/buses/default/rules/all",
                            RULE.formatted("{}", receiver.url("/c"), receiver.url("/d"))));
            Instant from = Instant.now().minus(Duration.ofHours(1));
            send(api);
            String period =
                    "\"from\": \"%s\", \"to\": \"%s\", \"rules\": [\"large\", \"all\"]"
                            .formatted(from, Instant.now().plusMillis(1));

            List<JsonNode> lines = backtest(api, period);
            JsonNode said = line("done", lines);
            assertThat(receiver.calls()).isEmpty();
            BigDecimal before = new BigDecimal(usage(api).path("costUsd").asText());

            String id =
                    json(api.post("/api/replays", JSON, "{" + period + ", \"start\": true}"))
                            .path("id")
                            .asText();
            JsonNode replay =
                    await().atMost(PATIENCE)
                            .until(
                                    () -> json(api.get("/api/replays/" + id)),
                                    one -> one.path("state").asText().equals("done"));

            JsonNode account = replay.path("account");
            for (String count : List.of("read", "repeated", "unmatched", "matched", "expired")) {
                assertThat(account.path(count).asInt())
                        .as(count)
                        .isEqualTo(said.path(count).asInt());
            }
            assertThat(said.path("read").asInt()).isEqualTo(EVENTS + EVENTS / 10);
            assertThat(account.path("delivered").asInt())
                    .isEqualTo(said.path("notifications").asInt())
                    .isEqualTo(2 * EVENTS + 2 * 120);
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(
                                            new BigDecimal(usage(api).path("costUsd").asText())
                                                    .subtract(before))
                                    .isEqualByComparingTo(
                                            line("cost", lines).path("addedUsd").asText()));
        }
    }
}

package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.standalone.client.ApiClient;
import dev.signalbox.standalone.command.CommandRun;
import dev.signalbox.standalone.receive.NotificationReceiver;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The first minutes of somebody new, with default settings but for ports and folder: a
/// notification is seen, the address opens in a browser, and `status` and `doctor` say how it
/// stands.
class FirstMinutesTest {
    private static final String KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir Path data;

    @Test
    void aNotificationIsSeenAndTheCommandsSayHowItStands() throws Exception {
        Map<String, String> here;
        try (Standalone signalbox =
                        Standalone.start(
                                Settings.forStandalone(environment("127.0.0.1:0", "127.0.0.1:0")));
                var receiver =
                        NotificationReceiver.start(
                                0,
                                new NotificationReceiver.Answer(200, Duration.ZERO),
                                KEY,
                                new PrintStream(printed, true, UTF_8),
                                Clock.systemUTC());
                var api = new ApiClient(signalbox.address())) {
            here = environment(signalbox.address().getAuthority(), signalbox.kafka());
            String rule =
                    """
                    {"pattern": {"source": ["a"]}, "targets":
                     [{"id": "here", "type": "http", "url": "%s/hook", "signingKey": "%s"}]}\
                    """
                            .formatted(receiver.address(), KEY);
            assertThat(api.put("/api/buses/default/rules/first", rule).ok()).isTrue();
            String event =
                    "{\"specversion\": \"1.0\", \"id\": \"1\", \"source\": \"a\", \"type\": \"t\"}";
            assertThat(api.post("/events", "application/cloudevents+json", event).ok()).isTrue();

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            assertThat(printed.toString(UTF_8))
                                    .contains("POST /hook", "signature: valid"));
            assertThat(api.get("/").body()).contains("<title>Signalbox</title>", "/main.js\"");

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            assertThat(CommandRun.run(here(signalbox), "", "status").out())
                                    .contains(
                                            ": ingest, router, notifier and console, ready",
                                            "1 received = 1 accepted",
                                            "1 routed; 1 deliveries matched",
                                            "1 delivered")
                                    .containsPattern("notifier \\d+,"));
            CommandRun.Result status = CommandRun.run(here, "", "status", "--json");
            JsonNode json = Json.MAPPER.readTree(status.out());
            assertThat(status.code()).isZero();
            assertThat(json.at("/ready").booleanValue()).isTrue();
            assertThat(json.at("/kafka/lag/router").isNumber()).isTrue();

            CommandRun.Result doctor = CommandRun.run(here, "", "doctor");
            assertThat(doctor.out())
                    .contains(
                            "Signalbox is ready",
                            "one broker answers",
                            "all " + Topic.values().length + " are as they must");
            assertThat(doctor.code()).isZero();
        }

        CommandRun.Result after = CommandRun.run(here, "", "status");
        assertThat(after.code()).isEqualTo(1);
        assertThat(after.out()).contains("NOT THERE: no connection");
    }

    private Map<String, String> here(Standalone signalbox) {
        return environment(signalbox.address().getAuthority(), signalbox.kafka());
    }

    private Map<String, String> environment(String http, String kafka) {
        return Map.of(
                "SIGNALBOX_HTTP",
                http,
                "SIGNALBOX_KAFKA",
                kafka,
                "SIGNALBOX_DATA",
                data.toString());
    }
}

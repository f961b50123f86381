package dev.signalbox.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.Standalone;
import dev.signalbox.standalone.client.ApiClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `replay` and `replays` against a running Signalbox, as docs/history.md shows them.
@Timeout(120)
class ReplayCommandTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Pattern ARGUMENT = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");
    private static final int EVENTS = 20;

    @TempDir private static Path data;
    private static Standalone signalbox;
    private static HttpServer receiver;
    private static final AtomicInteger TAKEN = new AtomicInteger();

    @BeforeAll
    static void start() throws Exception {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext(
                "/",
                exchange -> {
                    exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
                    TAKEN.incrementAndGet();
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        receiver.start();
        signalbox =
                Standalone.start(
                        Settings.forStandalone(
                                Map.of(
                                        "SIGNALBOX_HTTP", "127.0.0.1:0",
                                        "SIGNALBOX_KAFKA", "127.0.0.1:0",
                                        "SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8",
                                        "SIGNALBOX_DATA", data.toString())));
        try (var api = new ApiClient(signalbox.address())) {
            String rule =
                    """
                    {"pattern": {"source": ["acs.pai.dlc"]}, "targets": [
                      {"id": "hook", "type": "http", "url": "http://127.0.0.1:%d/"}]}
                    """
                            .formatted(receiver.getAddress().getPort());
            assertThat(api.put("/api/buses/default/rules/failed-jobs", rule).ok()).isTrue();
            var batch = Json.MAPPER.createArrayNode();
            for (int i = 0; i < EVENTS; i++) {
                batch.addObject()
                        .put("specversion", "1.0")
                        .put("id", "job-" + i)
                        .put("source", "acs.pai.dlc")
                        .put("type", "pai:DlcJobProgress:Failed")
                        .putObject("data")
                        .put("priority", i % 2 == 0 ? 5 : 1);
            }
            var sent = api.post("/events", "application/cloudevents-batch+json", batch.toString());
            assertThat(sent.ok()).as(sent.body()).isTrue();
        }
        await().atMost(PATIENCE).until(() -> TAKEN.get() == EVENTS);
    }

    @AfterAll
    static void stop() {
        signalbox.close();
        receiver.stop(0);
    }

    private static CommandRun.Result run(String in, String... arguments) {
        return CommandRun.run(
                Map.of("SIGNALBOX_HTTP", signalbox.address().getAuthority()), in, arguments);
    }

    private static JsonNode json(String... arguments) throws IOException {
        var result = run("", arguments);
        assertThat(result.code()).as(result.err()).isZero();
        return Json.MAPPER.readTree(result.out());
    }

    @Test
    void everyDocumentedCommandDoesWhatItSays() throws IOException {
        List<String> documented =
                Files.readAllLines(Path.of("../docs/history.md")).stream()
                        .filter(line -> line.startsWith("./signalbox replay"))
                        .toList();

        assertThat(documented).hasSizeGreaterThan(4);
        for (String line : documented) {
            var result = run("y\n", arguments(line));
            assertThat(result.code()).as("%s: %s%s", line, result.out(), result.err()).isZero();
        }
    }

    private static String[] arguments(String line) {
        return ARGUMENT.matcher(line.substring("./signalbox ".length()))
                .results()
                .map(ReplayCommandTest::unquoted)
                .toArray(String[]::new);
    }

    private static String unquoted(MatchResult argument) {
        for (int group = 1; group < 3; group++) {
            if (argument.group(group) != null) {
                return argument.group(group);
            }
        }
        return argument.group();
    }

    @Test
    void aPlanIsPrintedAndStartedOnlyWhenThatIsConfirmed() throws IOException {
        var result = run("n\n", "replay", "--from", "1h", "--rule", "failed-jobs");

        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("matches by  failed-jobs@1")
                .contains("finds       20 events, of which 20 match")
                .contains("sends       20 notifications, at most 0.000 USD more this month")
                .contains("Start it? [y/N] not started; './signalbox replays start rpl_");
        String id = result.out().replaceAll("(?s).*replays start (rpl_[\\w-]+)'.*", "$1");
        assertThat(json("replays", id, "--json").path("state").asText()).isEqualTo("planned");
        assertThat(run("", "replays", "cancel", id).out()).isEqualTo(id + " is cancelled\n");
    }

    @Test
    void aReplayIsPausedResumedAndEnded() throws IOException {
        JsonNode started =
                json(
                        "replay",
                        "--from",
                        "1h",
                        "--rule",
                        "failed-jobs",
                        "--speed",
                        "1",
                        "--yes",
                        "--detach",
                        "--json");
        String id = started.path("id").asText();

        assertThat(run("", "replays", "pause", id).out()).isEqualTo(id + " is paused\n");
        assertThat(run("", "replays", "--state", "paused").out()).contains(id);
        assertThat(run("", "replays", "resume", id).out()).isEqualTo(id + " is running\n");
        var refused = run("", "replays", "start", id);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .isEqualTo("signalbox: the replay is running: it can be paused or cancelled\n");
        run("", "replays", "cancel", id);
        assertThat(run("", "replays", id).out()).contains("cancelled", "deliveries =");
    }

    @Test
    void whatIsDeliveredIsPrintedAtTheEnd() throws IOException {
        var result = run("y\n", "replay", "--from", "1h", "--id", "job-3", "--id", "job-4");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("done\n")
                .contains("20 read = 0 repeated + 18 unmatched + 2 matched + 0 expired")
                .contains("2 deliveries = 2 delivered + 0 merged + 0 dead + 0 cancelled");
    }

    @Test
    void wrongUseIsSaidInOneLine() {
        var cases = new ArrayList<CommandRun.Result>();
        cases.add(run("", "replay", "--from", "yesterday", "--all"));
        cases.add(run("", "replay", "--from", "1h", "--all", "--pattern", "{"));
        cases.add(run("", "replay", "--all"));

        assertThat(cases)
                .allSatisfy(result -> {
                    assertThat(result.code()).isEqualTo(2);
                    assertThat(result.err()).hasLineCount(1);
                });
        var refused = run("", "replay", "--from", "1h");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("must say what to replay");
    }
}

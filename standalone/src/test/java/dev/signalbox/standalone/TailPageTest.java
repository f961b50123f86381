package dev.signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.client.ApiClient;
import dev.signalbox.standalone.command.CommandRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The examples of `signalbox tail` in docs/history.md, run against a Signalbox that has had an
/// event.
@Timeout(180)
class TailPageTest {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
    private static final String EVENT =
            """
            {"specversion": "1.0", "id": "7f2c", "source": "acs.pai.dlc",
             "type": "pai:DlcJobProgress:Failed",
             "data": {"DisplayName": "夜间训练", "status": "Failed"}}
            """;

    @TempDir private static Path data;

    @Test
    void everyExampleShowsTheEventOrItsOutcome() throws Exception {
        var settings =
                Settings.forStandalone(
                        Map.of(
                                "SIGNALBOX_HTTP", "127.0.0.1:0",
                                "SIGNALBOX_KAFKA", "127.0.0.1:0",
                                "SIGNALBOX_DATA", data.toString(),
                                "SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8"));
        try (var signalbox = Standalone.start(settings);
                var client = new ApiClient(signalbox.address())) {
            var rule =
                    client.put(
                            "/api/buses/default/rules/failed-jobs",
                            """
                            {"pattern": {"type": ["pai:DlcJobProgress:Failed"]},
                             "targets": [{"id": "team", "type": "http",
                                          "url": "http://127.0.0.1:1/"}]}
                            """);
            assertThat(rule.ok()).as(rule.body()).isTrue();
            client.post("/events", "application/cloudevents+json", EVENT);
            await().untilAsserted(() ->
                    assertThat(client.get("/api/deliveries").json().path("deliveries")).hasSize(1));
            List<List<String>> examples = examples();

            assertThat(examples).hasSize(7);
            for (List<String> example : examples) {
                var result =
                        CommandRun.runUntilALine(
                                Map.of("SIGNALBOX_URL", signalbox.address().toString()),
                                example.toArray(String[]::new));

                assertThat(result.err()).as(example.toString()).isEmpty();
                assertThat(result.code()).isZero();
                assertThat(result.out()).as(example.toString()).contains("7f2c");
            }
        }
    }

    /// The commands' words, without the program's name, and with what came before where the example
    /// shows what comes.
    private static List<List<String>> examples() throws Exception {
        Path page = Path.of("../docs/history.md");
        var examples = new ArrayList<List<String>>();
        for (String line : Files.readAllLines(page)) {
            if (line.startsWith("./signalbox tail")) {
                var words = new ArrayList<String>();
                var matcher = WORD.matcher(line);
                while (matcher.find()) {
                    words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
                }
                words.removeFirst();
                int since = words.indexOf("--since");
                if (since < 0) {
                    words.addAll(List.of("--since", "10m"));
                } else if (words.get(since + 1).startsWith("20")) {
                    words.set(since + 1, Instant.now().minus(10, ChronoUnit.MINUTES).toString());
                }
                examples.add(words);
            }
        }
        return examples;
    }
}

package dev.signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.client.ApiClient;
import dev.signalbox.standalone.command.CommandRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `signalbox backtest` on a real broker, as docs/history.md shows it.
class BacktestEndToEndTest {
    private static final String PAGE = "../docs/history.md";

    @TempDir private static Path data;
    private static Standalone signalbox;

    @TempDir private Path folder;

    @BeforeAll
    static void start() throws Exception {
        signalbox =
                Standalone.start(
                        Settings.forStandalone(
                                Map.of(
                                        "SIGNALBOX_HTTP", "127.0.0.1:0",
                                        "SIGNALBOX_KAFKA", "127.0.0.1:0",
                                        "SIGNALBOX_DATA", data.toString())));
        try (var client = new ApiClient(signalbox.address())) {
            send(client, IntStream.rangeClosed(1, 12));
            send(client, IntStream.rangeClosed(1, 2));
            send(client, IntStream.of(50, 90));
            assertThat(
                            client.post(
                                            "/events",
                                            "application/cloudevents+json",
                                            event("ticket-1", "crm", 7))
                                    .ok())
                    .isTrue();
        }
    }

    @AfterAll
    static void stop() {
        signalbox.close();
    }

    /// Orders 1 to 12 are of more than 100, others of their number.
    private static void send(ApiClient client, IntStream numbers) throws Exception {
        String batch =
                numbers.mapToObj(number ->
                                event("order-" + number, "my.shop", number <= 12 ? 500 : number))
                        .collect(Collectors.joining(",", "[", "]"));
        assertThat(client.post("/events", "application/cloudevents-batch+json", batch).ok())
                .isTrue();
    }

    private static String event(String id, String source, int amount) {
        return """
        {"specversion": "1.0", "id": "%s", "source": "%s", "type": "order:created",
         "data": {"amount": %d}}\
        """
                .formatted(id, source, amount);
    }

    private static CommandRun.Result run(String... arguments) {
        return CommandRun.run(
                Map.of("SIGNALBOX_HTTP", signalbox.address().getAuthority()), "", arguments);
    }

    /// The fenced block with that word on its first fence, in the section about backtests.
    private static String block(String language) throws Exception {
        String page = Files.readString(Path.of(PAGE));
        String section = page.substring(page.indexOf("## Backtest"));
        int begin = section.indexOf("```" + language + "\n") + language.length() + 4;
        return section.substring(begin, section.indexOf("```", begin));
    }

    /// Times are of the run: a burst may lie in two minutes, and samples of one millisecond have
    /// any order.
    private static List<String> steady(String text) {
        return text.lines()
                .map(line -> line.replaceAll("at most \\d+ a minute", "at most N a minute"))
                .map(line -> line.startsWith("such as") ? "such as" : line)
                .toList();
    }

    @Test
    void theDocumentedExampleRuns() throws Exception {
        Path rule = folder.resolve("large-orders.json");
        Files.writeString(rule, block("json"));
        List<String> command = Arrays.asList(block("sh").strip().split(" +"));
        assertThat(command.getFirst()).isEqualTo("./signalbox");
        String[] arguments = command.subList(1, command.size()).toArray(String[]::new);
        arguments[1] = rule.toString();

        CommandRun.Result result = run(arguments);

        assertThat(result.err()).isEmpty();
        assertThat(steady(result.out())).isEqualTo(steady(block("text")));
        assertThat(result.code()).isZero();
    }

    @Test
    void tooManyNotificationsFail() throws Exception {
        Path rule = folder.resolve("large-orders.json");
        Files.writeString(rule, block("json"));

        CommandRun.Result result =
                run("backtest", rule.toString(), "--from", "1h", "--fail-if-more-than", "11");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("signalbox: 12 notifications, more than 11\n");
    }

    @Test
    void aPatternAloneIsTestedAndJsonIsForPrograms() throws Exception {
        Path pattern = folder.resolve("crm.json");
        Files.writeString(pattern, "{\"source\": [\"crm\"]}");

        CommandRun.Result result =
                run("backtest", pattern.toString(), "--from", "1h", "--json", "--bus", "default");

        assertThat(result.code()).isZero();
        assertThat(result.out().lines().toList().getLast())
                .startsWith("{\"kind\":\"done\",\"read\":17,\"repeated\":0,\"unmatched\":16,")
                .contains("\"matched\":1,");
    }

    @Test
    void whatTheServerRefusesIsSaid() {
        assertThat(run("backtest", "no-such-rule", "--from", "1h").err())
                .contains("no-such-rule", "not existed");
        assertThat(run("backtest", "no/such.json", "--from", "1h").err())
                .contains("there is no file no/such.json");
        assertThat(run("backtest", "-", "--from", "1h").err())
                .contains("-: must hold a rule or a pattern");
        CommandRun.Result none = run("backtest", "rule");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("--from");
    }
}

package dev.signalbox.standalone.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.account.Names;
import dev.signalbox.contract.json.Json;
import dev.signalbox.standalone.backtest.BacktestBody;
import dev.signalbox.standalone.backtest.BacktestText;
import dev.signalbox.standalone.client.ApiClient;
import dev.signalbox.standalone.client.QueryText;
import dev.signalbox.standalone.rulefile.InvalidRuleFiles;
import dev.signalbox.standalone.tail.TerminalText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `signalbox backtest`: what a rule would have sent of the events of a past period.
@Command(
        name = "backtest",
        description = "Says what a rule would have sent of past events; sends nothing.",
        footer = {"", "Exits with 1 for more notifications than --fail-if-more-than allows."})
final class BacktestCommand implements Callable<Integer> {
    private final Shell shell;

    @Spec private CommandSpec spec;

    @Mixin private ConsoleOptions console;

    @Parameters(
            paramLabel = "FILE|RULE",
            description =
                    "a file with a rule or a pattern, - for standard input, or a stored rule's"
                            + " name")
    private String subject;

    @Option(
            names = "--bus",
            paramLabel = "BUS",
            description = "the bus; the one that the file names, or default, where it is not given")
    private @Nullable String bus;

    @Option(
            names = "--from",
            converter = PastTime.class,
            paramLabel = "TIME",
            required = true,
            description = "the first moment: 2026-11-21T04:00:00Z, or how long ago: 30m, 12h, 7d")
    private Instant from;

    @Option(
            names = "--to",
            converter = PastTime.class,
            paramLabel = "TIME",
            description = "the moment after the last one, or how long ago; now if not given")
    private @Nullable Instant to;

    @Option(
            names = "--fail-if-more-than",
            paramLabel = "N",
            description = "fail when there were more notifications")
    private @Nullable Long most;

    @Option(names = "--json", description = "print the server's answer, one JSON object a line")
    private boolean json;

    BacktestCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (bus != null && !Names.isBus(bus)) {
            throw new ParameterException(spec.commandLine(), "--bus must be " + Names.BUSES);
        }
        ObjectNode body;
        try {
            body = BacktestBody.of(subject, bus, shell.in(), shell.environment());
        } catch (InvalidRuleFiles e) {
            e.problems().forEach(problem -> shell.err().println("signalbox: " + problem));
            return ExitCode.SOFTWARE;
        }
        body.put("from", from.toString());
        if (to != null) {
            body.put("to", to.toString());
        }
        var text = new BacktestText();
        try (ApiClient api = console.api(shell.settings())) {
            read(
                    api.postForStream(
                            new QueryText("/api/backtests")
                                    .add("account", console.account())
                                    .toString(),
                            body.toString()),
                    text);
        }
        if (!json) {
            text.lines().forEach(shell.out()::println);
        }
        if (most != null && text.notifications() > most) {
            shell.err()
                    .printf(
                            "signalbox: %,d notifications, more than %,d%n",
                            text.notifications(), most);
            return ExitCode.SOFTWARE;
        }
        return ExitCode.OK;
    }

    private void read(ApiClient.StreamedAnswer answer, BacktestText text) throws IOException {
        if (answer.status() != 200) {
            throw new IOException(answer.whole().message());
        }
        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
            boolean done = false;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isEmpty()) {
                    done |= take(Json.MAPPER.readTree(line), text);
                }
            }
            if (!done) {
                throw new IOException("the answer ended early; is Signalbox still running there?");
            }
        }
    }

    /// Takes a line.
    ///
    /// @return whether it is the last one
    private boolean take(JsonNode line, BacktestText text) throws IOException {
        String kind = line.path("kind").asText();
        if (kind.equals("error")) {
            throw new IOException(line.path("message").asText());
        }
        if (json) {
            shell.out().println(TerminalText.escaped(line.toString()));
        }
        text.take(line);
        return kind.equals("done");
    }
}

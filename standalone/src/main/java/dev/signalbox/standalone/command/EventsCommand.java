package dev.signalbox.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.standalone.client.ApiClient;
import dev.signalbox.standalone.client.QueryText;
import dev.signalbox.standalone.tail.TerminalText;
import dev.signalbox.standalone.trace.TraceText;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `signalbox events`: kept events, the newest first.
@Command(name = "events", description = "Finds kept events, the newest first.")
final class EventsCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin private ConsoleOptions console;

    @Option(
            names = "--bus",
            paramLabel = "BUS",
            description = "their bus; any where it is not given")
    private @Nullable String bus;

    @Option(names = "--from", paramLabel = "TIME", description = "accepted at that time or later")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "accepted at that time or before")
    private @Nullable String to;

    @Option(names = "--type", paramLabel = "TYPE", description = "their type")
    private @Nullable String type;

    @Option(names = "--source", paramLabel = "SOURCE", description = "their source")
    private @Nullable String source;

    @Option(names = "--pattern", paramLabel = "JSON", description = "a pattern that they match")
    private @Nullable String pattern;

    @Option(names = "--limit", paramLabel = "N", description = "how many; 20")
    private int limit = 20;

    @Option(names = "--json", description = "print JSON with the contents, for programs")
    private boolean asJson;

    EventsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (ApiClient api = console.api(shell.settings())) {
            ApiClient.Answer answer =
                    api.get(
                            new QueryText("/api/events")
                                    .add("account", console.account())
                                    .add("bus", bus)
                                    .add("from", from)
                                    .add("to", to)
                                    .add("type", type)
                                    .add("source", source)
                                    .add("pattern", pattern)
                                    .add("limit", String.valueOf(limit))
                                    .add("body", asJson ? "true" : null)
                                    .toString());
            if (!answer.ok()) {
                throw new IOException(TerminalText.escaped(answer.message()));
            }
            JsonNode json = answer.json();
            if (asJson) {
                shell.out().print(TraceText.escapedLines(json.toPrettyString()));
                return ExitCode.OK;
            }
            for (JsonNode event : json.path("events")) {
                shell.out().println(TraceText.line(event));
            }
            if (json.has("searchedBackTo")) {
                shell.err()
                        .println(
                                "the time was too short: searched back to %s; --to %1$s goes on"
                                        .formatted(json.path("searchedBackTo").asText()));
            }
            return ExitCode.OK;
        }
    }
}

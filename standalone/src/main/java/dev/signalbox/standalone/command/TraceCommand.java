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
import picocli.CommandLine.Parameters;

/// `signalbox trace`: the way of an event, and why each other rule did not match.
@Command(
        name = "trace",
        description = "Says where an event has been, and why each other rule did not match.",
        footer = {"", "Exits with 1 when the event is not found; it says how far it looked."})
final class TraceCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin private ConsoleOptions console;

    @Parameters(paramLabel = "ID", description = "the event's id")
    private String id = "";

    @Option(names = "--bus", paramLabel = "BUS", description = "its bus; default")
    private @Nullable String bus;

    @Option(
            names = "--source",
            paramLabel = "SOURCE",
            description = "its source, where events of several have the id")
    private @Nullable String source;

    @Option(
            names = "--around",
            paramLabel = "TIME",
            description = "a time near which it was accepted, for one that is far back")
    private @Nullable String around;

    @Option(names = "--json", description = "print JSON, for programs")
    private boolean asJson;

    TraceCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (ApiClient api = console.api(shell.settings())) {
            ApiClient.Answer answer =
                    api.get(
                            new QueryText("/api/events/" + QueryText.escaped(id))
                                    .add("account", console.account())
                                    .add("bus", bus)
                                    .add("source", source)
                                    .add("around", around)
                                    .toString());
            JsonNode json = answer.json();
            if (asJson && json.isObject()) {
                shell.out().print(TraceText.escapedLines(json.toPrettyString()));
                return answer.ok() ? ExitCode.OK : ExitCode.SOFTWARE;
            }
            if (!answer.ok()) {
                throw new IOException(TerminalText.escaped(answer.message()));
            }
            shell.out().print(TraceText.of(json));
            return ExitCode.OK;
        }
    }
}

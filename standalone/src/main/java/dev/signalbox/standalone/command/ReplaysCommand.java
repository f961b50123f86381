package dev.signalbox.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.standalone.replay.ReplayClient;
import dev.signalbox.standalone.replay.ReplayReport;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `signalbox replays`: the list of replays, or one of them.
@Command(
        name = "replays",
        description = "Lists replays, shows one, or starts, pauses, resumes, cancels it.")
final class ReplaysCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin private ConsoleOptions console;

    @Parameters(arity = "0..1", paramLabel = "ID", description = "the replay to show")
    private @Nullable String id;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "only planned, running, paused, done, cancelled or failed ones")
    private @Nullable String state;

    @Option(names = "--json", description = "print JSON, for programs")
    private boolean asJson;

    ReplaysCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var report = new ReplayReport(shell.out(), false);
        try (ReplayClient client = console.replays(shell.settings())) {
            if (id != null) {
                JsonNode replay = client.replay(id);
                if (asJson) {
                    shell.out().println(replay.toPrettyString());
                } else {
                    report.one(replay);
                }
                return ExitCode.OK;
            }
            List<JsonNode> replays = client.replays(state);
            if (asJson) {
                ObjectNode json = Json.MAPPER.createObjectNode();
                json.putArray("replays").addAll(replays);
                shell.out().println(json.toPrettyString());
            } else {
                report.list(replays);
            }
        }
        return ExitCode.OK;
    }
}

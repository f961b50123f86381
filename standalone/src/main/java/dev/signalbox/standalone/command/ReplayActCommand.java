package dev.signalbox.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.standalone.replay.ReplayClient;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `signalbox replays start|pause|resume|cancel`: tells a replay what to do.
@Command(description = "Tells a replay to start, pause, resume or cancel; it is so at once.")
final class ReplayActCommand implements Callable<Integer> {
    private final Shell shell;

    @Spec private CommandSpec spec;

    @Mixin private ConsoleOptions console;

    @Parameters(paramLabel = "ID", description = "the replay")
    private String id;

    ReplayActCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (ReplayClient client = console.replays(shell.settings())) {
            JsonNode replay = client.tell(id, spec.name());
            shell.out()
                    .printf(
                            "%s is %s%n",
                            replay.path("id").asText(), replay.path("state").asText());
            return ExitCode.OK;
        }
    }
}

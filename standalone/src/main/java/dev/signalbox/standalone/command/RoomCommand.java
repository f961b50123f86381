package dev.signalbox.standalone.command;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.RoomProcess;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `signalbox ingest`, `router`, `notifier` or `console`: one room against an external Kafka.
@Command(description = "Starts the ${COMMAND-NAME} alone, against SIGNALBOX_KAFKA.")
final class RoomCommand implements Callable<Integer> {
    private final Shell shell;

    @Spec private CommandSpec spec;

    RoomCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        return RunningServer.untilStopped(
                () -> RoomProcess.start(spec.name(), Settings.forRoom(shell.environment())),
                shell.out());
    }
}

package dev.signalbox.standalone.command;

import dev.signalbox.standalone.Standalone;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `signalbox start`: all rooms and a broker in one process.
@Command(
        name = "start",
        description = "Starts everything in one process, an embedded Kafka included.")
final class StartCommand implements Callable<Integer> {
    private final Shell shell;

    StartCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        return RunningServer.untilStopped(() -> Standalone.start(shell.settings()), shell.out());
    }
}

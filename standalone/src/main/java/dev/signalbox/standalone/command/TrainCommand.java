package dev.signalbox.standalone.command;

import dev.signalbox.standalone.demo.Training;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/// `signalbox train`: what the launcher runs once a build, for faster starts.
@Command(name = "train", hidden = true)
final class TrainCommand implements Callable<Integer> {
    private final Shell shell;

    TrainCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        Training.run(shell.environment());
        return ExitCode.OK;
    }
}

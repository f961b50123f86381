package dev.signalbox.standalone.command;

import dev.signalbox.standalone.demo.Demo;
import dev.signalbox.standalone.demo.ServedDemo;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/// `signalbox demo`.
@Command(name = "demo", description = "Plays sample events through sample rules.")
final class DemoCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = "--serve",
            description = "keep one running with rules, targets and events to look at instead")
    private boolean serve;

    DemoCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        if (serve) {
            return RunningServer.untilStopped(
                    () -> ServedDemo.start(shell.environment(), RandomGenerator.getDefault()),
                    shell.out());
        }
        Demo.run(shell.environment(), shell.out());
        return ExitCode.OK;
    }
}

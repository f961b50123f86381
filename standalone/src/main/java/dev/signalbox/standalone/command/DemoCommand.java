package dev.signalbox.standalone.command;

import dev.signalbox.standalone.demo.Demo;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/// `signalbox demo`.
@Command(name = "demo", description = "Plays sample events through sample rules.")
final class DemoCommand implements Callable<Integer> {
    private final Shell shell;

    DemoCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        Demo.run(shell.environment(), shell.out());
        return ExitCode.OK;
    }
}

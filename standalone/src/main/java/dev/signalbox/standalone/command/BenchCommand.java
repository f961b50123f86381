package dev.signalbox.standalone.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `signalbox bench`, which the launcher script starts, since the benchmarks are in no production
/// module. Here it has its place in the help.
@Command(
        name = "bench",
        description = "Measures this machine, each figure beside its baseline; '--only NAME' one.")
final class BenchCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(), "bench is started by the launcher script, ./signalbox bench");
    }
}

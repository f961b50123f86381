package dev.signalbox.standalone.command;

import dev.signalbox.standalone.rulefile.InvalidRuleFiles;
import dev.signalbox.standalone.rulefile.RuleFiles;
import dev.signalbox.standalone.rulefile.RulesApply;
import dev.signalbox.standalone.rulefile.RulesClient;
import dev.signalbox.standalone.rulefile.RulesReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `signalbox rules apply`.
@Command(
        name = "apply",
        description = "Makes the rules of an account as the files in a folder say.")
final class RulesApplyCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin private ConsoleOptions console;

    @Parameters(paramLabel = "PATH", description = "a folder, a file, or - for standard input")
    private String path;

    @Option(names = "--dry-run", description = "print what would change, and change nothing")
    private boolean dryRun;

    @Option(
            names = "--prune",
            description = "also delete rules that are in no file, on the buses that the files name")
    private boolean prune;

    RulesApplyCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        try (RulesClient client = console.client(shell.settings())) {
            RuleFiles.Read files = RuleFiles.read(path, shell.in(), shell.environment());
            var report = new RulesReport(shell.out(), shell.isColoured());
            return new RulesApply(client, report, dryRun).run(files, prune)
                    ? ExitCode.OK
                    : ExitCode.SOFTWARE;
        } catch (InvalidRuleFiles e) {
            e.problems().forEach(problem -> shell.err().println("signalbox: " + problem));
            return ExitCode.SOFTWARE;
        }
    }
}

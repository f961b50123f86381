package dev.signalbox.standalone.command;

import dev.signalbox.standalone.rulefile.RulesClient;
import dev.signalbox.standalone.rulefile.RulesExport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `signalbox rules export`.
@Command(name = "export", description = "Writes the rules as files, or as one document.")
final class RulesExportCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin private ConsoleOptions console;

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "the folder; without it one document goes to standard output")
    private @Nullable Path folder;

    @Option(names = "--force", description = "let DIR hold something already")
    private boolean force;

    RulesExportCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        try (RulesClient client = console.client(shell.settings())) {
            var export = new RulesExport(client, shell.out());
            if (folder == null) {
                export.toStandardOutput();
            } else {
                export.to(folder, force);
            }
            return ExitCode.OK;
        }
    }
}

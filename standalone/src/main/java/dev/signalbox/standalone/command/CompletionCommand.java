package dev.signalbox.standalone.command;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `signalbox completion`: a script for the shell that completes commands and options.
@Command(
        name = "completion",
        description = "Prints what completes commands in bash or zsh.",
        footer = {"", "Load it with: source <(./signalbox completion bash)"})
final class CompletionCommand implements Runnable {
    private final Shell shell;

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "one of: ${COMPLETION-CANDIDATES}")
    @SuppressWarnings("UnusedVariable") // picocli checks it; one script serves both
    private Kind kind;

    /// The shells that are known.
    private enum Kind {
        bash,
        zsh
    }

    CompletionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        shell.out().print(AutoComplete.bash("signalbox", spec.parent().commandLine()));
    }
}

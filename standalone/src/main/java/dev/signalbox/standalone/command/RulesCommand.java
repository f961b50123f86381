package dev.signalbox.standalone.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `signalbox rules`: rules kept as files.
@Command(
        name = "rules",
        description = "Rules as files: apply, export, test ('help rules' teaches it).",
        synopsisSubcommandLabel = "<command>")
final class RulesCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "rules needs one of " + String.join(", ", spec.subcommands().keySet()));
    }

    /// How rules are kept as files, by example.
    static String guide() {
        try (InputStream text = RulesCommand.class.getResourceAsStream("help-rules.txt")) {
            if (text == null) {
                throw new IllegalStateException("the help is part of the jar");
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the help is part of the jar", e);
        }
    }
}

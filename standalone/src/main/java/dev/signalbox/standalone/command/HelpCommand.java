package dev.signalbox.standalone.command;

import dev.signalbox.contract.pattern.Nearest;
import dev.signalbox.contract.settings.Setting;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `signalbox help`: the commands, one of them, rules by example, or all settings.
@Command(name = "help", description = "Says more on a topic: a command, rules, settings.")
final class HelpCommand implements Runnable {
    private static final String SETTINGS = "settings";

    private final Shell shell;

    @Spec private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "TOPIC",
            description = "a command, or 'settings'",
            completionCandidates = Topics.class)
    private @Nullable String topic;

    /// The topics that a shell completes.
    static final class Topics implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("rules", SETTINGS).iterator();
        }
    }

    HelpCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        CommandLine root = spec.parent().commandLine();
        if (topic == null) {
            root.usage(shell.out());
        } else if (topic.equals(SETTINGS)) {
            settings(shell.out());
        } else if (topic.equals("rules")) {
            shell.out().print(RulesCommand.guide());
        } else if (root.getSubcommands().containsKey(topic)) {
            root.getSubcommands().get(topic).usage(shell.out());
        } else {
            throw new ParameterException(spec.commandLine(), unknown(topic, root));
        }
    }

    private static String unknown(String topic, CommandLine root) {
        var topics = new ArrayList<>(root.getSubcommands().keySet());
        topics.add(SETTINGS);
        String meant = Nearest.to(topic, topics);
        return "there is no help on '%s'; %s"
                .formatted(
                        topic,
                        meant == null
                                ? "'signalbox help' lists the commands"
                                : "did you mean '" + meant + "'?");
    }

    private static void settings(PrintStream out) {
        out.println(
                "Settings are environment variables. (a | b): default in standalone | in a room");
        for (Setting setting : Setting.values()) {
            String standalone = setting.defaultValue(true);
            String room = setting.defaultValue(false);
            out.printf(
                    "%n%s (%s)%n    %s%n",
                    setting.variable(),
                    standalone.equals(room)
                            ? (standalone.isEmpty() ? "none" : standalone)
                            : standalone + " | " + room,
                    setting.meaning());
        }
        out.printf(
                "%nSIGNALBOX_JVM_OPTIONS (none)%n    more options for the JVM, read by the launcher"
                        + " script%n");
    }
}

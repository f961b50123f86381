package dev.signalbox.standalone;

import dev.signalbox.contract.settings.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What `signalbox help` prints.
final class Help {
    private Help() {}

    static int print(List<String> topics, PrintStream out) throws WrongUse, IOException {
        if (topics.isEmpty()) {
            commands(out);
            return Signalbox.DONE;
        }
        String topic = topics.getFirst();
        if (topic.equals("settings")) {
            settings(out);
        } else if (topic.equals("rules")) {
            rules(out);
        } else {
            throw new WrongUse(
                    "there is no help on '%s'%s"
                            .formatted(
                                    topic,
                                    Command.hint(topic, Command.names(Command.HELP.words()))));
        }
        return Signalbox.DONE;
    }

    private static void commands(PrintStream out) {
        out.println(
                """
                signalbox: takes events in, routes them by rule, delivers them, and counts what it delivered

                usage: signalbox <command>\
                """);
        for (List<Command> group : Command.GROUPS) {
            out.println();
            for (Command command : group) {
                String usage = command.name() + " " + command.arguments();
                out.printf("  %-17s%s%n", usage.strip(), command.meaning());
            }
        }
        out.println("\nexit codes: 0 done, 1 failed, 2 wrong use");
    }

    /// How rules are kept as files.
    static void rules(PrintStream out) throws IOException {
        try (InputStream text = Help.class.getResourceAsStream("help-rules.txt")) {
            if (text == null) {
                throw new IllegalStateException("the help is part of the jar");
            }
            out.print(new String(text.readAllBytes(), StandardCharsets.UTF_8));
        }
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

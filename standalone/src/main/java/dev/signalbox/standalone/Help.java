package dev.signalbox.standalone;

import dev.signalbox.contract.settings.Setting;
import java.io.PrintStream;
import java.util.List;

/// What `signalbox help` prints.
final class Help {
    private static final String COMMANDS =
            """
            signalbox: takes events in, routes them by rule, delivers them, and counts what it delivered

            usage: signalbox <command>

              start          everything in one process with an embedded Kafka broker
              demo           plays sample events through sample rules to a built-in receiver
              emit FILE…     sends events from JSON files (one event, or an array) to SIGNALBOX_HTTP,
                             with SIGNALBOX_ACCESS_KEY_ID and _SECRET where it asks for a key
              bench          measures this machine, each figure beside its baseline

              ingest         the front door alone, against SIGNALBOX_KAFKA
              router         the router alone
              notifier       the notifier alone
              console        the console alone

              help settings  every setting with its meaning and default

            exit codes: 0 done, 1 failed, 2 wrong use
            """;

    private Help() {}

    static int print(List<String> topics, PrintStream out, PrintStream err) {
        if (topics.isEmpty()) {
            out.print(COMMANDS);
            return Signalbox.DONE;
        }
        if (topics.equals(List.of("settings"))) {
            settings(out);
            return Signalbox.DONE;
        }
        err.println("signalbox: there is help on 'settings' only");
        return Signalbox.WRONG_USE;
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

package dev.signalbox.standalone.command;

import dev.signalbox.contract.room.Version;
import org.apache.kafka.common.utils.AppInfoParser;
import picocli.CommandLine.Command;

/// `signalbox version`.
@Command(name = "version", description = "Prints the versions of Signalbox, Java and Kafka.")
final class VersionCommand implements Runnable {
    private final Shell shell;

    VersionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        shell.out().println("Signalbox " + Version.text());
        shell.out()
                .printf(
                        "Java %s (%s), %s%n",
                        Runtime.version(),
                        System.getProperty("java.vendor"),
                        System.getProperty("java.home"));
        shell.out().println("Kafka " + AppInfoParser.getVersion());
    }
}

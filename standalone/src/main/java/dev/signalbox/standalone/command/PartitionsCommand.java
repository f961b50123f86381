package dev.signalbox.standalone.command;

import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.broker.EmbeddedBroker;
import dev.signalbox.standalone.partition.PartitionChange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `signalbox partitions`: gives the topics more partitions while all rooms are stopped. Where
/// `signalbox start` runs everything, it starts the broker for that time.
@Command(
        name = "partitions",
        description = "Gives topics more partitions, and the rooms' state as many; stop all first.")
final class PartitionsCommand implements Callable<Integer> {
    private static final int MOST = 10_000;

    /// Longer than Kafka keeps the place of a room that was killed.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Shell shell;

    @Spec private CommandSpec spec;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "partitions of each topic; as many as it has where this is not given")
    private int count;

    @Option(
            names = "--from",
            paramLabel = "N",
            description = "partitions before the change, where an earlier run was interrupted")
    private int from;

    PartitionsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (count < 0 || count > MOST || from < 0 || from > MOST) {
            throw new ParameterException(
                    spec.commandLine(), "--count and --from must be from 1 to " + MOST);
        }
        Settings settings = Settings.forStandalone(shell.environment());
        Path broker = settings.data().resolve("kafka");
        String address = settings.kafka().bootstrapServers().split(",", 2)[0];
        HostPort listen = HostPort.parse(address.strip());
        if (listen.isLoopback() && Files.exists(broker)) {
            try (var started = EmbeddedBroker.start(broker, listen.host(), 0)) {
                change(settings.withKafka(started.bootstrapServers()));
            }
        } else {
            change(settings);
        }
        shell.out().println("The state fits its topics. Start the rooms again.");
        return ExitCode.OK;
    }

    private void change(Settings settings) throws InterruptedException {
        try (var change = new PartitionChange(settings, PATIENCE, shell.out()::println)) {
            change.make(count, from);
        }
    }
}

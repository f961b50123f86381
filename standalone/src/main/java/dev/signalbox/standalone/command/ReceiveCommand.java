package dev.signalbox.standalone.command;

import dev.signalbox.standalone.Server;
import dev.signalbox.standalone.receive.NotificationReceiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `signalbox receive`: a target for trying rules.
@Command(
        name = "receive",
        description = "Receives notifications on this machine and prints them.",
        footer = {
            "",
            "Give a rule the target {\"id\": \"here\", \"type\": \"http\", \"url\":"
                    + " \"http://127.0.0.1:9000/\"}.",
            "It also answers as the robots of DingTalk, WeCom and Lark do."
        })
final class ReceiveCommand implements Callable<Integer> {
    private static final double LONGEST_DELAY_SECONDS = 3600;

    private final Shell shell;

    @Spec private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "9000",
            description = "the port on 127.0.0.1; 0 for a free one (default: ${DEFAULT-VALUE})")
    private int port;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            defaultValue = "200",
            description = "the HTTP status of each answer (default: ${DEFAULT-VALUE})")
    private int status;

    @Option(
            names = "--delay",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "how long each answer takes (default: ${DEFAULT-VALUE})")
    private double delaySeconds;

    @Option(
            names = "--secret",
            paramLabel = "WHSEC",
            description =
                    "the target's signingKey: say of each notification whether it is signed"
                            + " with it")
    private @Nullable String secret;

    ReceiveCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        require(port >= 0 && port <= 65_535, "--port must be a port from 0 to 65535");
        require(status >= 200 && status <= 599, "--status must be from 200 to 599");
        require(
                delaySeconds >= 0 && delaySeconds <= LONGEST_DELAY_SECONDS,
                "--delay must be from 0 to 3600 seconds");
        return RunningServer.untilStopped(this::start, shell.out());
    }

    private Server start() {
        var delay = Duration.ofMillis(Math.round(delaySeconds * 1000));
        try {
            return NotificationReceiver.start(
                    port,
                    new NotificationReceiver.Answer(status, delay),
                    secret,
                    shell.out(),
                    Clock.system(ZoneId.systemDefault()));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--secret " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "port %d of 127.0.0.1 cannot be had; choose another with --port"
                            .formatted(port),
                    e);
        }
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }
}

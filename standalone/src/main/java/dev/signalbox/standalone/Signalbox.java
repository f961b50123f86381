package dev.signalbox.standalone;

import dev.signalbox.contract.pattern.Nearest;
import dev.signalbox.contract.settings.InvalidSettings;
import dev.signalbox.contract.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.logging.LogManager;

/// The command line: `signalbox <command>`. Exit codes: 0 done, 1 failed, 2 wrong use; an error is
/// one line on standard error.
public final class Signalbox {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG_USE = 2;

    private final Map<String, String> environment;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    Signalbox(Map<String, String> environment, InputStream in, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /// Runs a command and exits.
    public static void main(String[] arguments) {
        configureLogging();
        int code = new Signalbox(System.getenv(), System.in, System.out, System.err).run(arguments);
        System.out.flush();
        Runtime.getRuntime().exit(code);
    }

    private static void configureLogging() {
        if (System.getProperty("java.util.logging.config.file") != null) {
            return;
        }
        try (InputStream properties = Signalbox.class.getResourceAsStream("logging.properties")) {
            LogManager.getLogManager().readConfiguration(properties);
        } catch (IOException e) {
            throw new IllegalStateException("the logging configuration is part of the jar", e);
        }
    }

    int run(String... arguments) {
        String command = arguments.length == 0 ? "help" : arguments[0];
        List<String> rest =
                Arrays.asList(arguments).subList(Math.min(1, arguments.length), arguments.length);
        try {
            return switch (command) {
                case "start" -> withoutArguments(command, rest, this::start);
                case "ingest", "router", "notifier", "console" ->
                        withoutArguments(command, rest, () -> room(command));
                case "demo" -> withoutArguments(command, rest, () -> Demo.run(environment, out));
                case "emit" -> Emit.run(settings(), rest.stream().map(Path::of).toList(), out);
                case "train" -> withoutArguments(command, rest, () -> Training.run(environment));
                case "rules" -> new Rules(environment, in, out, err, isColoured()).run(rest);
                case "completion" -> Completion.print(rest, out);
                case "help", "--help", "-h" -> Help.print(rest, out);
                default -> wrongUse(unknown(command));
            };
        } catch (WrongUse | InvalidSettings e) {
            return wrongUse(reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("interrupted");
        } catch (IOException | RuntimeException e) {
            return failed(reason(e));
        }
    }

    private static String unknown(String command) {
        String meant = Nearest.to(command, Command.names(Command.ALL));
        return "there is no command '%s'; %s"
                .formatted(
                        command,
                        meant == null
                                ? "'signalbox help' lists them"
                                : "did you mean '" + meant + "'?");
    }

    /// Whether output goes to a terminal that shows colours, and nobody asked for none
    /// (no-color.org).
    @SuppressWarnings("SystemConsoleNull") // it is null in JDK 25 again where there is no terminal
    private boolean isColoured() {
        return environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "dumb").equals("dumb")
                && System.console() != null
                && System.console().isTerminal();
    }

    /// The first message of an exception and its causes, since that is what a person can act on.
    private static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null) {
                return cause.getMessage();
            }
        }
        return failure.getClass().getSimpleName();
    }

    private interface Body {
        int run() throws IOException, InterruptedException;
    }

    private int withoutArguments(String command, List<String> rest, Body body)
            throws IOException, InterruptedException {
        return rest.isEmpty() ? body.run() : wrongUse("'%s' takes no arguments".formatted(command));
    }

    private int start() throws InterruptedException {
        return untilStopped(() -> Standalone.start(settings()));
    }

    private int room(String name) throws InterruptedException {
        return untilStopped(() -> RoomProcess.start(name, Settings.forRoom(environment)));
    }

    private int untilStopped(Server.Starter starter) throws InterruptedException {
        var stopped = new CountDownLatch(1);
        Server server = starter.start();
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("signalbox-stop")
                                .unstarted(() -> {
                                    server.close();
                                    stopped.countDown();
                                }));
        out.println(server.readyLine());
        out.flush();
        stopped.await();
        return DONE;
    }

    private Settings settings() {
        return Settings.forStandalone(environment);
    }

    private int failed(String reason) {
        err.println("signalbox: " + reason);
        return FAILED;
    }

    private int wrongUse(String reason) {
        err.println("signalbox: " + reason);
        return WRONG_USE;
    }
}

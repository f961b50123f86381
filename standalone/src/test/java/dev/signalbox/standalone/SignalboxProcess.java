package dev.signalbox.standalone;

import dev.signalbox.standalone.command.Signalbox;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A Signalbox in a process of its own, which a test may kill. Its errors go to the test's.
final class SignalboxProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final URI address;

    private SignalboxProcess(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /// Starts a command of the command line and waits for its ready line.
    static SignalboxProcess start(String command, Map<String, String> settings) {
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-Xmx384m",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Signalbox.class.getName(),
                        command));
        var builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().removeIf(name -> name.startsWith("SIGNALBOX_"));
        builder.environment().putAll(settings);
        try {
            Process process = builder.start();
            return new SignalboxProcess(process, readyAddress(process));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URI readyAddress(Process process) {
        var ready =
                CompletableFuture.supplyAsync(() -> {
                    try {
                        BufferedReader out = process.inputReader();
                        for (String line = out.readLine(); line != null; line = out.readLine()) {
                            int at = line.indexOf("http://");
                            if (at >= 0) {
                                return URI.create(line.substring(at).strip());
                            }
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    throw new IllegalStateException("it ended before it was ready");
                });
        try {
            return ready.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new IllegalStateException("the process did not become ready", e);
        }
    }

    URI address() {
        return address;
    }

    /// The process's id.
    long pid() {
        return process.pid();
    }

    /// kill -9.
    void kill() {
        process.destroyForcibly();
        awaitEnd(Duration.ofSeconds(10));
    }

    /// As Ctrl-C does.
    ///
    /// @return whether it ended within the time
    boolean stop(Duration patience) {
        process.destroy();
        return awaitEnd(patience);
    }

    private boolean awaitEnd(Duration patience) {
        try {
            return process.waitFor(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

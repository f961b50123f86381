package dev.signalbox.benchmarks.soak;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A process of the soak, which is killed, paused and started again. It always has the same folder
/// and port. Its log goes into a file of its own. A pause lasts for a time of the soak's timetable,
/// for which the caller sleeps.
final class SoakProcess implements AutoCloseable {
    private final String name;
    private final List<String> command;
    private final Map<String, String> environment;
    private final File log;
    private Process process;

    private SoakProcess(
            String name, List<String> command, Map<String, String> environment, File log)
            throws IOException {
        this.name = name;
        this.command = command;
        this.environment = environment;
        this.log = log;
        process = begin(Map.of());
    }

    /// Starts it.
    ///
    /// @param main a class of this class path
    static SoakProcess start(
            String name,
            Path logs,
            Map<String, String> environment,
            Class<?> main,
            String... arguments)
            throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-Xmx384m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName()));
        command.addAll(List.of(arguments));
        return new SoakProcess(
                name, command, new HashMap<>(environment), logs.resolve(name + ".log").toFile());
    }

    private Process begin(Map<String, String> more) throws IOException {
        var builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        builder.environment().keySet().removeIf(variable -> variable.startsWith("SIGNALBOX_"));
        builder.environment().putAll(environment);
        builder.environment().putAll(more);
        return builder.start();
    }

    String name() {
        return name;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// kill -9, or what is left of a process that ended by itself; and a new one.
    void killAndStart() throws IOException, InterruptedException {
        process.destroyForcibly().waitFor();
        process = begin(Map.of());
    }

    /// A clean stop, and a new start.
    ///
    /// @param more variables for this run alone
    void restart(Map<String, String> more) throws IOException, InterruptedException {
        process.destroy();
        process.waitFor();
        process = begin(more);
    }

    /// Holds it for a time, as a machine does whose host has no time for it.
    void pause(Duration time) throws IOException, InterruptedException {
        signal("STOP");
        Thread.sleep(time);
        signal("CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    }

    @Override
    public void close() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

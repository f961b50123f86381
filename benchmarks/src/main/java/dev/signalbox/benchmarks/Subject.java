package dev.signalbox.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A process that is measured: Signalbox as a user starts it, or a baseline.
final class Subject implements AutoCloseable {
    private final Process process;
    private final URI address;
    private final String readyLine;
    private final long readyAfterMillis;

    private Subject(Process process, URI address, String readyLine, long readyAfterMillis) {
        this.process = process;
        this.address = address;
        this.readyLine = readyLine;
        this.readyAfterMillis = readyAfterMillis;
    }

    /// Starts the launcher script's `start` command on free ports.
    static Subject signalbox(Path data, Map<String, String> more) throws IOException {
        return start(List.of(launcher(), "start"), data, more);
    }

    /// Starts the launcher script with the command of a room.
    static Subject room(String room, Path data, Map<String, String> more) throws IOException {
        return start(List.of(launcher(), room), data, more);
    }

    /// Starts a main class of this module, with the JVM options that the launcher uses.
    static Subject java(Class<?> main, Path data, String argument) throws IOException {
        return java(main, data, argument, Map.of());
    }

    /// Starts it with more settings.
    static Subject java(Class<?> main, Path data, String argument, Map<String, String> more)
            throws IOException {
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(jvmOptions());
        line.addAll(
                List.of("-cp", System.getProperty("java.class.path"), main.getName(), argument));
        return start(line, data, more);
    }

    /// The options of this JVM, which the launcher chose, less those that belong to one process.
    private static List<String> jvmOptions() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-XX:AOT"))
                .filter(option -> !option.startsWith("-agentlib"))
                .toList();
    }

    private static String launcher() {
        return System.getProperty("signalbox.launcher", "./signalbox");
    }

    private static Subject start(List<String> line, Path data, Map<String, String> more)
            throws IOException {
        var builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().removeIf(name -> name.startsWith("SIGNALBOX_"));
        builder.environment()
                .putAll(
                        Map.of(
                                "SIGNALBOX_HTTP", "127.0.0.1:0",
                                "SIGNALBOX_KAFKA", "127.0.0.1:0",
                                "SIGNALBOX_DATA", data.toString(),
                                "SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8"));
        builder.environment().putAll(more);
        long started = System.nanoTime();
        Process process = builder.start();
        BufferedReader out = process.inputReader();
        for (String text = out.readLine(); text != null; text = out.readLine()) {
            int at = text.indexOf("http://");
            if (at >= 0) {
                return new Subject(
                        process,
                        URI.create(text.substring(at).strip()),
                        text,
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started));
            }
        }
        throw new IOException(line.getFirst() + " ended before it was ready");
    }

    URI address() {
        return address;
    }

    /// The other values of the ready line, as `name=value`.
    String told(String name) {
        for (String word : readyLine.split(" ", -1)) {
            if (word.startsWith(name + "=")) {
                return word.substring(name.length() + 1);
            }
        }
        throw new IllegalStateException("it did not tell its " + name + ": " + readyLine);
    }

    /// From the start of the process to its ready line, in milliseconds.
    long readyAfterMillis() {
        return readyAfterMillis;
    }

    /// Resident memory, in MB; 0 where the system does not tell.
    long residentMegabytes() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        try (var lines = Files.lines(status)) {
            return lines.filter(text -> text.startsWith("VmRSS:"))
                    .mapToLong(text -> Long.parseLong(text.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        }
    }

    /// The processor time that it has taken, with its children.
    Duration processorTime() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /// Ends it as `kill -9` does.
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                process.waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

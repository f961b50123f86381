package dev.signalbox.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A load generator that costs little: wrk, with one event a request.
final class Wrk {
    private static final Pattern RESULT = Pattern.compile("RESULT (\\d+) (\\d+) (\\d+)");

    private final Path script;
    private int runs;

    /// The result of a run.
    ///
    /// @param requests answered
    /// @param errors answers that were not 2xx or 3xx, and failed connections
    record Run(long requests, long errors, Duration duration) {
        double perSecond() {
            return requests * 1e9 / duration.toNanos();
        }
    }

    Wrk(Path folder) throws IOException {
        script = folder.resolve("events.lua");
        try (InputStream lua = Wrk.class.getResourceAsStream("events.lua")) {
            Files.copy(Objects.requireNonNull(lua), script, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    static boolean installed() {
        return Tools.installed("wrk");
    }

    Run run(URI address, int connections, Duration duration)
            throws IOException, InterruptedException {
        runs++;
        Process process =
                new ProcessBuilder(
                                "wrk",
                                "-t1",
                                "-c" + connections,
                                "-d" + duration.toSeconds() + "s",
                                "--timeout",
                                "10s",
                                "-s",
                                script.toString(),
                                address.toString(),
                                "--",
                                "run" + runs + "-" + ProcessHandle.current().pid())
                        .redirectErrorStream(true)
                        .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        Matcher result = RESULT.matcher(text);
        if (!result.find()) {
            throw new IOException("wrk failed: " + text);
        }
        return new Run(
                Long.parseLong(result.group(1)),
                Long.parseLong(result.group(2)),
                Duration.ofNanos(Long.parseLong(result.group(3)) * 1_000));
    }
}

package dev.signalbox.benchmarks;

import dev.signalbox.benchmarks.soak.SoakBenchmark;
import dev.signalbox.benchmarks.soak.SoakReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.utils.Utils;

/// `signalbox bench`: measures everything beside its baseline and writes `RESULTS.md`.
///
/// Arguments: `--full` for more and longer rounds, `--only NAME` for one of `endtoend`, `router`,
/// `notifier`, `isolation`, `rolling`, `ingest`, `rules`, `trace`, `backtest`, `replay`, `live`, or
/// `soak`, which is never among all and takes `--minutes N` (10), `--out FILE` for where the
/// results go (else they are only printed).
public final class Benchmarks {
    private static final Set<String> NAMES =
            Set.of(
                    "ingest",
                    "router",
                    "notifier",
                    "isolation",
                    "rolling",
                    "rules",
                    "trace",
                    "backtest",
                    "replay",
                    "live",
                    "endtoend",
                    "soak");

    private Benchmarks() {}

    /// Runs the benchmarks.
    public static void main(String[] arguments) throws Exception {
        Quiet.please();
        List<String> given = List.of(arguments);
        boolean full = given.contains("--full");
        String only = option(given, "--only", "");
        String out = option(given, "--out", "");
        if (!only.isEmpty() && !NAMES.contains(only)) {
            System.err.println("signalbox: --only takes one of " + NAMES);
            System.exit(2);
        }
        var soak = Duration.ofMinutes(Integer.parseInt(option(given, "--minutes", "10")));
        var results = new Results();
        Path folder = Files.createTempDirectory("signalbox-bench");
        try {
            for (String name :
                    List.of(
                            "ingest",
                            "router",
                            "notifier",
                            "isolation",
                            "rolling",
                            "rules",
                            "trace",
                            "backtest",
                            "replay",
                            "live",
                            "endtoend")) {
                if (only.isEmpty() || only.equals(name)) {
                    System.err.println(name);
                    run(name, Files.createDirectories(folder.resolve(name)), full, results);
                }
            }
            if (only.equals("soak")) {
                System.err.println(only);
                SoakReport report = SoakBenchmark.run(folder, soak);
                report.figures()
                        .forEach((name, value) -> results.figure("soak: " + name, (double) value));
                results.note(report.note());
            }
        } finally {
            Utils.delete(folder.toFile());
        }
        String report = head(full) + results.toMarkdown();
        System.out.print(report);
        if (!out.isEmpty()) {
            Files.writeString(Path.of(out), report);
        }
    }

    private static void run(String name, Path folder, boolean full, Results results)
            throws Exception {
        switch (name) {
            case "router" -> new RouterBenchmark(folder, full, results).run();
            case "notifier" -> new NotifierBenchmark(folder, full, results).run();
            case "isolation" -> IsolationBenchmark.run(folder, full, results);
            case "rolling" -> RollingBenchmark.run(folder, full, results);
            case "ingest" -> new IngestBenchmark(folder, full, results).run();
            case "rules" -> new RulesBenchmark(folder, full, results).run();
            case "trace" -> new TraceBenchmark(folder, full, results).run();
            case "backtest" -> new BacktestBenchmark(folder, full, results).run();
            case "replay" -> new ReplayBenchmark(folder, full, results).run();
            case "live" -> new LiveBenchmark(folder, full, results).run();
            case "endtoend" -> new EndToEndBenchmark(folder, full, results).run();
            default -> throw new IllegalArgumentException(name);
        }
    }

    private static String option(List<String> given, String name, String absent) {
        int at = given.indexOf(name);
        return at < 0 || at + 1 == given.size() ? absent : given.get(at + 1);
    }

    private static String head(boolean full) throws IOException {
        return """
        # Results

        Written by `./signalbox bench%s`. Each figure stands beside a baseline of the same run on the
        same machine: trust the ratios, not the absolutes. Figures are medians, with the smallest and the
        largest round; ratios are medians of those of neighbouring rounds.

        - %s: %d cores, %s
        - JDK %s, commit %s, %s

        """
                .formatted(
                        full ? " --full" : "",
                        System.getProperty("os.name") + " " + System.getProperty("os.version"),
                        Runtime.getRuntime().availableProcessors(),
                        processor(),
                        Runtime.version(),
                        commit(),
                        LocalDate.now(ZoneOffset.UTC));
    }

    private static String processor() throws IOException {
        Path cpuinfo = Path.of("/proc/cpuinfo");
        if (!Files.exists(cpuinfo)) {
            return System.getProperty("os.arch");
        }
        try (var lines = Files.lines(cpuinfo)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
    }

    private static String commit() throws IOException {
        Process git =
                new ProcessBuilder("git", "rev-parse", "--short", "HEAD")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (InputStream out = git.getInputStream()) {
            String commit = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
            return commit.isEmpty() ? "unknown" : commit;
        }
    }
}

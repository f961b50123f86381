package dev.signalbox.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.apache.kafka.common.utils.Utils;

/// HTTP in to HTTP out, one event a request, everything on: beside [BareRelay], turn about. Load
/// comes from wrk, and nginx takes the deliveries.
///
/// A rate is deliveries that reached the sink over the time from the first request until the last
/// one arrived, so that a backlog counts against it. Both are measured warm ([WarmUp]).
final class EndToEndBenchmark {
    private static final int CONNECTIONS = 64;
    private static final int PROBE_RATE = 1_000;
    private static final Duration PIECE = Duration.ofSeconds(15);

    private final Path folder;
    private final boolean full;
    private final Results results;

    EndToEndBenchmark(Path folder, boolean full, Results results) {
        this.folder = folder;
        this.full = full;
        this.results = results;
    }

    void run() throws IOException, InterruptedException {
        if (!Wrk.installed() || !Nginx.installed()) {
            results.note("End to end was not measured: it needs wrk and nginx on the PATH.");
            return;
        }
        try (var sink = Nginx.start(Files.createDirectories(folder.resolve("nginx")));
                var probe = LatencyProbe.open()) {
            var wrk = new Wrk(folder);
            signalbox(sink, wrk, probe);
        }
    }

    private void signalbox(Nginx sink, Wrk wrk, LatencyProbe probe)
            throws IOException, InterruptedException {
        Path data = folder.resolve("signalbox");
        try (var signalbox = Subject.signalbox(data, Map.of())) {
            results.figure("ready after, ms", (double) signalbox.readyAfterMillis());
            rule(signalbox, "wanted", "acs.dataworks", sink.url());
            rule(signalbox, "probe", "bench.probe", probe.url());
            double cold = delivered(sink, wrk, signalbox, PIECE);
            double warm = besideTheRelay(signalbox, sink, wrk);
            results.figure("first 15 s over warm", cold / warm);
            Duration piece = Duration.ofSeconds(10);
            WarmUp.<IOException>untilNoFaster(
                    () -> 1 / p99(probe.run(signalbox.address(), PROBE_RATE, piece)));
            Histogram latency =
                    probe.run(signalbox.address(), PROBE_RATE, Duration.ofSeconds(full ? 60 : 30));
            results.figure(
                    "latency at 1,000 events/s: p50, ms", latency.getValueAtPercentile(50) / 1e3);
            results.figure("latency at 1,000 events/s: p99, ms", p99(latency));
            results.figure("resident memory, MB", (double) signalbox.residentMegabytes());
        }
        Utils.delete(data.toFile());
    }

    private static double p99(Histogram micros) {
        return micros.getValueAtPercentile(99) / 1e3;
    }

    /// Measures both in turns, when both are warm: the machine's speed changes within minutes.
    ///
    /// @return the mean rate of Signalbox, in events a second
    private double besideTheRelay(Subject signalbox, Nginx sink, Wrk wrk)
            throws IOException, InterruptedException {
        Path data = folder.resolve("relay");
        double sum = 0;
        int rounds = full ? 9 : 5;
        try (var relay = Subject.java(BareRelay.class, data, sink.url().toString())) {
            warmUp(sink, wrk, relay);
            warmUp(sink, wrk, signalbox);
            for (int round = 0; round < rounds; round++) {
                results.baseline("end to end, events/s", rate(sink, wrk, relay));
                double rate = rate(sink, wrk, signalbox);
                results.measured("end to end, events/s", rate);
                sum += rate;
            }
        }
        Utils.delete(data.toFile());
        return sum / rounds;
    }

    private void warmUp(Nginx sink, Wrk wrk, Subject subject)
            throws IOException, InterruptedException {
        WarmUp.<IOException>untilNoFaster(() -> delivered(sink, wrk, subject, PIECE));
        settle(sink);
    }

    /// Deliveries a second while the load lasts, whatever is left behind.
    private static double delivered(Nginx sink, Wrk wrk, Subject subject, Duration time)
            throws IOException, InterruptedException {
        long before = sink.requests();
        wrk.run(subject.address(), CONNECTIONS, time);
        return (sink.requests() - before) / (double) time.toSeconds();
    }

    private double rate(Nginx sink, Wrk wrk, Subject subject)
            throws IOException, InterruptedException {
        long before = sink.requests();
        long start = System.nanoTime();
        Wrk.Run run = wrk.run(subject.address(), CONNECTIONS, Duration.ofSeconds(10));
        if (run.errors() > 0) {
            results.note("End to end: %d requests failed.".formatted(run.errors()));
        }
        long delivered = settle(sink) - before;
        return delivered * 1e9 / (lastArrival - start);
    }

    private long lastArrival;

    /// Waits until no more deliveries arrive.
    private long settle(Nginx sink) throws IOException, InterruptedException {
        long seen = sink.requests();
        lastArrival = System.nanoTime();
        while (System.nanoTime() - lastArrival < TimeUnit.SECONDS.toNanos(1)) {
            TimeUnit.MILLISECONDS.sleep(20);
            long now = sink.requests();
            if (now > seen) {
                seen = now;
                lastArrival = System.nanoTime();
            }
        }
        return seen;
    }

    private static void rule(Subject signalbox, String name, String source, URI target)
            throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var answer =
                    http.send(
                            HttpRequest.newBuilder(
                                            signalbox
                                                    .address()
                                                    .resolve("/api/buses/default/rules/" + name))
                                    .header("content-type", "application/json")
                                    .PUT(
                                            HttpRequest.BodyPublishers.ofString(
                                                    """
                                                    {"pattern": {"source": ["%s"]}, "targets":
                                                     [{"id": "sink", "type": "http", "url": "%s"}]}\
                                                    """
                                                            .formatted(source, target)))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IOException("the rule was refused: " + answer.body());
            }
        }
    }
}

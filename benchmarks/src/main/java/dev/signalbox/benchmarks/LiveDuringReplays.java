package dev.signalbox.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.standalone.client.ApiClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/// The latency of live events, 1,000 a second, while replays of all kept events run one after
/// another at full speed, beside that of a time without replays just before.
final class LiveDuringReplays {
    private static final int PER_SECOND = 1_000;
    private static final Duration LOOK = Duration.ofMillis(50);

    private final ApiClient api;
    private final URI address;
    private final Duration time;
    private final Results results;

    /// @param time of each measurement
    LiveDuringReplays(ApiClient api, URI address, Duration time, Results results) {
        this.api = api;
        this.address = address;
        this.time = time;
        this.results = results;
    }

    /// Runs the rounds.
    ///
    /// @param rule the disabled rule that is replayed
    void run(String rule) throws Exception {
        try (LatencyProbe probe = LatencyProbe.open();
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            ReplayBenchmark.ask(
                    api.put(
                            "/api/buses/default/rules/live",
                            """
                            {"pattern": {"source": ["bench.probe"]},
                             "targets": [{"id": "probe", "type": "http", "url": "%s"}]}\
                            """
                                    .formatted(probe.url())));
            measure(probe); // warm-up
            for (int round = 0; round < 3; round++) {
                String name = "live p99 at 1,000/s beside replays, µs";
                results.baseline(name, p99("alone", measure(probe)));
                var over = new AtomicBoolean();
                Callable<Integer> replays = () -> replay(rule, over);
                Future<Integer> replayed = thread.submit(replays);
                Histogram beside = measure(probe);
                over.set(true);
                results.figure("live beside replays: replays in that time", replayed.get());
                results.measured(name, p99("beside replays", beside));
            }
        }
    }

    private Histogram measure(LatencyProbe probe) throws InterruptedException {
        Histogram latencies = probe.run(address, PER_SECOND, time);
        if (latencies.getTotalCount() < PER_SECOND * time.toSeconds()) {
            results.note(
                    "Live beside replays: %,d of %,d events arrived within 10 s after the last."
                            .formatted(latencies.getTotalCount(), PER_SECOND * time.toSeconds()));
        }
        return latencies;
    }

    private double p99(String what, Histogram latencies) {
        results.figure("live " + what + ": p50, ms", latencies.getValueAtPercentile(50) / 1_000.0);
        return latencies.getValueAtPercentile(99);
    }

    /// @return how many replays were begun
    private int replay(String rule, AtomicBoolean over) throws IOException, InterruptedException {
        int replays = 0;
        while (!over.get()) {
            JsonNode planned =
                    ReplayBenchmark.ask(
                            api.post(
                                    "/api/replays",
                                    "application/json",
                                    """
                                    {"from": "2020-01-01T00:00:00Z", "rules": ["%s"],
                                     "start": true}\
                                    """
                                            .formatted(rule)));
            String replay = "/api/replays/" + planned.path("id").asText();
            replays++;
            while (!ReplayBenchmark.ask(api.get(replay)).path("state").asText().equals("done")) {
                if (over.get()) {
                    api.post(replay + "/cancel", "application/json", ""); // or it has just ended
                    break;
                }
                LockSupport.parkNanos(LOOK.toNanos());
            }
        }
        return replays;
    }
}

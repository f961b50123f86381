package dev.signalbox.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Ingest, one event a request: beside a bare handler that only produces to Kafka, turn about in
/// one process. Load comes from wrk.
final class IngestBenchmark {
    private static final int CONNECTIONS = 64;

    private final Path folder;
    private final boolean full;
    private final Results results;

    IngestBenchmark(Path folder, boolean full, Results results) {
        this.folder = folder;
        this.full = full;
        this.results = results;
    }

    void run() throws IOException, InterruptedException {
        if (!Wrk.installed()) {
            results.note("Ingest was not measured: it needs wrk on the PATH.");
            return;
        }
        var wrk = new Wrk(folder);
        try (var both = Subject.java(IngestSubject.class, folder.resolve("kafka"), "")) {
            URI bare = URI.create("http://127.0.0.1:" + both.told("bare"));
            Duration round = Duration.ofSeconds(full ? 15 : 6);
            for (URI door : List.of(bare, both.address())) {
                WarmUp.<IOException>untilNoFaster(
                        () -> wrk.run(door, CONNECTIONS, round).perSecond());
            }
            for (int i = 0; i < (full ? 5 : 3); i++) {
                results.baseline(
                        "ingest, requests/s", wrk.run(bare, CONNECTIONS, round).perSecond());
                results.measured(
                        "ingest, requests/s",
                        wrk.run(both.address(), CONNECTIONS, round).perSecond());
            }
        }
    }
}

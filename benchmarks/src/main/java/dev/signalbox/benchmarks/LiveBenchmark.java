package dev.signalbox.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The processor time that fifty viewers of the live numbers take, at 1,000 events a second: beside
/// none, turn about. The server is a process of its own; callers and viewers are in this one.
final class LiveBenchmark {
    private static final int VIEWERS = 50;
    private static final int BATCH = 20;
    private static final int BATCHES_A_SECOND = 50;
    private static final Duration WARM_UP = Duration.ofSeconds(60);
    private static final String NAME =
            "live: processor time with %d viewers, percent of a core".formatted(VIEWERS);

    private final Path folder;
    private final Results results;
    private final Duration piece;
    private final int rounds;
    private final AtomicLong bytes = new AtomicLong();

    LiveBenchmark(Path folder, boolean full, Results results) {
        this.folder = folder;
        this.results = results;
        piece = Duration.ofSeconds(full ? 60 : 20);
        rounds = full ? 9 : 5;
    }

    void run() throws IOException, InterruptedException {
        try (var signalbox = Subject.signalbox(folder.resolve("signalbox"), Map.of());
                var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var callers =
                    Thread.ofPlatform()
                            .name("callers")
                            .start(() -> send(http, signalbox.address(), threads));
            try {
                LockSupport.parkNanos(WARM_UP.toNanos());
                rounds(signalbox, http, threads);
            } finally {
                callers.interrupt();
                callers.join();
            }
        }
    }

    private void rounds(Subject signalbox, HttpClient http, ExecutorService threads)
            throws IOException, InterruptedException {
        var perViewer = new ArrayList<Double>();
        for (int round = 0; round < rounds; round++) {
            double without = percent(signalbox);
            List<InputStream> viewers = watch(http, signalbox.address(), threads);
            LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
            bytes.set(0);
            double with = percent(signalbox);
            double seconds = piece.toSeconds();
            results.baseline(NAME, without);
            results.measured(NAME, with);
            perViewer.add((with - without) / VIEWERS);
            results.figure("live: percent of a core for 50 viewers", with - without);
            results.figure("live: kB a second and viewer", bytes.get() / 1e3 / seconds / VIEWERS);
            for (InputStream viewer : viewers) {
                viewer.close();
            }
        }
        perViewer.forEach(value -> results.figure("live: percent of a core a viewer", value));
    }

    /// The processor time of the server over a piece of time, in percent of a core.
    private double percent(Subject signalbox) {
        Duration before = signalbox.processorTime();
        long began = System.nanoTime();
        LockSupport.parkNanos(piece.toNanos());
        return 100.0
                * signalbox.processorTime().minus(before).toNanos()
                / (System.nanoTime() - began);
    }

    private List<InputStream> watch(HttpClient http, URI server, ExecutorService threads)
            throws IOException, InterruptedException {
        var viewers = new ArrayList<InputStream>();
        for (int i = 0; i < VIEWERS; i++) {
            var request =
                    HttpRequest.newBuilder(server.resolve("/api/live"))
                            .header("accept", "text/event-stream")
                            .build();
            var answer = http.send(request, BodyHandlers.ofInputStream());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("a viewer got " + answer.statusCode());
            }
            InputStream body = answer.body();
            viewers.add(body);
            threads.execute(() -> read(body));
        }
        return viewers;
    }

    private void read(InputStream body) {
        var buffer = new byte[65_536];
        try {
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                bytes.addAndGet(read);
            }
        } catch (IOException e) {
            // closed
        }
    }

    private static void send(HttpClient http, URI server, ExecutorService threads) {
        long gap = TimeUnit.SECONDS.toNanos(1) / BATCHES_A_SECOND;
        long due = System.nanoTime();
        for (int number = 0; !Thread.currentThread().isInterrupted(); number++) {
            LockSupport.parkNanos(due - System.nanoTime());
            var request =
                    HttpRequest.newBuilder(server.resolve("/events"))
                            .header("content-type", "application/cloudevents-batch+json")
                            .POST(BodyPublishers.ofString(batch(number)))
                            .build();
            threads.execute(() -> {
                try {
                    var _ = http.send(request, BodyHandlers.discarding());
                } catch (IOException e) {
                    // the server is closing
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            due += gap;
        }
    }

    private static String batch(int number) {
        return IntStream.range(0, BATCH)
                .mapToObj(i ->
                        """
                        {"specversion": "1.0", "id": "live-%d-%d", "source": "bench", "type": "t"}\
                        """
                                .formatted(number, i))
                .collect(Collectors.joining(",", "[", "]"));
    }
}

package dev.signalbox.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// Sends events at a fixed rate, whatever the answers, and takes them in again at its own HTTP
/// sink; each carries the time at which it was due to be sent, so that waiting counts (no
/// coordinated omission).
final class LatencyProbe implements AutoCloseable {
    private static final String EVENT =
            """
            {"specversion":"1.0","id":"probe-%1$d-%2$d","source":"bench.probe","type":"probe",\
            "datacontenttype":"application/json","data":{"due":"%2$d","note":"%3$s"}}\
            """;
    private static final String DUE = "\"due\":\"";
    private static final String NOTE = "x".repeat(500);

    private final HttpServer sink;
    private final HttpClient http;
    private final AtomicLong runs = new AtomicLong(System.nanoTime());
    private final AtomicLong failed = new AtomicLong();
    private volatile Histogram latencies = new ConcurrentHistogram(3);

    private LatencyProbe() throws IOException {
        var executor = Executors.newVirtualThreadPerTaskExecutor();
        http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .executor(executor)
                        .build();
        sink = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        sink.setExecutor(executor);
        sink.createContext("/", this::receive);
        sink.start();
    }

    static LatencyProbe open() throws IOException {
        // The JDK's server writes headers and body apart; without this, delayed ACKs add 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        return new LatencyProbe();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + sink.getAddress().getPort() + "/probe");
    }

    private void receive(HttpExchange exchange) throws IOException {
        long now = System.nanoTime();
        try (exchange) {
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            int from = body.indexOf(DUE) + DUE.length();
            long due = Long.parseLong(body.substring(from, body.indexOf('"', from)));
            latencies.recordValue(Math.max(0, now - due) / 1_000);
            exchange.sendResponseHeaders(204, -1);
        }
    }

    /// Sends for a while and waits for all to arrive.
    ///
    /// @return latencies in microseconds; fewer than sent where some did not arrive within 10 s
    Histogram run(URI address, int perSecond, Duration duration) throws InterruptedException {
        long run = runs.incrementAndGet();
        latencies = new ConcurrentHistogram(3);
        long count = perSecond * duration.toSeconds();
        long gap = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long start = System.nanoTime();
        for (long i = 0; i < count; i++) {
            long due = start + i * gap;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            send(address, run, due);
        }
        for (int patience = 100; patience > 0 && latencies.getTotalCount() < count; patience--) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return latencies.copy();
    }

    private void send(URI address, long run, long due) {
        var request =
                HttpRequest.newBuilder(address.resolve("/events"))
                        .header("content-type", "application/cloudevents+json")
                        .POST(HttpRequest.BodyPublishers.ofString(EVENT.formatted(run, due, NOTE)))
                        .build();
        var _ =
                http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                        .whenComplete((answer, failure) -> {
                            if (failure != null || answer.statusCode() / 100 != 2) {
                                failed.incrementAndGet();
                            }
                        });
    }

    /// How many events were not accepted.
    long failed() {
        return failed.get();
    }

    @Override
    public void close() {
        sink.stop(0);
        http.shutdownNow();
        http.close();
    }
}

package dev.signalbox.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.contract.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// The HTTP targets of the benchmarks of isolation and of rolling restarts, each of which has a
/// rule of its own and the events of one type. Most are healthy. Of the others a third each is dead
/// (no one listens), hangs before it answers, and says 429, while they are bad; else they are as
/// healthy as the rest.
final class Neighbours implements AutoCloseable {
    private static final String EVENT =
            """
            {"specversion":"1.0","id":"%s","source":"bench","type":"t-%d",\
            "datacontenttype":"application/json","data":{"due":%d}}\
            """;

    private final int badOfEachKind;
    private final Duration hang;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer healthy;
    private final HttpServer hanging;
    private final HttpServer throttling;
    private final InetSocketAddress deadAddress;
    private @Nullable HttpServer dead;
    private final Set<String> arrived = ConcurrentHashMap.newKeySet();
    private final AtomicLong repeated = new AtomicLong();
    private volatile boolean bad;
    private volatile Histogram latencies = new ConcurrentHistogram(3);

    /// @param badOfEachKind how many targets are dead, how many hang, and how many say 429
    /// @param hang how long a target that hangs does so
    Neighbours(int badOfEachKind, Duration hang) throws IOException {
        // The JDK's server writes headers and body apart; without this, delayed ACKs add 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // And it closes what is idle beyond 200 connections, which callers meet as lost answers.
        System.setProperty("sun.net.httpserver.maxIdleConnections", "5000");
        this.badOfEachKind = badOfEachKind;
        this.hang = hang;
        var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        healthy = serve(any, this::measure);
        hanging = serve(any, this::hang);
        throttling = serve(any, this::throttle);
        dead = serve(any, this::take);
        deadAddress = dead.getAddress();
    }

    private HttpServer serve(InetSocketAddress address, HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(address, 1024);
        server.setExecutor(threads);
        server.createContext("/", handler);
        server.start();
        return server;
    }

    /// Whether a target, by its number, is one of those that can be bad.
    boolean canBeBad(int target) {
        return target < 3 * badOfEachKind;
    }

    /// The address of a target, by its number.
    URI url(int target) {
        int port =
                switch (canBeBad(target) ? target % 3 : -1) {
                    case 0 -> deadAddress.getPort();
                    case 1 -> hanging.getAddress().getPort();
                    case 2 -> throttling.getAddress().getPort();
                    default -> healthy.getAddress().getPort();
                };
        return URI.create("http://127.0.0.1:" + port + "/" + target);
    }

    /// Makes the rule of each target, by the door of a console.
    ///
    /// @param targets how many there are
    void makeRules(URI console, int targets) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            for (int target = 0; target < targets; target++) {
                String json =
                        """
                        {"pattern": {"source": ["bench"], "type": ["t-%d"]},
                         "targets": [{"id": "hook", "type": "http", "url": "%s"}]}\
                        """
                                .formatted(target, url(target));
                URI rule = console.resolve("/api/buses/default/rules/" + rule(target));
                var request =
                        HttpRequest.newBuilder(rule)
                                .header("content-type", "application/json")
                                .PUT(BodyPublishers.ofString(json))
                                .build();
                int status = http.send(request, BodyHandlers.discarding()).statusCode();
                if (status / 100 != 2) {
                    throw new IOException("a rule was not taken: " + status);
                }
            }
        }
    }

    /// The name of a target's rule.
    static String rule(int target) {
        return "rule-" + target;
    }

    /// An event that goes to one target.
    ///
    /// @param due when it is to be sent, by [System#nanoTime]
    static String event(String id, int target, long due) {
        return EVENT.formatted(id, target, due);
    }

    /// From now on they are bad.
    void turnBad() {
        bad = true;
        if (dead != null) {
            dead.stop(0);
            dead = null;
        }
    }

    /// From now on they are healthy again.
    void recover() throws IOException {
        bad = false;
        if (dead == null) {
            dead = serve(deadAddress, this::take);
        }
    }

    /// The ids of the events that were taken by any target.
    Set<String> arrived() {
        return arrived;
    }

    /// How many deliveries arrived at a healthy target that had arrived before.
    long repeated() {
        return repeated.get();
    }

    /// What the healthy targets saw since the last call: from the time at which an event was due to
    /// be sent to its arrival, in microseconds.
    Histogram takeLatencies() {
        Histogram before = latencies;
        latencies = new ConcurrentHistogram(3);
        return before;
    }

    private void measure(HttpExchange exchange) throws IOException {
        long now = System.nanoTime();
        try (exchange) {
            JsonNode event = Json.MAPPER.readTree(exchange.getRequestBody());
            if (arrived.add(event.path("id").asText())) {
                latencies.recordValue(
                        Math.max(0, now - event.path("data").path("due").asLong()) / 1_000);
            } else {
                repeated.incrementAndGet();
            }
            exchange.sendResponseHeaders(204, -1);
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            arrived.add(Json.MAPPER.readTree(exchange.getRequestBody()).path("id").asText());
            exchange.sendResponseHeaders(204, -1);
        }
    }

    private void hang(HttpExchange exchange) throws IOException {
        if (bad) {
            try (exchange) {
                Thread.sleep(hang);
                exchange.sendResponseHeaders(204, -1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        } else {
            take(exchange);
        }
    }

    private void throttle(HttpExchange exchange) throws IOException {
        if (bad) {
            try (exchange) {
                exchange.getResponseHeaders().set("retry-after", "1");
                exchange.sendResponseHeaders(429, -1);
            }
        } else {
            take(exchange);
        }
    }

    @Override
    public void close() {
        healthy.stop(0);
        hanging.stop(0);
        throttling.stop(0);
        if (dead != null) {
            dead.stop(0);
        }
        threads.shutdownNow();
    }
}

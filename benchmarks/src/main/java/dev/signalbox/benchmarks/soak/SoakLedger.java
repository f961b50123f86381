package dev.signalbox.benchmarks.soak;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.contract.json.Json;
import dev.signalbox.standalone.client.ApiClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Both ends of the soak and its book: callers that send an event again until it is acknowledged,
/// and the target that takes the deliveries.
final class SoakLedger implements AutoCloseable {
    private static final int CALLERS = 4;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);
    private static final String EVENT =
            """
            {"specversion":"1.0","id":"soak-%d","source":"soak","type":"soak","data":{"note":"%s"}}\
            """;
    private static final String NOTE = "x".repeat(500);

    private final HttpServer target;
    private final Duration betweenEvents;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Map<String, Set<String>> deliveries = new ConcurrentHashMap<>();
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    private final AtomicLong next = new AtomicLong();
    private final List<Thread> callers = new ArrayList<>();
    private volatile boolean sending;

    /// @param eventsPerSecond of all callers, while they are answered
    SoakLedger(int eventsPerSecond) throws IOException {
        betweenEvents = Duration.ofNanos(CALLERS * 1_000_000_000L / eventsPerSecond);
        target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
        target.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        target.createContext("/", this::take);
        target.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String event =
                    Json.MAPPER
                            .readTree(exchange.getRequestBody().readAllBytes())
                            .path("id")
                            .asText();
            deliveries
                    .computeIfAbsent(event, ignored -> ConcurrentHashMap.newKeySet())
                    .add(exchange.getRequestHeaders().getFirst("webhook-id"));
            calls.incrementAndGet();
            exchange.sendResponseHeaders(204, -1);
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + target.getAddress().getPort() + "/soak");
    }

    /// Lets the callers begin.
    void send(URI ingest) {
        sending = true;
        for (int i = 0; i < CALLERS; i++) {
            callers.add(Thread.ofVirtual().start(() -> call(ingest)));
        }
    }

    private void call(URI ingest) {
        try (var api = new ApiClient(ingest)) {
            while (sending) {
                long number = next.incrementAndGet();
                while (!isTaken(api, EVENT.formatted(number, NOTE))) {
                    unanswered.incrementAndGet();
                    LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
                }
                acknowledged.add("soak-" + number);
                LockSupport.parkNanos(betweenEvents.toNanos());
            }
        }
    }

    private static boolean isTaken(ApiClient api, String event) {
        try {
            return api.post("/events", "application/cloudevents+json", event).ok();
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// Lets every caller finish the event it is at.
    void stopSending() throws InterruptedException {
        sending = false;
        for (Thread caller : callers) {
            caller.join();
        }
        callers.clear();
    }

    int acknowledged() {
        return acknowledged.size();
    }

    /// Events that were acknowledged and not delivered.
    long lost() {
        return acknowledged.stream().filter(id -> !deliveries.containsKey(id)).count();
    }

    /// Events that were delivered under more than one id.
    long otherIds() {
        return deliveries.values().stream().filter(ids -> ids.size() > 1).count();
    }

    /// Different events that were delivered.
    int delivered() {
        return deliveries.size();
    }

    /// Calls beyond the first of each delivery.
    long repeated() {
        return calls.get() - delivered();
    }

    /// Sends that had no answer, or none of success, and were repeated.
    long unanswered() {
        return unanswered.get();
    }

    @Override
    public void close() {
        target.stop(0);
    }
}

package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Locale.ROOT;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.contract.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;

/// An HTTP target that keeps the book of what it was sent.
final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final ToIntFunction<Call> answer;
    private final Map<String, List<Call>> byDelivery = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> deliveriesByEvent = new ConcurrentHashMap<>();

    /// One request.
    ///
    /// @param path of the URL
    /// @param deliveryId the header webhook-id
    /// @param eventId the event's id
    /// @param headers by lower-case name, the first value of each
    record Call(
            String path,
            String deliveryId,
            String eventId,
            Map<String, String> headers,
            String body,
            int status) {}

    private Receiver(ToIntFunction<Call> answer) throws IOException {
        this.answer = answer;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    /// A receiver that takes everything.
    static Receiver start() throws IOException {
        return new Receiver(call -> 204);
    }

    /// A receiver that answers each call with the status that the function says.
    static Receiver answering(ToIntFunction<Call> answer) throws IOException {
        return new Receiver(answer);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] read = exchange.getRequestBody().readAllBytes();
            String announced = exchange.getRequestHeaders().getFirst("content-length");
            if (announced != null && read.length < Long.parseLong(announced)) {
                return; // the sender was killed within its request, which nobody would take
            }
            String body = new String(read, UTF_8);
            var headers = new ConcurrentHashMap<String, String>();
            exchange.getRequestHeaders()
                    .forEach((name, values) ->
                            headers.put(name.toLowerCase(ROOT), values.getFirst()));
            var call =
                    new Call(
                            exchange.getRequestURI().getPath(),
                            headers.getOrDefault("webhook-id", ""),
                            Json.MAPPER.readTree(body).path("id").asText(),
                            headers,
                            body,
                            0);
            int status = answer.applyAsInt(call);
            byDelivery
                    .computeIfAbsent(call.deliveryId(), ignored -> new CopyOnWriteArrayList<>())
                    .add(
                            new Call(
                                    call.path(),
                                    call.deliveryId(),
                                    call.eventId(),
                                    headers,
                                    body,
                                    status));
            if (status / 100 == 2) {
                deliveriesByEvent
                        .computeIfAbsent(call.eventId(), ignored -> ConcurrentHashMap.newKeySet())
                        .add(call.deliveryId());
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /// The calls so far by delivery id.
    Map<String, List<Call>> calls() {
        return byDelivery;
    }

    /// The ids of events that were taken, each with the delivery ids it came under.
    Map<String, Set<String>> taken() {
        return deliveriesByEvent;
    }

    /// Calls answered with success beyond the first of their delivery.
    long repeated() {
        return byDelivery.values().stream()
                .mapToLong(calls ->
                        Math.max(
                                0,
                                calls.stream().filter(call -> call.status() / 100 == 2).count()
                                        - 1))
                .sum();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

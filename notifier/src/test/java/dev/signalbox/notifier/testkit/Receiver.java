package dev.signalbox.notifier.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// An HTTP server on loopback that keeps what it was sent.
public final class Receiver implements AutoCloseable {
    /// What was received: headers by lower-case name, and the body.
    public record Received(String path, Map<String, String> headers, String body) {}

    /// Answers a request.
    @FunctionalInterface
    public interface Answer {
        /// Answers one.
        ///
        /// @param number 1 for the first request of the server
        void to(HttpExchange exchange, int number) throws IOException;
    }

    public final List<Received> received = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// Starts a server on a free port.
    public Receiver(Answer answer) {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext(
                "/",
                exchange -> {
                    var headers = new java.util.HashMap<String, String>();
                    exchange.getRequestHeaders()
                            .forEach((name, values) ->
                                    headers.put(
                                            name.toLowerCase(java.util.Locale.ROOT),
                                            values.getFirst()));
                    String body =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    int number;
                    synchronized (received) {
                        received.add(
                                new Received(exchange.getRequestURI().toString(), headers, body));
                        number = received.size();
                    }
                    answer.to(exchange, number);
                    exchange.close();
                });
        server.start();
    }

    /// A server that always answers the same.
    public static Receiver answering(int status) {
        return new Receiver((exchange, number) -> exchange.sendResponseHeaders(status, -1));
    }

    /// The address of a path on it.
    public String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

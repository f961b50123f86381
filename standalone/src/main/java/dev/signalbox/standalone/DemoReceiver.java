package dev.signalbox.standalone;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// The target of the demo's rules. Under `/flaky` it refuses each delivery's first attempt, so that
/// a retry can be seen.
final class DemoReceiver implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Received> byPath = new ConcurrentHashMap<>();

    /// What came in under one path.
    ///
    /// @param taken the ids of the deliveries that were taken
    /// @param refused how many attempts were refused
    record Received(Set<String> taken, AtomicInteger refused) {}

    private DemoReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
        server.setExecutor(executor);
        server.createContext("/", this::receive);
        server.start();
    }

    static DemoReceiver start() throws IOException {
        return new DemoReceiver();
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            boolean first =
                    "1".equals(exchange.getRequestHeaders().getFirst("x-signalbox-attempt"));
            Received received = received(path);
            if (first && path.startsWith("/flaky")) {
                received.refused().incrementAndGet();
                exchange.sendResponseHeaders(503, -1);
            } else {
                received.taken().add(exchange.getRequestHeaders().getFirst("webhook-id"));
                exchange.sendResponseHeaders(204, -1);
            }
        }
    }

    /// What has come in under a path so far.
    Received received(String path) {
        return byPath.computeIfAbsent(
                path, ignored -> new Received(ConcurrentHashMap.newKeySet(), new AtomicInteger()));
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}

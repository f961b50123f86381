package dev.signalbox.standalone.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

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
/// a retry can be seen; under `/answers/404` it answers with that status.
public final class DemoReceiver implements AutoCloseable {
    private static final String ANSWERS = "/answers/";

    /// DingTalk's, WeCom's and Lark's answer to a message that they take, in one.
    private static final byte[] ROBOT_IS_CONTENT =
            "{\"errcode\": 0, \"errmsg\": \"ok\", \"code\": 0}".getBytes(UTF_8);

    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Received> byPath = new ConcurrentHashMap<>();

    /// The requests to one path.
    ///
    /// @param taken the deliveries that were taken: their ids, or where robots are sent no id, what
    ///   they were sent
    /// @param seen those that came at least once, where each is refused once
    /// @param refused how many attempts were refused
    public record Received(Set<String> taken, Set<String> seen, AtomicInteger refused) {}

    private DemoReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
        server.setExecutor(executor);
        server.createContext("/", this::receive);
        server.start();
    }

    /// Starts one on a free port.
    public static DemoReceiver start() throws IOException {
        return new DemoReceiver();
    }

    /// The address of a path.
    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            String path = exchange.getRequestURI().getPath();
            String id = exchange.getRequestHeaders().getFirst("webhook-id");
            if (path.startsWith(ANSWERS)) {
                int status = ANSWERS.length();
                exchange.sendResponseHeaders(
                        Integer.parseInt(path.substring(status, status + 3)), -1);
                return;
            }
            Received received = received(path);
            if (!path.startsWith("/flaky") || !received.seen().add(id == null ? body : id)) {
                received.taken().add(id == null ? body : id);
                exchange.sendResponseHeaders(200, ROBOT_IS_CONTENT.length);
                exchange.getResponseBody().write(ROBOT_IS_CONTENT);
            } else {
                received.refused().incrementAndGet();
                exchange.sendResponseHeaders(503, -1);
            }
        }
    }

    /// The requests to a path so far.
    public Received received(String path) {
        return byPath.computeIfAbsent(
                path,
                ignored ->
                        new Received(
                                ConcurrentHashMap.newKeySet(),
                                ConcurrentHashMap.newKeySet(),
                                new AtomicInteger()));
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}

package dev.signalbox.standalone;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// An HTTP target for hundreds of thousands of deliveries: it books when each of them was taken,
/// and keeps nothing else.
final class BookingReceiver implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Behaviour behaviour;
    private final Map<String, List<Taking>> taken = new ConcurrentHashMap<>();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    /// Decides what a call is answered.
    @FunctionalInterface
    interface Behaviour {
        /// The status of the answer; a 429 asks for a second.
        ///
        /// @param path of the URL
        /// @param attempt the attempt's number
        int answer(String path, String deliveryId, int attempt) throws InterruptedException;
    }

    /// A call that was answered with success.
    ///
    /// @param attempt which of the delivery's attempts it was
    /// @param nanos when, in the time of [System#nanoTime]
    record Taking(int attempt, long nanos) {}

    private BookingReceiver(Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    static BookingReceiver start(Behaviour behaviour) throws IOException {
        return new BookingReceiver(behaviour);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
            String id = exchange.getRequestHeaders().getFirst("webhook-id");
            String number = exchange.getRequestHeaders().getFirst("x-signalbox-attempt");
            int attempt = Integer.parseInt(number);
            int status = behaviour.answer(exchange.getRequestURI().getPath(), id, attempt);
            if (status / 100 == 2) {
                taken.merge(
                        id, List.of(new Taking(attempt, System.nanoTime())), BookingReceiver::both);
            } else if (status / 100 == 4) {
                refused.add(id);
            }
            if (status == 429) {
                exchange.getResponseHeaders().set("retry-after", "1");
            }
            exchange.sendResponseHeaders(status, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Taking> both(List<Taking> first, List<Taking> second) {
        var both = new ArrayList<>(first);
        both.addAll(second);
        return List.copyOf(both);
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /// The deliveries that were taken, each with when, the first first.
    Map<String, List<Taking>> taken() {
        return taken;
    }

    /// The deliveries that were answered with a 4xx.
    Set<String> refused() {
        return refused;
    }

    /// How many calls were answered with success in a time.
    long takenBetween(long fromNanos, long toNanos) {
        return taken.values().stream()
                .flatMap(List::stream)
                .filter(taking -> taking.nanos() - fromNanos >= 0 && taking.nanos() - toNanos <= 0)
                .count();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

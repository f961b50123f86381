package dev.signalbox.standalone.receive;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.standalone.Server;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// An HTTP server on loopback that prints each notification and answers it, for trying rules. A
/// virtual thread serves each request, and prints it as a whole.
public final class NotificationReceiver implements Server {
    private static final int LARGEST_BODY = 8 << 20;

    /// What DingTalk, WeCom and Lark answer to a message that they take, in one.
    private static final byte[] TAKEN =
            "{\"errcode\": 0, \"errmsg\": \"ok\", \"code\": 0, \"msg\": \"success\"}"
                    .getBytes(UTF_8);

    private final Answer answer;
    private final @Nullable WebhookSignature signature;
    private final PrintStream out;
    private final Clock clock;
    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    /// How every notification is answered.
    ///
    /// @param status the HTTP status
    /// @param delay how long it takes
    public record Answer(int status, Duration delay) {
        @Override
        public String toString() {
            return delay.isZero()
                    ? Integer.toString(status)
                    : "%d after %s s".formatted(status, delay.toMillis() / 1000.0);
        }
    }

    private NotificationReceiver(
            int port,
            Answer answer,
            @Nullable WebhookSignature signature,
            PrintStream out,
            Clock clock)
            throws IOException {
        this.answer = answer;
        this.signature = signature;
        this.out = out;
        this.clock = clock;
        server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 0);
        server.setExecutor(executor);
        server.createContext("/", this::receive);
        server.start();
    }

    /// Starts one.
    ///
    /// @param port 0 for a free one
    /// @param secret `whsec_` and a key, by which each notification must be signed; null where
    ///   signatures are not checked
    /// @param clock for the time of day, and for the age of a signature
    /// @throws IllegalArgumentException when the secret has another form
    /// @throws IOException when the port cannot be had
    public static NotificationReceiver start(
            int port, Answer answer, @Nullable String secret, PrintStream out, Clock clock)
            throws IOException {
        var signature = secret == null ? null : new WebhookSignature(secret);
        return new NotificationReceiver(port, answer, signature, out, clock);
    }

    /// The address, without a path.
    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public String readyLine() {
        return "Waiting for notifications on %s, answering %s. Ctrl-C ends it."
                .formatted(address(), answer);
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY);
            String text = PrintedNotification.text(exchange, body, verdict(exchange, body), clock);
            synchronized (out) {
                out.println(text);
                out.flush();
            }
            Thread.sleep(answer.delay());
            boolean bodiless = answer.status() == 204 || answer.status() == 304;
            boolean taken = answer.status() / 100 == 2 && !bodiless;
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(answer.status(), taken ? TAKEN.length : -1);
            if (taken) {
                exchange.getResponseBody().write(TAKEN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The words about the signature; null where it is not checked.
    private @Nullable String verdict(HttpExchange exchange, byte[] body) {
        if (signature == null) {
            return null;
        }
        Headers headers = exchange.getRequestHeaders();
        String fault =
                signature.fault(
                        headers.getFirst("webhook-id"),
                        headers.getFirst("webhook-timestamp"),
                        headers.getFirst("webhook-signature"),
                        body,
                        clock.instant());
        return fault == null ? "valid" : "NOT VALID: " + fault;
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}

package dev.signalbox.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.connection.ConnectionTimeouts;
import dev.signalbox.web.stream.AnswerStream;
import dev.signalbox.web.stream.StreamItem;
import dev.signalbox.web.stream.StreamQueue;
import io.helidon.webserver.http.Handler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Answers that are streams, on raw sockets, to callers that read, do not read, and go.
class AnswerStreamTest {
    private static final String LINES = "*/*";
    private static final int MOST = 64;
    private static final String EVENTS = "text/html, Text/Event-Stream;q=0.9";

    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private final List<StreamQueue> queues = new CopyOnWriteArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch gone = new CountDownLatch(1);
    private final HttpServer server =
            HttpServer.open(
                    new HostPort("127.0.0.1", 0),
                    Settings.forStandalone(Map.of()).limits(),
                    new ConnectionTimeouts(
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(10),
                            Duration.ofMillis(300),
                            Duration.ofMillis(500),
                            Duration.ofMillis(200)),
                    AccessControl.NONE,
                    metrics,
                    List::of,
                    List.of(this::routes));
    private final List<StreamCaller> callers = new ArrayList<>();

    private void routes(RouteTable table) {
        table.get(
                "/two",
                streamed(stream -> {
                    stream.write("first", Map.of("text", "a\nb"));
                    stream.write("done", Map.of());
                }));
        table.get(
                "/wait",
                streamed(stream -> {
                    stream.whenEnded(gone::countDown);
                    while (stream.isOpen() && !release.await(20, TimeUnit.MILLISECONDS)) {
                        // nothing is sent
                    }
                }));
        table.get(
                "/flood",
                streamed(stream -> {
                    while (true) {
                        stream.write("flood", Map.of("text", "x".repeat(100_000)));
                    }
                }));
        table.get(
                "/queue",
                streamed(stream -> {
                    var own = StreamQueue.ring(10, 1 << 20);
                    queues.add(own);
                    stream.drain(own);
                }));
        table.get(
                "/bug",
                streamed(_ -> {
                    throw new IllegalStateException("secret");
                }));
        table.get(
                "/refused",
                streamed(_ -> {
                    throw ApiException.badRequest("TooLate", "found out too late");
                }));
    }

    private static Handler streamed(AnswerStream.Work work) {
        return (request, response) -> AnswerStream.answer(request, response, work);
    }

    @AfterEach
    void close() throws IOException {
        release.countDown();
        for (StreamCaller caller : callers) {
            caller.close();
        }
        server.close();
    }

    @Test
    void linesOfJsonNameTheirKind() throws Exception {
        StreamCaller caller = ask("/two", LINES);

        assertThat(caller.head())
                .contains("HTTP/1.1 200", "application/x-ndjson", "no-store")
                .containsIgnoringCase("X-Accel-Buffering: no")
                .containsIgnoringCase("Connection: close")
                .doesNotContainIgnoringCase("Content-Encoding");
        assertThat(caller.rest().strip() + "\n")
                .isEqualTo("{\"kind\":\"first\",\"text\":\"a\\nb\"}\n{\"kind\":\"done\"}\n");
        assertThat(caller.closed()).isTrue();
    }

    @Test
    void serverSentEventsNameTheirKind() throws Exception {
        StreamCaller caller = ask("/two", EVENTS);

        assertThat(caller.head()).contains("text/event-stream");
        assertThat(caller.rest())
                .startsWith(":\n\n")
                .endsWith(
                        """


                        event: first
                        data: {"text":"a\\nb"}

                        event: done
                        data: {}

                        """);
    }

    @Test
    void whatIsOfferedIsSentAtOnce() throws Exception {
        StreamCaller caller = ask("/queue", LINES);
        caller.chunk();
        StreamQueue queue = onlyQueue();

        queue.offer(StreamItem.of("one", Map.of()));
        assertThat(caller.until("one")).endsWith("{\"kind\":\"one\"}\n");
        queue.offer(StreamItem.of("two", Map.of()));
        queue.close();

        assertThat(caller.rest()).endsWith("{\"kind\":\"two\"}\n");
    }

    @Test
    void aSilentStreamShowsThatItIsThere() throws Exception {
        StreamCaller lines = ask("/wait", LINES);
        StreamCaller events = ask("/wait", EVENTS);

        for (int i = 0; i < 3; i++) {
            assertThat(lines.chunk()).isEqualTo("\n");
            assertThat(events.chunk()).isEqualTo(":\n\n");
        }
    }

    @Test
    void workEndsWhenItsCallerHangsUpThoughNothingIsSent() throws Exception {
        StreamCaller caller = ask("/wait", LINES);
        caller.chunk();

        caller.close();

        assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
        await().untilAsserted(() -> assertThat(streams()).isZero());
    }

    @Test
    void aCallerThatDoesNotReadIsCutOffAndDisturbsNobody() throws Exception {
        StreamCaller deaf = ask("/flood", LINES);
        StreamCaller other = ask("/queue", LINES);
        StreamQueue queue = onlyQueue();

        await().untilAsserted(() -> {
            queue.offer(StreamItem.of("more", Map.of()));
            assertThat(other.until("more")).isNotEmpty();
            assertThat(unread()).isEqualTo(1);
        });
        assertThatThrownBy(deaf::rest).isInstanceOf(IOException.class);
        await().untilAsserted(() -> assertThat(streams()).isEqualTo(1));
    }

    @Test
    void aQueueWhoseCallerDoesNotReadSkipsAndEndsWithIt() throws Exception {
        ask("/queue", LINES);
        StreamQueue queue = onlyQueue();

        await().untilAsserted(() -> {
            queue.offer(StreamItem.of("more", Map.of("text", "x".repeat(100_000))));
            assertThat(streams()).isZero();
        });
    }

    @Test
    void aCallerThatSendsMoreIsStillServed() throws Exception {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        StreamCaller caller = StreamCaller.ask(socket, "/queue", LINES);
        callers.add(caller);
        StreamQueue queue = onlyQueue();

        socket.getOutputStream().write("GET /two HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(UTF_8));
        socket.getOutputStream().write(new byte[200_000]);
        queue.offer(StreamItem.of("more", Map.of()));

        assertThat(caller.until("more")).isNotEmpty();
    }

    @Test
    void thereAreAsManyStreamsAsMayBeAndRoomAgainWhenOneEnds() throws Exception {
        var held = new ArrayList<StreamCaller>();
        for (int i = 0; i < MOST; i++) {
            held.add(ask("/wait", LINES));
            assertThat(held.getLast().head()).contains("200");
        }

        StreamCaller refused = ask("/two", LINES);
        assertThat(refused.head()).contains("HTTP/1.1 429").containsIgnoringCase("Retry-After: 5");

        held.getFirst().close();
        gone.await();
        await().untilAsserted(() -> assertThat(ask("/two", LINES).head()).contains("200"));
    }

    @Test
    void streamsEndWholeWhenTheServerCloses() throws Exception {
        StreamCaller caller = ask("/queue", LINES);
        onlyQueue().offer(StreamItem.of("last", Map.of()));
        caller.until("last");
        long begin = System.nanoTime();

        server.close();

        assertThat(caller.rest()).isBlank();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void workThatFailsEndsItsStreamWithAnError() throws Exception {
        assertThat(ask("/bug", LINES).rest())
                .contains("{\"kind\":\"error\"", "\"InternalError\"", "\"requestId\"")
                .doesNotContain("secret");
        assertThat(ask("/refused", EVENTS).rest())
                .contains("event: error\ndata: {", "\"TooLate\"", "found out too late");
    }

    @Test
    void headHasTheHeadersAlone() throws Exception {
        var answer = RawExchange.of(server.port(), "HEAD /two HTTP/1.1\r\nHost: a\r\n\r\n");

        assertThat(answer.head()).contains("200", "x-ndjson");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void anOlderHttpIsRefused() throws Exception {
        var answer = RawExchange.of(server.port(), "GET /two HTTP/1.0\r\n\r\n");

        assertThat(answer.status()).isEqualTo(505);
        assertThat(answer.body()).contains("a stream needs HTTP/1.1");
    }

    private StreamCaller ask(String path, String accept) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        StreamCaller caller = StreamCaller.ask(socket, path, accept);
        callers.add(caller);
        return caller;
    }

    private StreamQueue onlyQueue() {
        return await().until(() -> queues.isEmpty() ? null : queues.getFirst(), Objects::nonNull);
    }

    private double unread() {
        return metrics.scrape(name -> name.equals("signalbox_http_connections_closed")).stream()
                .flatMap(found -> ((CounterSnapshot) found).getDataPoints().stream())
                .filter(point -> "unread".equals(point.getLabels().get("reason")))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }

    private double streams() {
        return metrics.scrape(name -> name.equals("signalbox_http_streams")).stream()
                .flatMap(found -> ((GaugeSnapshot) found).getDataPoints().stream())
                .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
                .sum();
    }
}

package dev.signalbox.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.settings.Limits;
import dev.signalbox.web.connection.ConnectionTimeouts;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What comes over the wire from those who do not keep to HTTP, on raw sockets.
class HostileClientsTest {
    private static final int MOST_CONNECTIONS = 40;
    private static final int LONGEST_BODY = 10_000;
    private static final List<Throwable> THROWN = new CopyOnWriteArrayList<>();
    private static Thread.@Nullable UncaughtExceptionHandler before;

    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private final CountDownLatch release = new CountDownLatch(1);
    private final HttpServer server =
            HttpServer.open(
                    new HostPort("127.0.0.1", 0),
                    new Limits(
                            LONGEST_BODY,
                            LONGEST_BODY,
                            16,
                            1_000,
                            128,
                            128,
                            64,
                            512,
                            1_024,
                            MOST_CONNECTIONS),
                    new ConnectionTimeouts(
                            Duration.ofMillis(500),
                            Duration.ofMillis(1_000),
                            Duration.ofMillis(300),
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(15)),
                    AccessControl.NONE,
                    metrics,
                    List::of,
                    List.of(this::routes));
    private final List<Socket> sockets = new ArrayList<>();

    private void routes(RouteTable table) {
        table.post(
                "/length",
                (request, response) -> Answers.json(response, 200, Requests.body(request).length));
        table.post(
                "/wait",
                (request, response) -> {
                    release.await();
                    Answers.json(response, 200, "done");
                });
    }

    @BeforeAll
    static void collectWhatThreadsThrow() {
        before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> THROWN.add(e));
    }

    /// Many of these tests leave while the server still means to answer them.
    @AfterAll
    static void noThreadOfTheServerHasThrown() {
        Thread.setDefaultUncaughtExceptionHandler(before);
        assertThat(THROWN).isEmpty();
    }

    @AfterEach
    void close() throws IOException {
        release.countDown();
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rubbish\\r\\n\\r\\n | 400",
                "GET / HTTP/1.0\\r\\n\\r\\n | 404",
                "PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n | 505",
                "CONNECT a:80 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | 404",
                "TRACE /length HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | 405",
                "NONSENSE /length HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | 405",
                "GET /caf\\303\\251 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | 404",
                "GET /?q=caf\\303\\251 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | 400",
                "GET / HTTP/1.1\\r\\nHost: caf\\303\\251\\r\\n\\r\\n | 400",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\ncaf\\303\\251: a\\r\\n\\r\\n | 400",
                "GET /%zz HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | 400",
                "GET /../length HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | 404",
                "GET /length HTTP/1.1\\r\\nHost: a\\r\\nUpgrade: h2c\\r\\nConnection:"
                        + " Upgrade\\r\\n\\r\\n"
                        + " | 405",
                "GET / HTTP/9.9\\r\\nHost: a\\r\\n\\r\\n | 505",
                "GET /a b HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | 400",
                "GET / HTTP/1.1\\r\\n\\r\\n | 400",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: b\\r\\n\\r\\n | 400",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nbad header\\r\\n\\r\\n | 400",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nx\\1y: z\\r\\n\\r\\n | 400",
                "POST /length HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: x\\r\\n\\r\\n | 400",
                "POST /length HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: -1\\r\\n\\r\\n | 400",
                "POST /length HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 99999\\r\\n\\r\\n | 413",
                "POST /length HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: gzip\\r\\n\\r\\n | 400",
                "POST /length HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding:"
                        + " chunked\\r\\nContent-Length: 1\\r\\n\\r\\n"
                        + " | 400",
                "POST /length HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding:"
                        + " chunked\\r\\n\\r\\nxyz\\r\\n"
                        + " | 400",
                "POST /length HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding:"
                        + " chunked\\r\\n\\r\\n-1\\r\\n"
                        + " | 400",
                "POST /length HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding:"
                        + " chunked\\r\\n\\r\\nffffffff\\r\\n"
                        + " | 400",
                "POST /length HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding:"
                        + " chunked\\r\\n\\r\\n7fffffff\\r\\n"
                        + " | 413",
                "POST /length HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding:"
                        + " chunked\\r\\n\\r\\n1\\nx | 400",
                "POST /length HTTP/1.1\\r\\nHost: a\\r\\nContent-Encoding: br\\r\\nContent-Length:"
                        + " 1\\r\\n\\r\\nx | 415",
                "POST /length HTTP/1.1\\r\\nHost: a\\r\\nContent-Encoding:"
                        + " gzip\\r\\nContent-Length: 1\\r\\n\\r\\nx | 400"
            })
    void whatIsNoHttpIsAnsweredInJson(String request, int status) throws Exception {
        Socket socket = connect();

        write(socket, unescape(request));

        assertError(readAnswer(socket), status);
    }

    @Test
    void headersWithoutEndAreRefused() throws Exception {
        Socket socket = connect();

        write(socket, "GET / HTTP/1.1\r\nHost: a\r\n");
        write(socket, "x: " + "y".repeat(20_000) + "\r\n\r\n");

        assertError(readAnswer(socket), 431);
    }

    @Test
    void aBodyThatStopsHalfwayIsAnswered408() throws Exception {
        Socket socket = connect();

        write(socket, "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");

        Answer answer = readAnswer(socket);
        assertError(answer, 408);
        assertThat(answer.closed()).isTrue();
    }

    @Test
    void aBodyThatEndsWithItsConnectionIsRefused() throws Exception {
        Socket socket = connect();

        write(socket, post("Content-Length: 10") + "abc");
        socket.shutdownOutput();

        assertError(readAnswer(socket), 400);
    }

    @Test
    void aByteNowAndThenKeepsNoPlace() throws Exception {
        for (String beginning :
                List.of(
                        post("Content-Length: 10000"),
                        post("Transfer-Encoding: chunked") + "1000\r\n",
                        "POST /length HTTP/1.1\r\nHost: a\r\nx-slow: ",
                        "POST /len")) {
            Socket socket = connect();
            write(socket, beginning);
            var drip = Thread.startVirtualThread(() -> drip(socket, "a"));

            Answer answer = readAnswer(socket);

            assertError(answer, 408);
            assertThat(answer.closed()).isTrue();
            drip.interrupt();
        }
    }

    @Test
    void anEndlessBodyIsRefusedAtTheLimit() throws Exception {
        Socket socket = connect();
        write(socket, "POST /length HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        var flood =
                Thread.startVirtualThread(
                        () -> drip(socket, "400\r\n" + "x".repeat(1_024) + "\r\n"));

        assertError(readAnswer(socket), 413);
        flood.interrupt();
    }

    @Test
    void theRestOfAnAnsweredRequestIsNotWaitedForLong() throws Exception {
        Socket socket = connect();

        write(socket, "POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");

        Answer answer = readAnswer(socket);
        assertError(answer, 404);
        assertThat(answer.closed()).isTrue();
    }

    @Test
    void aConnectionIsKeptForTheNextRequest() throws Exception {
        Socket socket = connect();

        for (int i = 0; i < 3; i++) {
            write(socket, "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
            assertThat(readHead(socket)).startsWith("HTTP/1.1 200").doesNotContain("close");
            assertThat(socket.getInputStream().readNBytes(1)).isEqualTo(new byte[] {'3'});
        }
    }

    @Test
    void theAnswerToHeadHasNoBodyThatCouldBeTakenForTheNextAnswer() throws Exception {
        Socket socket = connect();

        write(socket, "HEAD /length HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(readHead(socket)).startsWith("HTTP/1.1 405");
        write(socket, "HEAD /nowhere HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(readHead(socket)).startsWith("HTTP/1.1 404");
        write(socket, "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
        assertThat(readHead(socket)).startsWith("HTTP/1.1 200");
    }

    @Test
    void requestsInOnePacketAreAnsweredInTurn() throws Exception {
        Socket socket = connect();
        String request = "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";

        write(socket, request + request);

        for (int i = 0; i < 2; i++) {
            assertThat(readHead(socket)).startsWith("HTTP/1.1 200");
            assertThat(socket.getInputStream().readNBytes(1)).isEqualTo(new byte[] {'3'});
        }
    }

    @Test
    void whoExpectsContinueIsToldTo() throws Exception {
        Socket socket = connect();

        write(socket, post("Expect: 100-continue", "Content-Length: 3"));

        assertThat(readHead(socket)).startsWith("HTTP/1.1 100");
        write(socket, "abc");
        assertThat(readHead(socket)).startsWith("HTTP/1.1 200");
    }

    @Test
    void whoExpectsContinueAndSendsNothingIsAnswered408() throws Exception {
        Socket socket = connect();

        write(socket, post("Expect: 100-continue", "Content-Length: 3"));

        assertThat(readHead(socket)).startsWith("HTTP/1.1 100");
        assertError(readAnswer(socket), 408);
    }

    @Test
    void anIdleConnectionIsClosed() throws Exception {
        Socket silent = connect();

        assertThat(silent.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void idleConnectionsMakeRoomForThoseWithARequest() throws Exception {
        for (int i = 0; i < 5 * MOST_CONNECTIONS; i++) {
            connect();
        }

        Socket newcomer = connect();
        write(newcomer, "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");

        assertThat(readHead(newcomer)).startsWith("HTTP/1.1 200");
    }

    @Test
    void requestsThatWereBegunAndLeftMakeRoomToo() throws Exception {
        for (int i = 0; i < 2 * MOST_CONNECTIONS; i++) {
            write(connect(), "POST /length HTTP/1.1\r\nHost: a\r\n");
        }

        await().untilAsserted(() -> {
            Socket newcomer = connect();
            write(newcomer, post("Content-Length: 3") + "abc");
            assertThat(readHead(newcomer)).startsWith("HTTP/1.1 200");
        });
    }

    @Test
    void whenAllConnectionsAreBusyANewcomerIsToldSo() throws Exception {
        for (int i = 0; i < MOST_CONNECTIONS; i++) {
            write(connect(), "POST /wait HTTP/1.1\r\nHost: a\r\n\r\n");
        }

        await().untilAsserted(() -> {
            Socket newcomer = connect();
            assertError(readAnswer(newcomer), 503);
        });
    }

    @Test
    void aPackedBodyIsBoundedUnpacked() throws Exception {
        assertThat(sendPacked(new byte[LONGEST_BODY]).text()).endsWith(LONGEST_BODY + "");
        assertError(sendPacked(new byte[LONGEST_BODY + 1]), 413);
        assertError(sendPacked(new byte[50_000_000]), 413);
    }

    private Answer sendPacked(byte[] body) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(body);
        }
        Socket socket = connect();
        // Chunked, with the packed bytes cut to what the door lets in.
        byte[] bytes = packed.toByteArray();
        int length = Math.min(bytes.length, LONGEST_BODY);
        write(
                socket,
                post("Connection: close", "Content-Encoding: gzip", "Content-Length: " + length));
        socket.getOutputStream().write(bytes, 0, length);
        return readAnswer(socket);
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(10_000);
        sockets.add(socket);
        return socket;
    }

    private static String post(String... headers) {
        return "POST /length HTTP/1.1\r\nHost: a\r\n%s\r\n\r\n"
                .formatted(String.join("\r\n", headers));
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void drip(Socket socket, String text) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                write(socket, text);
                Thread.sleep(50);
            }
        } catch (IOException | InterruptedException e) {
            // the door closed it
        }
    }

    private record Answer(String text, boolean closed) {}

    /// Reads until the door closes.
    private static Answer readAnswer(Socket socket) throws IOException {
        var bytes = new ByteArrayOutputStream();
        boolean closed = true;
        InputStream in = socket.getInputStream();
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                bytes.write(b);
            }
        } catch (java.net.SocketTimeoutException e) {
            closed = false;
        } catch (java.net.SocketException e) {
            // reset, as it had not read all we sent
        }
        return new Answer(bytes.toString(StandardCharsets.UTF_8), closed);
    }

    private static String readHead(Socket socket) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = socket.getInputStream().read();
            if (b < 0) {
                break;
            }
            head.append((char) b);
        }
        return head.toString();
    }

    private static void assertError(Answer answer, int... statuses) throws IOException {
        assertThat(answer.text()).startsWith("HTTP/1.1 ");
        assertThat(Integer.parseInt(answer.text().substring(9, 12))).isIn(box(statuses));
        int end = answer.text().indexOf("\r\n\r\n");
        assertThat(answer.text().substring(0, end).toLowerCase(java.util.Locale.ROOT))
                .contains("x-acs-request-id: ", "content-type: application/json");
        JsonNode body = Json.MAPPER.readTree(answer.text().substring(end));
        assertThat(body.fieldNames()).toIterable().startsWith("code", "message", "requestId");
    }

    private static List<Integer> box(int... statuses) {
        return java.util.Arrays.stream(statuses).boxed().toList();
    }

    private static String unescape(String text) {
        return text.translateEscapes();
    }
}

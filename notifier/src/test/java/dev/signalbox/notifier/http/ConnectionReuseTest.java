package dev.signalbox.notifier.http;

import static dev.signalbox.notifier.testkit.TestRules.delivery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.testkit.Certificates;
import dev.signalbox.notifier.testkit.RawServer;
import dev.signalbox.notifier.testkit.TestRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// When a connection is used again, and what follows when the receiver closes it.
class ConnectionReuseTest {
    private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    @TempDir static Path certificates;
    private static SSLContext tls;

    @TempDir Path folder;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private TestRules rules;
    private HttpCalls calls;
    private HttpSender sender;

    /// Serves a connection.
    @FunctionalInterface
    private interface Serve {
        /// @param connection 1 for the first
        void serve(Socket socket, int connection) throws IOException;
    }

    @BeforeAll
    static void makeCertificate() throws Exception {
        tls = Certificates.make(certificates, "ip:127.0.0.1").context();
    }

    @BeforeEach
    void open() {
        rules = new TestRules(folder, Map.of("SIGNALBOX_DELIVERY_TIMEOUT", DEADLINE.toString()));
        calls =
                new HttpCalls(
                        rules.settings, InstantSource.system(), InetAddress::getAllByName, tls);
        sender = new HttpSender(calls, rules.vault, InstantSource.system());
    }

    @AfterEach
    void close() {
        calls.close();
    }

    private RawServer server(boolean encrypted, Serve serve) {
        return new RawServer(
                encrypted ? tls.getServerSocketFactory() : ServerSocketFactory.getDefault(),
                socket -> serve.serve(socket, connections.incrementAndGet()));
    }

    private RawServer server(Serve serve) {
        return server(false, serve);
    }

    /// Reads a request and answers it.
    private void answer(Socket socket, String answer) throws IOException {
        receive(socket);
        RawServer.write(socket, answer);
    }

    private void receive(Socket socket) throws IOException {
        RawServer.readRequest(socket);
        requests.incrementAndGet();
    }

    private Reply send(String url) {
        TargetKey key = rules.rule("r", url);
        Rule rule = Objects.requireNonNull(rules.rules.rule(key.ruleKey()));
        var target = (Target.Http) Objects.requireNonNull(rule.target(key.target()));
        return sender.send(delivery("e-1", key), target, 1);
    }

    private void isTaken(RawServer server, boolean encrypted) {
        String url = encrypted ? server.url().replace("http:", "https:") : server.url();
        assertThat(send(url)).isEqualTo(new Reply.Taken(200));
    }

    private void isTaken(RawServer server) {
        isTaken(server, false);
    }

    @ParameterizedTest
    @CsvSource({"false, 300", "true, 50"})
    void aReceiverThatClosesAfterEachAnswerGetsEachEventOnce(boolean encrypted, int events) {
        try (var server = server(encrypted, (socket, connection) -> answer(socket, OK))) {
            for (int i = 0; i < events; i++) {
                isTaken(server, encrypted);
            }

            assertThat(requests).hasValue(events);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aConnectionThatStaysOpenIsUsedAgain(boolean encrypted) {
        try (var server =
                server(
                        encrypted,
                        (socket, connection) -> {
                            while (true) {
                                answer(socket, OK);
                            }
                        })) {
            for (int i = 0; i < 10; i++) {
                isTaken(server, encrypted);
            }

            assertThat(connections).hasValue(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void whatMeetsAConnectionJustAsItEndsIsSentOnceMoreOnAFreshOne(
            boolean encrypted, boolean reset) {
        try (var server =
                server(
                        encrypted,
                        (socket, connection) -> {
                            answer(socket, OK);
                            receive(socket);
                            if (connection == 1) {
                                socket.setSoLinger(reset, 0);
                            } else {
                                RawServer.write(socket, OK);
                            }
                        })) {
            isTaken(server, encrypted);
            isTaken(server, encrypted);

            assertThat(requests).hasValue(3);
            assertThat(connections).hasValue(2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAnswerThatComesBeforeTheWholeRequestIsHeard(boolean used) {
        String refusal = "HTTP/1.1 413 Too Large\r\ncontent-length: 9\r\n\r\ntoo large";
        try (var server =
                server((socket, connection) -> {
                    if (used && connection == 1) {
                        answer(socket, OK);
                    }
                    int _ = socket.getInputStream().read();
                    requests.incrementAndGet();
                    RawServer.write(socket, refusal);
                })) {
            if (used) {
                isTaken(server);
            }
            HttpUrl url = HttpUrl.parse(server.url());
            var large = calls.request(url);
            large.setEntity(new ByteArrayEntity(new byte[8_000_000], ContentType.APPLICATION_JSON));

            assertThat(calls.postForStatus(large, url))
                    .isInstanceOfSatisfying(
                            HttpCalls.Result.Answer.class,
                            answer -> assertThat(answer.status()).isEqualTo(413));
            assertThat(requests).hasValue(used ? 2 : 1);
        }
    }

    @Test
    void answersBeforeTheAnswerArePassedOver() {
        try (var server =
                server((socket, connection) -> {
                    while (true) {
                        answer(
                                socket,
                                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
                                        + "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"
                                        + OK);
                    }
                })) {
            isTaken(server);
            isTaken(server);

            assertThat(requests).hasValue(2);
            assertThat(connections).hasValue(1);
        }
    }

    @Test
    void aLargeRequestThatIsCutOffIsSentOnceMoreToo() {
        try (var server =
                server((socket, connection) -> {
                    answer(socket, OK);
                    if (connection == 1) {
                        int _ = socket.getInputStream().read();
                        socket.setSoLinger(true, 0);
                    }
                })) {
            isTaken(server);
            var large = calls.request(HttpUrl.parse(server.url()));
            large.setEntity(new ByteArrayEntity(new byte[8_000_000], ContentType.APPLICATION_JSON));

            assertThat(calls.postForStatus(large, HttpUrl.parse(server.url())))
                    .isInstanceOf(HttpCalls.Result.Answer.class);
            assertThat(requests).hasValue(2);
        }
    }

    @Test
    void whatIsSentOnceMoreIsNotSentAThirdTime() {
        try (var server =
                server((socket, connection) -> {
                    if (connection == 1) {
                        answer(socket, OK);
                    }
                    receive(socket);
                })) {
            isTaken(server);

            assertThat(send(server.url()))
                    .isEqualTo(
                            new Reply.Failed(
                                    0, "closed the connection without an answer", Duration.ZERO));
            assertThat(requests).hasValue(3);
            assertThat(connections).hasValue(2);
        }
    }

    @Test
    void aFreshConnectionThatEndsWithoutAnAnswerIsAFailure() {
        try (var server = server((socket, connection) -> receive(socket))) {
            assertThat(send(server.url())).isInstanceOf(Reply.Failed.class);
            assertThat(requests).hasValue(1);
        }
    }

    @Test
    void whatWasAnsweredInPartIsNotSentOnceMore() {
        try (var server =
                server((socket, connection) -> {
                    answer(socket, OK);
                    answer(socket, "HTTP/1.");
                })) {
            isTaken(server);

            assertThat(send(server.url())).isInstanceOf(Reply.Failed.class);
            assertThat(requests).hasValue(2);
        }
    }

    @Test
    void whatIsNotAnsweredInTimeIsNotSentOnceMore() {
        try (var server =
                server((socket, connection) -> {
                    answer(socket, OK);
                    receive(socket);
                    int _ = socket.getInputStream().read();
                })) {
            isTaken(server);

            assertThat(send(server.url()))
                    .isEqualTo(new Reply.Failed(0, "no whole answer within 2s", Duration.ZERO));
            assertThat(requests).hasValue(2);
        }
    }

    @Test
    void bothTriesHaveOneDeadline() {
        try (var server =
                server((socket, connection) -> {
                    if (connection == 1) {
                        answer(socket, OK);
                    }
                    receive(socket);
                    socket.setSoTimeout(connection == 1 ? 1_000 : 0);
                    try {
                        int _ = socket.getInputStream().read();
                    } catch (SocketTimeoutException e) {
                        return;
                    }
                })) {
            isTaken(server);
            long began = System.nanoTime();

            assertThat(send(server.url())).isInstanceOf(Reply.Failed.class);

            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isBetween(DEADLINE, DEADLINE.plusMillis(900));
            assertThat(requests).hasValue(3);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "content-length: 13, false",
        "content-length: 13, true",
        "content-length: 0, false",
        "transfer-encoding: chunked, false"
    })
    void aConnectionWithUnreadBytesIsNotUsedAgain(String framing, boolean encrypted) {
        String body = framing.startsWith("transfer") ? "0\r\n\r\n{}" : "{\"msg\":\"ok\"} and more";
        try (var server =
                server(
                        encrypted,
                        (socket, connection) -> {
                            answer(socket, "HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n" + body);
                            receive(socket);
                        })) {
            isTaken(server, encrypted);
            isTaken(server, encrypted);

            assertThat(requests).hasValue(2);
            assertThat(connections).hasValue(2);
        }
    }

    @Test
    void bytesBehindAnAnswerThatHasNoBodyEndTheReuseToo() {
        try (var server =
                server((socket, connection) -> {
                    answer(socket, "HTTP/1.1 204 No Content\r\n\r\nok");
                    receive(socket);
                })) {
            assertThat(send(server.url())).isEqualTo(new Reply.Taken(204));
            assertThat(send(server.url())).isEqualTo(new Reply.Taken(204));

            assertThat(requests).hasValue(2);
            assertThat(connections).hasValue(2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bytesThatComeLaterEndTheReuseToo(boolean encrypted) {
        var late = new AtomicInteger();
        try (var server =
                server(
                        encrypted,
                        (socket, connection) -> {
                            answer(socket, OK);
                            RawServer.write(socket, "!");
                            late.incrementAndGet();
                            receive(socket);
                        })) {
            isTaken(server, encrypted);
            await().until(() -> late.get() == 1);
            isTaken(server, encrypted);

            assertThat(requests).hasValue(2);
        }
    }
}

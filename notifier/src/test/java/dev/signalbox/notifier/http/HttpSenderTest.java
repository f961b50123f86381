package dev.signalbox.notifier.http;

import static dev.signalbox.notifier.testkit.TestRules.delivery;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.testkit.RawServer;
import dev.signalbox.notifier.testkit.Receiver;
import dev.signalbox.notifier.testkit.TestRules;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSenderTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_614_265_330);
    private static final Duration DEADLINE = Duration.ofSeconds(1);

    @TempDir Path folder;
    private TestRules rules;
    private HttpSender sender;
    private volatile String resolved = "127.0.0.1";

    @BeforeEach
    void open() {
        rules = new TestRules(folder, Map.of("SIGNALBOX_DELIVERY_TIMEOUT", DEADLINE.toString()));
        sender =
                new HttpSender(
                        rules.settings,
                        rules.vault,
                        InstantSource.fixed(NOW),
                        host ->
                                InetAddress.getAllByName(
                                        host.endsWith(".example") ? resolved : host));
    }

    @AfterEach
    void close() {
        sender.close();
    }

    private Reply send(TargetKey key) {
        return send(delivery("e-1", key), key);
    }

    private Reply send(Delivery delivery, TargetKey key) {
        Rule rule = Objects.requireNonNull(rules.rules.rule(key.ruleKey()));
        Target target = Objects.requireNonNull(rule.target(key.target()));
        return sender.send(delivery, (Target.Http) target, 3);
    }

    private Reply sendTo(String url) {
        return send(rules.rule("r", url));
    }

    @Test
    void theRequestIsAStandardWebhook() {
        try (var receiver = Receiver.answering(200)) {
            String key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
            TargetKey target = rules.rule("r", receiver.url("/a?b=c"), key, true, 1);
            Delivery delivery = delivery("e-1", target);

            assertThat(send(delivery, target)).isEqualTo(new Reply.Taken(200));

            Receiver.Received post = receiver.received.getFirst();
            String signature =
                    new StandardWebhooks(key).sign(delivery.id(), "1614265330", delivery.body());
            assertThat(post.path()).isEqualTo("/a?b=c");
            assertThat(post.headers())
                    .containsEntry("content-type", "application/cloudevents+json")
                    .containsEntry("webhook-id", delivery.id())
                    .containsEntry("webhook-timestamp", "1614265330")
                    .containsEntry("webhook-signature", signature)
                    .containsEntry("x-signalbox-attempt", "3")
                    .doesNotContainKeys("x-signalbox-replay", "cookie", "accept-encoding");
            assertThat(post.headers().get("user-agent")).startsWith("Signalbox/");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 226})
    void everySuccessIsTaken(int status) {
        try (var receiver = Receiver.answering(status)) {
            assertThat(sendTo(receiver.url("/"))).isEqualTo(new Reply.Taken(status));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504, 599, 301, 302, 307, 308, 304})
    void theseMayBeTriedAgain(int status) {
        try (var receiver = Receiver.answering(status)) {
            assertThat(sendTo(receiver.url("/")))
                    .isInstanceOfSatisfying(
                            Reply.Failed.class,
                            failed -> {
                                assertThat(failed.httpStatus()).isEqualTo(status);
                                assertThat(failed.notBefore()).isZero();
                            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 405, 409, 410, 413, 418, 422, 451})
    void theseAreNotTriedAgain(int status) {
        try (var receiver = Receiver.answering(status)) {
            assertThat(sendTo(receiver.url("/")))
                    .isInstanceOfSatisfying(
                            Reply.Refused.class,
                            refused -> {
                                assertThat(refused.httpStatus()).isEqualTo(status);
                                assertThat(refused.reason()).startsWith("answered " + status);
                            });
        }
    }

    @Test
    void theTargetSaysHowLongToWait() {
        try (var receiver =
                new Receiver((exchange, number) -> {
                    exchange.getResponseHeaders().set("Retry-After", "3600");
                    exchange.sendResponseHeaders(429, -1);
                })) {
            assertThat(sendTo(receiver.url("/")))
                    .isEqualTo(new Reply.Failed(429, "answered 429", Duration.ofHours(1)));
        }
    }

    @Test
    void aRedirectIsNotFollowed() {
        try (var elsewhere = Receiver.answering(200);
                var receiver =
                        new Receiver((exchange, number) -> {
                            exchange.getResponseHeaders().set("Location", elsewhere.url("/"));
                            exchange.sendResponseHeaders(307, -1);
                        })) {
            assertThat(sendTo(receiver.url("/"))).isInstanceOf(Reply.Failed.class);
            assertThat(elsewhere.received).isEmpty();
        }
    }

    @Test
    void aConnectionIsUsedAgain() {
        var connections = new AtomicInteger();
        try (var server =
                new RawServer(socket -> {
                    connections.incrementAndGet();
                    for (int i = 0; i < 2; i++) {
                        RawServer.readRequest(socket);
                        RawServer.write(socket, "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
                    }
                })) {
            assertThat(sendTo(server.url())).isEqualTo(new Reply.Taken(200));
            assertThat(sendTo(server.url())).isEqualTo(new Reply.Taken(200));
            assertThat(connections).hasValue(1);
        }
    }

    @Test
    void aConnectionThatTheTargetHasClosedIsNotUsedAgain() throws Exception {
        var connections = new AtomicInteger();
        try (var server =
                new RawServer(socket -> {
                    connections.incrementAndGet();
                    RawServer.readRequest(socket);
                    RawServer.write(socket, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
                })) {
            assertThat(sendTo(server.url())).isEqualTo(new Reply.Taken(200));
            // Longer than a connection is trusted without a look at it.
            Thread.sleep(600);
            assertThat(sendTo(server.url())).isEqualTo(new Reply.Taken(200));
            assertThat(connections).hasValue(2);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "garbage | the head of its answer is too large, or not HTTP",
                "silence | no whole answer within 1s",
                "hang-up | closed the connection without an answer",
                "endless headers | the head of its answer is too large, or not HTTP",
                "a header without an end | the head of its answer is too large, or not HTTP",
                "a slow drip | no whole answer within 1s",
                "another version | the answer is not HTTP/1.1"
            })
    void whatAHostileTargetDoesEndsInTimeWithAReason(String behaviour, String reason) {
        try (var server = new RawServer(socket -> RawServer.behave(socket, behaviour))) {
            long began = System.nanoTime();

            Reply reply = sendTo(server.url());

            assertThat(reply).isEqualTo(new Reply.Failed(0, reason, Duration.ZERO));
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(DEADLINE.plusSeconds(2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"an endless body", "a body that drips", "a large body", "a bomb"})
    void aStatusCountsWhateverItsBodyDoes(String behaviour) {
        try (var server = new RawServer(socket -> RawServer.behave(socket, behaviour))) {
            assertThat(sendTo(server.url())).isEqualTo(new Reply.Taken(200));
        }
    }

    @Test
    void aTargetThatIsNotThereMayComeBack() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(sendTo("http://127.0.0.1:" + port + "/?token=secret"))
                .isEqualTo(
                        new Reply.Failed(0, "no connection to 127.0.0.1:" + port, Duration.ZERO));
    }

    @Test
    void plainTextWhereTlsIsExpectedIsAFailure() {
        try (var server = new RawServer(socket -> RawServer.behave(socket, "garbage"))) {
            assertThat(sendTo(server.url().replace("http:", "https:")))
                    .isInstanceOfSatisfying(
                            Reply.Failed.class,
                            failed -> assertThat(failed.reason()).startsWith("no TLS with "));
        }
    }

    @Test
    void anAddressThatTheGuardRefusesIsNeverConnectedTo() {
        resolved = "169.254.169.254";

        assertThat(sendTo("http://metadata.example/latest?token=secret"))
                .isEqualTo(
                        new Reply.Refused(
                                0,
                                "the address of metadata.example is not allowed:"
                                        + " 169.254.169.254 is a cloud's metadata service"));
    }

    @Test
    void aNameThatTurnsPrivateIsCaughtAtItsNextConnection() {
        resolved = "127.0.0.1";
        try (var server =
                new RawServer(socket -> {
                    RawServer.readRequest(socket);
                    RawServer.write(socket, RawServer.OK_AND_CLOSE);
                })) {
            String url = "http://rebinding.example:" + server.port() + "/";
            assertThat(sendTo(url)).isEqualTo(new Reply.Taken(200));

            resolved = "10.0.0.1";

            assertThat(sendTo(url)).isInstanceOf(Reply.Refused.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ftp://example.org/ | the target's url is neither http nor https",
                "file:///etc/passwd | the target's url is neither http nor https",
                "http://user:secret@example.org/ | the target's url holds a user or a password",
                "http:///path | the target's url has no host",
                "nonsense | the target's url is neither http nor https",
                "http://[::1 | the target's url is no url"
            })
    void aUrlThatIsNoneIsRefusedWithoutBeingQuoted(String url, String reason) {
        assertThat(sendTo(url)).isEqualTo(new Reply.Refused(0, reason));
    }

    @Test
    void aChangedTargetIsMetByTheNextDelivery() {
        try (var before = Receiver.answering(200);
                var after = Receiver.answering(200)) {
            sendTo(before.url("/"));
            sendTo(after.url("/"));

            assertThat(List.of(before.received.size(), after.received.size()))
                    .containsExactly(1, 1);
        }
    }

    @Test
    void aReplayIsMarked() {
        try (var receiver = Receiver.answering(200)) {
            TargetKey target = rules.rule("r", receiver.url("/"));
            Delivery live = delivery("e-1", target);
            var replayed =
                    new Delivery(
                            live.id(),
                            target,
                            "",
                            live.event(),
                            live.source(),
                            live.type(),
                            live.accepted(),
                            0,
                            List.of(),
                            "replay-7",
                            false,
                            "{}".getBytes(StandardCharsets.UTF_8));

            send(replayed, target);

            assertThat(receiver.received.getFirst().headers())
                    .containsEntry("x-signalbox-replay", "replay-7");
        }
    }
}

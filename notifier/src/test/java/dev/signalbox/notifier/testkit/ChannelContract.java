package dev.signalbox.notifier.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.http.HttpCalls;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
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

/// What holds for every channel that speaks HTTP, whatever it says: answers are understood, hostile
/// ones are bounded, and no secret leaves the call.
public abstract class ChannelContract {
    /// The time at which everything happens.
    protected static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    /// How long an attempt may take.
    protected static final Duration DEADLINE = Duration.ofSeconds(1);

    /// What stands in the url of every target, and nowhere else.
    protected static final String TOKEN = "t0ken5ecretOfTheTarget";

    /// What a target's service answers.
    ///
    /// @param retryAfter the header of that name; empty for none
    public record Given(int status, String retryAfter, String body) {}

    @TempDir Path folder;
    protected TestRules rules;
    protected HttpCalls calls;
    private CapturedLog log;

    /// A target of this channel, with whatever secrets it can have.
    ///
    /// @param base the address of the service, without a path
    protected abstract TargetKey target(String base);

    /// Makes an attempt.
    protected abstract Reply attempt(Delivery delivery, Target target);

    /// The secrets of the target besides [#TOKEN].
    protected abstract List<String> secrets();

    /// An answer that says "I have it".
    protected abstract Given taken();

    /// An answer that says "not so fast", and how long the target is to be left alone.
    protected abstract Map.Entry<Given, Duration> throttled();

    /// An answer that says "never", and what people are told.
    protected abstract Map.Entry<Given, String> refused();

    /// Whether the body of an answer decides, and not its status alone.
    protected abstract boolean bodyDecides();

    /// Whether a call may be made again whose answer was lost.
    protected boolean isRepeatable() {
        return true;
    }

    /// Turns the clock of a channel that has one.
    protected void anHourPasses() {}

    /// The delivery of an event to a target.
    protected Delivery deliveryTo(TargetKey key) {
        return TestRules.delivery("e-1", key);
    }

    /// That this became of a call whose answer was lost.
    private void isLost(Reply reply, int status, String reason) {
        if (isRepeatable()) {
            assertThat(reply).isEqualTo(new Reply.Failed(status, reason, Duration.ZERO));
        } else {
            isNotRepeated(reply, status, reason);
        }
    }

    private static void isNotRepeated(Reply reply, int status, String reason) {
        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> {
                            assertThat(refused.httpStatus()).isEqualTo(status);
                            assertThat(refused.reason()).startsWith(reason).contains("may have");
                        });
    }

    /// Opens what calls are made with.
    protected HttpCalls openCalls() {
        return new HttpCalls(rules.settings, InstantSource.fixed(NOW));
    }

    @BeforeEach
    void openContract() {
        rules = new TestRules(folder, Map.of("SIGNALBOX_DELIVERY_TIMEOUT", DEADLINE.toString()));
        calls = openCalls();
        log = new CapturedLog();
    }

    @AfterEach
    void closeContract() {
        log.close();
        calls.close();
    }

    /// Makes an attempt at a target of that address.
    protected Reply sendTo(String base) {
        return send(deliveryTo(target(base)));
    }

    /// Makes an attempt.
    protected Reply send(Delivery delivery) {
        TargetKey key = delivery.target();
        Rule rule = Objects.requireNonNull(rules.rules.rule(key.ruleKey()));
        return attempt(delivery, Objects.requireNonNull(rule.target(key.target())));
    }

    /// Makes an attempt at a service that answers so.
    protected Reply answered(Given given) {
        try (var receiver = receiver(given)) {
            return sendTo(receiver.url(""));
        }
    }

    /// A service that always answers so.
    protected static Receiver receiver(Given given) {
        return new Receiver((exchange, number) -> {
            byte[] body = given.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("content-type", "application/json");
            if (!given.retryAfter().isEmpty()) {
                exchange.getResponseHeaders().set("Retry-After", given.retryAfter());
            }
            exchange.sendResponseHeaders(given.status(), body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        });
    }

    private static String reason(Reply reply) {
        return switch (reply) {
            case Reply.Taken _ -> "";
            case Reply.Failed failed -> failed.reason();
            case Reply.Refused refused -> refused.reason();
            case Reply.Throttled throttled -> throttled.reason();
            case Reply.Postponed _ -> "";
        };
    }

    @Test
    void whatTheTargetTookIsTaken() {
        assertThat(answered(taken())).isEqualTo(new Reply.Taken(taken().status()));
    }

    @Test
    void aTargetThatIsSentTooMuchIsLeftAloneForAsLongAsItSays() {
        assertThat(answered(throttled().getKey()))
                .isInstanceOfSatisfying(
                        Reply.Throttled.class,
                        reply -> assertThat(reply.pause()).isEqualTo(throttled().getValue()));
    }

    @Test
    void whatTheTargetWillNeverTakeIsRefusedInPlainWords() {
        assertThat(answered(refused().getKey()))
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.reason()).contains(refused().getValue()));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504})
    void aStatusThatSaysLaterIsTriedAgainWhateverTheBody(int status) {
        Reply reply = answered(new Given(status, "3600", taken().body()));

        if (!isRepeatable() && !List.of(425, 429, 503).contains(status)) {
            isNotRepeated(reply, status, "answered " + status);
            return;
        }
        assertThat(reply.httpStatus()).isEqualTo(status);
        if (status == 429) {
            assertThat(reply)
                    .isInstanceOfSatisfying(
                            Reply.Throttled.class,
                            throttled ->
                                    assertThat(throttled.pause()).isEqualTo(Duration.ofHours(1)));
        } else {
            assertThat(reply)
                    .isInstanceOfSatisfying(
                            Reply.Failed.class,
                            failed ->
                                    assertThat(failed.notBefore()).isEqualTo(Duration.ofHours(1)));
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

            Reply reply = sendTo("http://127.0.0.1:" + server.port());

            isLost(reply, 0, reason);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(DEADLINE.plusSeconds(2));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "an endless body | answered 200 with a body of more than 65,536 bytes",
                "endless chunks | answered 200 with a body of more than 65,536 bytes",
                "a large body | answered 200 with a body of more than 65,536 bytes",
                "a body that drips | no whole answer within 1s",
                "a bomb | answered 200 without",
                "bad chunks | the body of its answer is not HTTP"
            })
    void aHostileBodyIsBounded(String behaviour, String reason) {
        try (var server = new RawServer(socket -> RawServer.behave(socket, behaviour))) {
            long began = System.nanoTime();

            Reply reply = sendTo("http://127.0.0.1:" + server.port());

            if (!isRepeatable()) {
                isNotRepeated(reply, 200, reason);
            } else if (bodyDecides()) {
                assertThat(reply)
                        .isInstanceOfSatisfying(
                                Reply.Failed.class,
                                failed -> {
                                    assertThat(failed.httpStatus()).isEqualTo(200);
                                    assertThat(failed.reason()).startsWith(reason);
                                });
            } else {
                assertThat(reply).isEqualTo(new Reply.Taken(200));
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(DEADLINE.plusSeconds(2));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "null",
                "[]",
                "\"ok\"",
                "{",
                "{}",
                "{\"errcode\": null, \"code\": {}}",
                "{\"errcode\": 0.5, \"code\": 1e400}",
                "{\"errcode\": 99999999999999999999, \"code\": true}",
                "{\"errcode\": 0, \"errcode\": 0, \"code\": 0, \"code\": 0}",
                "<html>Welcome to the proxy</html>"
            })
    void aBodyThatSaysNothingOfTheKindDecidesNothing(String body) {
        Reply reply = answered(new Given(200, "", body));
        if (!isRepeatable()) {
            isNotRepeated(reply, 200, "answered 200 without a code");
        } else if (bodyDecides()) {
            assertThat(reply)
                    .isInstanceOfSatisfying(
                            Reply.Failed.class,
                            failed ->
                                    assertThat(failed.reason())
                                            .startsWith("answered 200 without "));
        } else {
            assertThat(reply).isEqualTo(new Reply.Taken(200));
        }
    }

    private String answer() {
        byte[] body = taken().body().getBytes(StandardCharsets.UTF_8);
        return "HTTP/1.1 %d OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s"
                .formatted(taken().status(), body.length, taken().body());
    }

    @Test
    void aServiceThatClosesAfterEachAnswerIsSentEachOnce() {
        var requests = new AtomicInteger();
        try (var server =
                new RawServer(socket -> {
                    RawServer.readRequest(socket);
                    requests.incrementAndGet();
                    RawServer.write(socket, answer());
                })) {
            for (int i = 0; i < 6; i++) {
                assertThat(sendTo("http://127.0.0.1:" + server.port()))
                        .isEqualTo(new Reply.Taken(taken().status()));
                anHourPasses();
            }

            assertThat(requests).hasValue(6);
        }
    }

    @Test
    void aServiceThatClosesAConnectionUnderACallIsStillReached() {
        var answered = new AtomicInteger();
        try (var server =
                new RawServer(socket -> {
                    RawServer.readRequest(socket);
                    answered.incrementAndGet();
                    RawServer.write(socket, answer());
                    RawServer.readRequest(socket);
                })) {
            for (int i = 0; i < 3; i++) {
                assertThat(sendTo("http://127.0.0.1:" + server.port()))
                        .isEqualTo(new Reply.Taken(taken().status()));
                anHourPasses();
            }

            assertThat(answered).hasValue(3);
        }
    }

    @Test
    void aTargetThatIsNotThereMayComeBack() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(sendTo("http://127.0.0.1:" + port))
                .isEqualTo(
                        new Reply.Failed(0, "no connection to 127.0.0.1:" + port, Duration.ZERO));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 302, 400, 404, 429, 500})
    void noSecretIsInAReasonOrALog(int status) {
        var secrets = new ArrayList<>(secrets());
        secrets.add(TOKEN);
        String echo = "you sent " + String.join(" and ", secrets);
        String body =
                ("{\"errcode\": 4711, \"errmsg\": \"%1$s\", \"code\": 4711, \"msg\": \"%1$s\","
                                + " \"Code\": \"isv.X\", \"Message\": \"%1$s\"}")
                        .formatted(echo);

        Reply reply = answered(new Given(status, "", body));

        for (String secret : secrets) {
            assertThat(reason(reply)).doesNotContainIgnoringCase(secret);
            assertThat(log.lines()).noneMatch(line -> line.contains(secret));
        }
    }

    @Test
    protected void aFailureWithoutAnAnswerTellsNoSecretEither() {
        Reply reply = sendTo("ftp://127.0.0.1");

        assertThat(reason(reply)).isEqualTo("the target's url is neither http nor https");
        assertThat(log.lines()).noneMatch(line -> line.contains(TOKEN));
    }
}

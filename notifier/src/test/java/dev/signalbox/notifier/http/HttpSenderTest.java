package dev.signalbox.notifier.http;

import static dev.signalbox.notifier.testkit.TestRules.delivery;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.rule.Transform;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.testkit.ChannelContract;
import dev.signalbox.notifier.testkit.RawServer;
import dev.signalbox.notifier.testkit.Receiver;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.concurrent.Cancellable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSenderTest extends ChannelContract {
    private static final String KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static final Reply TIME_OUT =
            new Reply.Failed(0, "no whole answer within 1s", Duration.ZERO);

    private HttpSender sender;
    private volatile String resolved = "127.0.0.1";

    @Override
    protected HttpCalls openCalls() {
        return new HttpCalls(
                rules.settings,
                InstantSource.fixed(NOW),
                host -> InetAddress.getAllByName(host.endsWith(".example") ? resolved : host));
    }

    @BeforeEach
    void openSender() {
        sender = new HttpSender(calls, rules.vault, InstantSource.fixed(NOW));
    }

    @Override
    protected TargetKey target(String base) {
        return rules.rule("r", base + "/hook?token=" + TOKEN, KEY, true, 1);
    }

    @Override
    protected Reply attempt(Delivery delivery, Target target) {
        return sender.send(delivery, (Target.Http) target, 3);
    }

    @Override
    protected List<String> secrets() {
        return List.of(KEY, KEY.substring("whsec_".length()));
    }

    @Override
    protected Given taken() {
        return new Given(202, "", "thank you");
    }

    @Override
    protected Map.Entry<Given, Duration> throttled() {
        return Map.entry(new Given(429, "3600", ""), Duration.ofHours(1));
    }

    @Override
    protected Map.Entry<Given, String> refused() {
        return Map.entry(new Given(410, "", ""), "the target is gone for good");
    }

    @Override
    protected boolean bodyDecides() {
        return false;
    }

    private Reply sendToUrl(String url) {
        return send(delivery("e-1", rules.rule("r", url)));
    }

    @Test
    void theRequestIsAStandardWebhook() {
        try (var receiver = Receiver.answering(200)) {
            TargetKey target = rules.rule("r", receiver.url("/a?b=c"), KEY, true, 1);
            Delivery delivery = delivery("e-1", target);

            assertThat(send(delivery)).isEqualTo(new Reply.Taken(200));

            Receiver.Received post = receiver.received.getFirst();
            String signature =
                    new StandardWebhooks(KEY).sign(delivery.id(), "1700000000", delivery.body());
            assertThat(post.path()).isEqualTo("/a?b=c");
            assertThat(post.headers())
                    .containsEntry("content-type", "application/cloudevents+json")
                    .containsEntry("webhook-id", delivery.id())
                    .containsEntry("webhook-timestamp", "1700000000")
                    .containsEntry("webhook-signature", signature)
                    .containsEntry("x-signalbox-attempt", "3")
                    .doesNotContainKeys(
                            "x-signalbox-replay",
                            "x-signalbox-redrive",
                            "cookie",
                            "accept-encoding");
            assertThat(post.headers().get("user-agent")).startsWith("Signalbox/");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"xn--mller-kva.example", "müller.example"})
    void aHostOfOtherLettersIsCalledByItsAsciiName(String host) {
        try (var receiver = Receiver.answering(200)) {
            int port = URI.create(receiver.url("/")).getPort();

            assertThat(sendToUrl("http://" + host + ":" + port + "/"))
                    .isEqualTo(new Reply.Taken(200));

            assertThat(receiver.received.getFirst().headers())
                    .containsEntry("host", "xn--mller-kva.example:" + port);
        }
    }

    @Test
    void aDeadlineThatPassesDuringTheLookUpIsATimeOut() {
        try (var receiver = Receiver.answering(200);
                var slow = new HttpCalls(rules.settings, clock(), HttpSenderTest::tooSlow)) {
            sender = new HttpSender(slow, rules.vault, clock());

            assertThat(sendToUrl(receiver.url("/"))).isEqualTo(TIME_OUT);

            assertThat(receiver.received).isEmpty();
        }
    }

    /// A request that the client takes so long to prepare that its deadline passes.
    private static final class LatePost extends HttpPost {
        private static final long serialVersionUID = 1;

        private final transient CountDownLatch cancelled = new CountDownLatch(1);
        private int stepsLeft;

        LatePost(URI uri, int stepsLeft) {
            super(uri);
            this.stepsLeft = stepsLeft;
        }

        @Override
        public boolean cancel() {
            boolean first = super.cancel();
            cancelled.countDown();
            return first;
        }

        @Override
        public void setDependency(Cancellable cancellable) {
            if (--stepsLeft == 0) {
                try {
                    cancelled.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            super.setDependency(cancellable);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aDeadlineThatPassesBetweenTwoStepsOfTheClientIsATimeOut(int steps) {
        try (var receiver = Receiver.answering(200)) {
            HttpUrl url = HttpUrl.parse(receiver.url("/"));

            assertThat(calls.postForStatus(new LatePost(url.uri(), steps), url))
                    .isEqualTo(new HttpCalls.Result.NoAnswer(TIME_OUT, false));

            assertThat(receiver.received).isEmpty();
        }
    }

    private static InstantSource clock() {
        return InstantSource.fixed(NOW);
    }

    /// A look-up that takes longer than an attempt may.
    private static InetAddress[] tooSlow(String host) throws UnknownHostException {
        try {
            boolean _ = new CountDownLatch(1).await(DEADLINE.toMillis() + 200, MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return InetAddress.getAllByName(host);
    }

    @Test
    void theTokenGoesWithTheRequestAsEventBridgeHasIt() {
        try (var receiver = Receiver.answering(200)) {
            var rule = new RuleKey("1", "default", "r");
            TargetKey target =
                    rules.rule(
                            rule,
                            new Target.Http(
                                    "hook",
                                    DeliveryOptions.DEFAULT,
                                    rules.vault.seal(rule, receiver.url("/")),
                                    null,
                                    rules.vault.seal(rule, "t0ken")));

            assertThat(send(delivery("e-1", target))).isEqualTo(new Reply.Taken(200));

            assertThat(receiver.received.getFirst().headers())
                    .containsEntry("x-eventbridge-signature-token", "t0ken");
        }
    }

    @Test
    void twoKeysSignAndHeadersOfTheTargetGoAlong() {
        String other = "whsec_" + "QUJD".repeat(8);
        try (var receiver =
                new Receiver((exchange, number) -> {
                    byte[] body = "no: Bearer s3cret5, s3cret5".getBytes(UTF_8);
                    exchange.sendResponseHeaders(401, body.length);
                    exchange.getResponseBody().write(body);
                })) {
            var rule = new RuleKey("1", "default", "r");
            TargetKey target =
                    rules.rule(
                            rule,
                            new Target.Http(
                                    "hook",
                                    DeliveryOptions.DEFAULT,
                                    rules.vault.seal(rule, receiver.url("/")),
                                    rules.vault.seal(rule, KEY + " " + other),
                                    null,
                                    Map.of(
                                            "Authorization",
                                            rules.vault.seal(rule, "Bearer s3cret5"))));
            Delivery delivery = delivery("e-1", target);

            assertThat(send(delivery))
                    .isEqualTo(new Reply.Refused(401, "answered 401: no: ***, ***"));

            String first =
                    new StandardWebhooks(KEY).sign(delivery.id(), "1700000000", delivery.body());
            String second =
                    new StandardWebhooks(other).sign(delivery.id(), "1700000000", delivery.body());
            assertThat(receiver.received.getFirst().headers())
                    .containsEntry("webhook-signature", first + " " + second)
                    .containsEntry("authorization", "Bearer s3cret5");
        }
    }

    @Test
    void thePasswordOfABasicLoginIsNotToldEither() {
        try (var receiver =
                new Receiver((exchange, number) -> {
                    byte[] body = "nobody is ops:passw0rd, not with passw0rd".getBytes(UTF_8);
                    exchange.sendResponseHeaders(401, body.length);
                    exchange.getResponseBody().write(body);
                })) {
            var rule = new RuleKey("1", "default", "r");
            TargetKey target =
                    rules.rule(
                            rule,
                            new Target.Http(
                                    "hook",
                                    DeliveryOptions.DEFAULT,
                                    rules.vault.seal(rule, receiver.url("/")),
                                    null,
                                    null,
                                    Map.of(
                                            "Authorization",
                                            rules.vault.seal(rule, "Basic b3BzOnBhc3N3MHJk"))));

            assertThat(send(delivery("e-1", target)))
                    .isEqualTo(new Reply.Refused(401, "answered 401: nobody is ***, not with ***"));
        }
    }

    @Test
    void whatIsSentIsTransformedAndSignedAsItIsSent() {
        String key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        var text = new Transform.Template(Map.of("id", "$.id"), "Bahnhof Köln: ${id}");
        var json = new Transform.Template(Map.of("id", "$.id"), "{\"text\": \"${id}\"}");
        try (var receiver = Receiver.answering(200)) {
            for (Transform transform :
                    List.of(text, json, new Transform.JsonPath("$"), new Transform.Constant(""))) {
                TargetKey target = rules.rule("r", receiver.url("/"), key, true, 1, transform);
                assertThat(send(delivery("e-1", target))).isEqualTo(new Reply.Taken(200));
            }

            assertThat(receiver.received)
                    .extracting(post -> post.headers().get("content-type"), Receiver.Received::body)
                    .containsExactly(
                            tuple("text/plain; charset=utf-8", "Bahnhof Köln: e-1"),
                            tuple("application/json", "{\"text\": \"e-1\"}"),
                            tuple("application/json", "{\"id\":\"e-1\"}"),
                            tuple("text/plain; charset=utf-8", ""));
            assertThat(receiver.received)
                    .allSatisfy(post ->
                            assertThat(post.headers())
                                    .containsEntry(
                                            "webhook-signature",
                                            new StandardWebhooks(key)
                                                    .sign(
                                                            String.valueOf(
                                                                    post.headers()
                                                                            .get("webhook-id")),
                                                            "1700000000",
                                                            post.body().getBytes(UTF_8))));
        }
    }

    @Test
    void aTransformThatAnOlderVersionStoredAndThisOneRefusesIsNamed() {
        TargetKey target =
                rules.rule(
                        "r", "http://127.0.0.1:1/", null, true, 1, new Transform.JsonPath("$..a"));

        assertThat(send(delivery("e-1", target)))
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused ->
                                assertThat(refused.reason())
                                        .startsWith(
                                                "the target's transform cannot be used: value: has"
                                                        + " .., which searches the whole event"));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 226})
    void everySuccessIsTaken(int status) {
        try (var receiver = Receiver.answering(status)) {
            assertThat(sendToUrl(receiver.url("/"))).isEqualTo(new Reply.Taken(status));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 500, 502, 503, 504, 599, 301, 302, 307, 308, 304})
    void theseMayBeTriedAgain(int status) {
        try (var receiver = Receiver.answering(status)) {
            assertThat(sendToUrl(receiver.url("/")))
                    .isInstanceOfSatisfying(
                            Reply.Failed.class,
                            failed -> {
                                assertThat(failed.httpStatus()).isEqualTo(status);
                                assertThat(failed.notBefore()).isZero();
                            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 405, 410, 413, 418, 422, 451})
    void theseAreNotTriedAgain(int status) {
        try (var receiver = Receiver.answering(status)) {
            assertThat(sendToUrl(receiver.url("/")))
                    .isInstanceOfSatisfying(
                            Reply.Refused.class,
                            refused -> {
                                assertThat(refused.httpStatus()).isEqualTo(status);
                                assertThat(refused.reason()).startsWith("answered " + status);
                            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 409})
    void aReceiverThatIsDeployedAnewIsTriedAFewTimesMore(int status) {
        try (var receiver = Receiver.answering(status)) {
            assertThat(sendToUrl(receiver.url("/")))
                    .isEqualTo(new Reply.Failed(status, "answered " + status, Duration.ZERO, true));
        }
    }

    @Test
    void theTargetSaysHowLongToWait() {
        try (var receiver =
                new Receiver((exchange, number) -> {
                    exchange.getResponseHeaders().set("Retry-After", "3600");
                    exchange.sendResponseHeaders(429, -1);
                })) {
            assertThat(sendToUrl(receiver.url("/")))
                    .isEqualTo(new Reply.Throttled(429, "answered 429", Duration.ofHours(1)));
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
            assertThat(sendToUrl(receiver.url("/"))).isInstanceOf(Reply.Failed.class);
            assertThat(elsewhere.received).isEmpty();
        }
    }

    @Test
    void plainTextWhereTlsIsExpectedIsAFailure() {
        try (var server = new RawServer(socket -> RawServer.behave(socket, "garbage"))) {
            assertThat(sendToUrl(server.url().replace("http:", "https:")))
                    .isInstanceOfSatisfying(
                            Reply.Failed.class,
                            failed -> assertThat(failed.reason()).startsWith("no TLS with "));
        }
    }

    @Test
    void anAddressThatTheGuardRefusesIsNeverConnectedTo() {
        resolved = "169.254.169.254";

        assertThat(sendToUrl("http://metadata.example/latest?token=secret"))
                .isEqualTo(
                        new Reply.Refused(
                                0,
                                "the address of metadata.example is not allowed:"
                                        + " 169.254.169.254 is a cloud's metadata service; an"
                                        + " operator can allow private networks by"
                                        + " SIGNALBOX_TARGET_NETWORKS"));
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
            assertThat(sendToUrl(url)).isEqualTo(new Reply.Taken(200));

            resolved = "10.0.0.1";

            assertThat(sendToUrl(url)).isInstanceOf(Reply.Refused.class);
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
        assertThat(sendToUrl(url)).isEqualTo(new Reply.Refused(0, reason));
    }

    @Test
    void aChangedTargetIsMetByTheNextDelivery() {
        try (var before = Receiver.answering(200);
                var after = Receiver.answering(200)) {
            sendToUrl(before.url("/"));
            sendToUrl(after.url("/"));

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
                            0,
                            List.of(),
                            "replay-7",
                            false,
                            "{}".getBytes(UTF_8));

            send(replayed);

            assertThat(receiver.received.getFirst().headers())
                    .containsEntry("x-signalbox-replay", "replay-7");
        }
    }

    @Test
    void aDeliveryThatIsSentAgainOutOfTheDeadLettersSaysSoUnderTheSameId() {
        try (var receiver = Receiver.answering(200)) {
            Delivery dead = delivery("e-1", rules.rule("r", receiver.url("/")));

            send(dead.redriven(0));

            assertThat(receiver.received.getFirst().headers())
                    .containsEntry("webhook-id", dead.id())
                    .containsEntry("x-signalbox-redrive", "true");
        }
    }

    private static String reason(Reply reply) {
        return reply instanceof Reply.Failed failed ? failed.reason() : reply.toString();
    }

    private String said(String contentType, byte[] body, String... headers) {
        try (var receiver =
                new Receiver((exchange, number) -> {
                    exchange.getResponseHeaders().set("content-type", contentType);
                    for (int i = 0; i < headers.length; i += 2) {
                        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
                    }
                    exchange.sendResponseHeaders(503, body.length);
                    exchange.getResponseBody().write(body);
                })) {
            return reason(sendTo(receiver.url("")));
        }
    }

    @Test
    void theWordsOfATargetThatSaysNoAreToldInOneLine() {
        assertThat(said("text/plain", "out of\r\n\tdisk ☃ \u202e".getBytes(UTF_8)))
                .isEqualTo("answered 503: out of disk ☃");
        assertThat(said("text/plain; charset=GBK", "磁盘已满".getBytes(Charset.forName("GBK"))))
                .isEqualTo("answered 503: 磁盘已满");
        assertThat(said("text/html", "x".repeat(201).getBytes(UTF_8)))
                .isEqualTo("answered 503: " + "x".repeat(200) + "…");
        assertThat(said("text/html", new byte[0])).isEqualTo("answered 503");
    }

    @Test
    void whatIsNoTextIsToldByItsLength() {
        byte[] binary = {1, (byte) 0xff, (byte) 0xfe, 0};
        assertThat(said("text/plain", binary)).isEqualTo("answered 503: (4 bytes, not text)");
        assertThat(said("text/plain", "a\0b".getBytes(UTF_8)))
                .isEqualTo("answered 503: (3 bytes, not text)");
        assertThat(said("text/plain", "packed".getBytes(UTF_8), "content-encoding", "gzip"))
                .isEqualTo("answered 503: (6 bytes, not text)");
        assertThat(said("text/plain; charset=nonsense", binary))
                .isEqualTo("answered 503: (4 bytes, not text)");
    }

    @Test
    void aSecretThatWasCutOffIsNotToldEither() {
        for (int before = 4_096 - 2 * TOKEN.length(); before < 4_100; before++) {
            // Short masks make room, so that what was at the end comes into sight.
            String words = (TOKEN + " ").repeat(before / (TOKEN.length() + 1));
            String text = words + ".".repeat(before - words.length()) + TOKEN + ".".repeat(9_000);

            assertThat(said("text/plain", text.getBytes(UTF_8)))
                    .startsWith("answered 503: *** ***")
                    .doesNotContain(TOKEN.substring(0, 4));
        }
    }
}

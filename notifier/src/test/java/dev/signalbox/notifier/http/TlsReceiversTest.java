package dev.signalbox.notifier.http;

import static dev.signalbox.notifier.testkit.TestRules.delivery;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What TLS with receivers asks for, and what is said where it fails.
class TlsReceiversTest {
    @TempDir static Path shared;
    private static Certificates good;
    private static Path authority;
    private static Certificates own;
    private static Path ownCertificate;
    private static Path ownKey;

    @TempDir Path folder;
    private final List<String> names = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void makeCertificates() throws Exception {
        good =
                Certificates.make(
                        shared, "dns:gateway,dns:xn--mller-kva.example,dns:x.example,ip:127.0.0.1");
        authority = good.authorityTo(shared.resolve("authority.pem"));
        own = Certificates.make(shared, "dns:signalbox");
        ownCertificate = own.authorityTo(shared.resolve("own.pem"));
        ownKey = own.keyTo(shared.resolve("own-key.pem"));
    }

    /// A receiver that takes everything and notes the names that it is called by.
    private RawServer receiver(Certificates certificates) {
        return new RawServer(certificates.context().getServerSocketFactory(), this::take);
    }

    /// A receiver that knows no client but the one of our certificate, if that.
    private RawServer demanding(boolean knowsUs, String... protocols) throws Exception {
        SSLContext context = knowsUs ? good.trusting(own) : good.context();
        var server = (SSLServerSocket) RawServer.open(context.getServerSocketFactory());
        server.setNeedClientAuth(true);
        server.setEnabledProtocols(protocols);
        return new RawServer(server, this::take);
    }

    private void take(Socket socket) throws IOException {
        if (socket instanceof SSLSocket tls) {
            tls.startHandshake();
            ((ExtendedSSLSession) tls.getSession())
                    .getRequestedServerNames()
                    .forEach(name -> names.add(new String(name.getEncoded(), US_ASCII)));
        }
        RawServer.readRequest(socket);
        RawServer.write(socket, RawServer.OK_AND_CLOSE);
    }

    private Reply send(String host, int port, Path authorities) {
        return send(host, port, Map.of("SIGNALBOX_TARGET_CA", authorities.toString()));
    }

    private Reply send(String host, int port, Map<String, String> settings) {
        var all = new HashMap<>(settings);
        all.put("SIGNALBOX_DELIVERY_TIMEOUT", "PT5S");
        var rules = new TestRules(folder, all);
        try (var calls = calls(rules)) {
            return send(rules, calls, "https://" + host + ":" + port + "/");
        }
    }

    private static HttpCalls calls(TestRules rules) {
        return new HttpCalls(
                rules.settings,
                InstantSource.system(),
                host -> InetAddress.getAllByName("127.0.0.1"));
    }

    private static Reply send(TestRules rules, HttpCalls calls, String url) {
        TargetKey key = rules.rule("r", url);
        Rule rule = Objects.requireNonNull(rules.rules.rule(key.ruleKey()));
        return new HttpSender(calls, rules.vault, InstantSource.system())
                .send(
                        delivery("e-1", key),
                        (Target.Http) Objects.requireNonNull(rule.target(key.target())),
                        1);
    }

    private static void failed(Reply reply, String words) {
        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Failed.class,
                        failed ->
                                assertThat(failed.reason())
                                        .startsWith("no TLS with ")
                                        .contains(words)
                                        .doesNotContain("Exception", "sun.", "PKIX"));
    }

    @ParameterizedTest
    @CsvSource({
        "gateway, gateway",
        "x.example, x.example",
        "x.example., x.example",
        "müller.example, xn--mller-kva.example"
    })
    void everyHostNameIsSentAlong(String host, String name) {
        try (var server = receiver(good)) {
            assertThat(send(host, server.port(), authority)).isEqualTo(new Reply.Taken(200));
            assertThat(names).containsExactly(name);
        }
    }

    @Test
    void anAddressIsNotSentAlong() {
        try (var server = receiver(good)) {
            assertThat(send("127.0.0.1", server.port(), authority)).isEqualTo(new Reply.Taken(200));
            assertThat(names).isEmpty();
        }
    }

    @Test
    void anAuthorityThatIsNotKnownIsSaid() {
        try (var server = receiver(good)) {
            failed(send("x.example", server.port(), ownCertificate), "SIGNALBOX_TARGET_CA");
            failed(send("x.example", server.port(), Map.of()), "not known here");
        }
    }

    @Test
    void anotherHostsCertificateIsSaid() {
        try (var server = receiver(good)) {
            failed(send("y.example", server.port(), authority), "for another host name");
        }
    }

    @ParameterizedTest
    @CsvSource({"-20d, 10, has expired; its owner has to renew it", "+20d, 10, is not valid yet"})
    void aCertificateThatIsNotValidNowIsSaid(String start, String days, String words)
            throws Exception {
        Certificates other = Certificates.signed(folder, "dns:x.example", start, days);
        Path itself = other.authorityTo(folder.resolve("other.pem"));
        try (var server = receiver(other)) {
            failed(send("x.example", server.port(), itself), words);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aReceiverThatWantsAClientCertificateIsSaid(String protocol) throws Exception {
        try (var server = demanding(false, protocol)) {
            for (int i = 0; i < 5; i++) {
                failed(
                        send("x.example", server.port(), authority),
                        "asks for a client certificate");
            }
        }
    }

    private Map<String, String> withOwnCertificate() {
        return Map.of(
                "SIGNALBOX_TARGET_CA", authority.toString(),
                "SIGNALBOX_TARGET_CERTIFICATE", ownCertificate.toString(),
                "SIGNALBOX_TARGET_CERTIFICATE_KEY", ownKey.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aReceiverThatWantsAClientCertificateGetsIt(String protocol) throws Exception {
        try (var server = demanding(true, protocol)) {
            assertThat(send("x.example", server.port(), withOwnCertificate()))
                    .isEqualTo(new Reply.Taken(200));
        }
    }

    @Test
    void aReceiverThatSpeaksNoTlsIsSaid() {
        try (var server =
                new RawServer(socket -> RawServer.write(socket, "HTTP/1.1 400 x\r\n\r\n"))) {
            failed(send("x.example", server.port(), authority), "does not speak TLS there");
        }
        try (var server = new RawServer(socket -> {})) {
            failed(send("x.example", server.port(), authority), "closed the connection");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "40, it refuses the handshake",
        "70, no version of TLS from 1.2 on",
        "71, no cipher in common",
        "48, does not know its authority",
        "112, does not serve that host name",
        "80, internal_error"
    })
    void anAlertIsSaid(int alert, String words) {
        try (var server =
                new RawServer(socket -> {
                    int _ = socket.getInputStream().read(new byte[4_096]);
                    socket.getOutputStream().write(new byte[] {21, 3, 3, 0, 2, 2, (byte) alert});
                    int _ = socket.getInputStream().read(new byte[4_096]);
                })) {
            failed(send("x.example", server.port(), authority), words);
        }
    }

    @Test
    void filesThatChangeAreReadAgain() throws Exception {
        Path file = folder.resolve("ca.pem");
        Files.copy(ownCertificate, file);
        var rules = new TestRules(folder, Map.of("SIGNALBOX_TARGET_CA", file.toString()));
        try (var server = receiver(good);
                var calls = calls(rules)) {
            String url = "https://x.example:" + server.port() + "/";
            failed(send(rules, calls, url), "SIGNALBOX_TARGET_CA");

            Files.writeString(file, Files.readString(file) + Files.readString(authority));
            await().untilAsserted(() ->
                    assertThat(send(rules, calls, url)).isEqualTo(new Reply.Taken(200)));

            Files.writeString(file, "broken");
            assertThat(send(rules, calls, url)).isEqualTo(new Reply.Taken(200));
        }
    }

    @Test
    void filesThatCannotBeUsedAreSaidAtTheStart() throws Exception {
        Path none = folder.resolve("none.pem");
        Path text = Files.writeString(folder.resolve("text.pem"), "no certificate");
        var wrong = new ArrayList<Map.Entry<Map<String, String>, String>>();
        wrong.add(Map.entry(Map.of("SIGNALBOX_TARGET_CA", none.toString()), "does not exist"));
        wrong.add(Map.entry(Map.of("SIGNALBOX_TARGET_CA", text.toString()), "no certificate"));
        wrong.add(
                Map.entry(
                        Map.of(
                                "SIGNALBOX_TARGET_CERTIFICATE", ownCertificate.toString(),
                                "SIGNALBOX_TARGET_CERTIFICATE_KEY", ownCertificate.toString()),
                        "no unencrypted key"));
        wrong.add(
                Map.entry(
                        Map.of(
                                "SIGNALBOX_TARGET_CERTIFICATE", authority.toString(),
                                "SIGNALBOX_TARGET_CERTIFICATE_KEY", ownKey.toString()),
                        "is not the key of"));
        wrong.forEach(one ->
                assertThatThrownBy(() -> calls(new TestRules(folder, one.getKey())).close())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("SIGNALBOX_TARGET_")
                        .hasMessageContaining(one.getValue()));
    }
}

package dev.signalbox.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.settings.InvalidSettings;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.settings.TlsFiles;
import dev.signalbox.web.tls.ServerCertificate;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The HTTP server with a certificate.
class TlsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// Made once, since that takes a process each.
    private static final Map<String, KeyStore> MADE = new HashMap<>();

    @TempDir private Path folder;
    private TlsFiles files;
    private final PrometheusRegistry metrics = new PrometheusRegistry();

    @BeforeEach
    void name() {
        files = new TlsFiles(folder.resolve("cert.pem"), folder.resolve("key.pem"));
    }

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private int port;

    private void start() {
        var certificate = ServerCertificate.open(files, metrics);
        open.push(certificate);
        var server =
                HttpServer.open(
                        new HostPort("127.0.0.1", 0),
                        Settings.forStandalone(Map.of()).limits(),
                        AccessControl.NONE,
                        certificate.context(),
                        metrics,
                        List::of,
                        List.of());
        open.push(server);
        port = server.port();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable part : open) {
            part.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void requestsComeOverTls(String algorithm) throws Exception {
        write("one", algorithm);
        start();

        try (var connection = connect()) {
            assertThat(name(connection)).isEqualTo("CN=one");
            assertThat(get(connection)).startsWith("HTTP/1.1 200");
            assertThat(get(connection)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aChangedCertificateIsForNewConnectionsAndOpenOnesGoOn() throws Exception {
        write("one", "EC");
        start();
        try (var old = connect()) {
            assertThat(get(old)).startsWith("HTTP/1.1 200");

            write("two", "RSA");

            await().atMost(PATIENCE)
                    .untilAsserted(() -> {
                        try (var connection = connect()) {
                            assertThat(name(connection)).isEqualTo("CN=two");
                            assertThat(get(connection)).startsWith("HTTP/1.1 200");
                        }
                    });
            assertThat(get(old)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void filesThatCannotBeUsedChangeNothingAndAreCounted() throws Exception {
        write("one", "EC");
        start();

        Files.writeString(files.key(), "nothing");

        await().atMost(PATIENCE).until(() -> metric("signalbox_http_certificate_broken") == 1);
        try (var connection = connect()) {
            assertThat(name(connection)).isEqualTo("CN=one");
        }
        write("two", "EC");
        await().atMost(PATIENCE).until(() -> metric("signalbox_http_certificate_broken") == 0);
    }

    @Test
    void aCallerWithoutTlsGetsNothingAndDisturbsNobody() throws Exception {
        write("one", "EC");
        start();

        try (var plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
            plain.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
            plain.setSoTimeout(10_000);
            assertThat(new String(plain.getInputStream().readAllBytes(), US_ASCII))
                    .doesNotContain("HTTP");
        }
        try (var connection = connect()) {
            assertThat(get(connection)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void theOlderFormOfAnRsaKeyIsRead() throws Exception {
        KeyStore store = write("one", "RSA");
        byte[] pkcs8 = store.getKey("server", "changeit".toCharArray()).getEncoded();
        // RSA's own form follows 26 bytes of PKCS #8.
        writePem(files.key(), "RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length));
        start();

        try (var connection = connect()) {
            assertThat(get(connection)).startsWith("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    cert.pem |                                                | SIGNALBOX_TLS_CERTIFICATE: %s is not there
                    key.pem  |                                                | SIGNALBOX_TLS_KEY: %s is not there
                    cert.pem | hello                                          | SIGNALBOX_TLS_CERTIFICATE: %s holds no certificates in PEM (BEGIN CERTIFICATE)
                    key.pem  | hello                                          | SIGNALBOX_TLS_KEY: %s holds no private key in PEM (BEGIN PRIVATE KEY)
                    key.pem  | -----BEGIN PRIVATE KEY-----AAAA-----END PRIVATE KEY-----  | SIGNALBOX_TLS_KEY: %s holds a key that is damaged, or neither RSA nor EC nor EdDSA
                    key.pem  | -----BEGIN EC PRIVATE KEY-----AAAA-----END EC PRIVATE KEY----- | SIGNALBOX_TLS_KEY: %s holds a key in an older form (EC PRIVATE KEY); `openssl pkcs8 -topk8 -nocrypt` converts it
                    key.pem  | -----BEGIN ENCRYPTED PRIVATE KEY-----AAAA-----END ENCRYPTED PRIVATE KEY----- | SIGNALBOX_TLS_KEY: %s holds a key that is encrypted; `openssl pkcs8 -topk8 -nocrypt` decrypts it
                    """)
    void aBadFileIsOneLineAtTheStart(String name, String content, String words) throws Exception {
        write("one", "EC");
        Path file = folder.resolve(name);
        if (content == null) {
            Files.delete(file);
        } else {
            Files.writeString(file, content);
        }

        assertThatThrownBy(() -> ServerCertificate.check(files))
                .isInstanceOf(InvalidSettings.class)
                .hasMessage(words.formatted(file));
    }

    @Test
    void aKeyOfAnotherCertificateIsNoticed() throws Exception {
        write("one", "EC");
        String key = Files.readString(files.key());
        write("two", "EC");
        Files.writeString(files.key(), key);

        assertThatThrownBy(() -> ServerCertificate.check(files))
                .hasMessageContaining("is not the key of the first certificate in");
    }

    private KeyStore write(String name, String algorithm) throws Exception {
        KeyStore store = MADE.get(name + algorithm);
        if (store == null) {
            store = make(name, algorithm);
            MADE.put(name + algorithm, store);
        }
        writePem(files.certificate(), "CERTIFICATE", store.getCertificate("server").getEncoded());
        writePem(
                files.key(),
                "PRIVATE KEY",
                store.getKey("server", "changeit".toCharArray()).getEncoded());
        return store;
    }

    private KeyStore make(String name, String algorithm) throws Exception {
        Path file = folder.resolve(name + algorithm + ".p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "server",
                                "-keyalg",
                                algorithm,
                                "-dname",
                                "CN=" + name,
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                "changeit")
                        .redirectErrorStream(true)
                        .start();
        String output = new String(keytool.getInputStream().readAllBytes(), US_ASCII);
        assertThat(keytool.waitFor()).as(output).isZero();
        var store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, "changeit".toCharArray());
        }
        return store;
    }

    private static void writePem(Path file, String kind, byte[] bytes) throws IOException {
        Files.writeString(
                file,
                "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                        .formatted(kind, Base64.getMimeEncoder().encodeToString(bytes), kind));
    }

    private SSLSocket connect() throws Exception {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Trusting()}, null);
        var socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        socket.startHandshake();
        return socket;
    }

    private static String name(SSLSocket connection) throws IOException {
        var certificate = (X509Certificate) connection.getSession().getPeerCertificates()[0];
        return certificate.getSubjectX500Principal().toString();
    }

    private static String get(SSLSocket connection) throws IOException {
        connection
                .getOutputStream()
                .write("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
        var answer = new StringBuilder();
        while (answer.indexOf("\"live\"}") < 0) {
            int next = connection.getInputStream().read();
            if (next < 0) {
                throw new IOException("the connection ended after: " + answer);
            }
            answer.append((char) next);
        }
        return answer.toString();
    }

    private double metric(String name) {
        return metrics.scrape(name::equals).stream()
                .flatMap(metric -> metric.getDataPoints().stream())
                .mapToDouble(point ->
                        ((io.prometheus.metrics.model.snapshots.GaugeSnapshot
                                                .GaugeDataPointSnapshot)
                                        point)
                                .getValue())
                .sum();
    }

    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

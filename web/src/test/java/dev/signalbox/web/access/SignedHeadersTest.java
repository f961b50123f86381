package dev.signalbox.web.access;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.net.Entrance;
import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.Answers;
import dev.signalbox.web.HttpServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Signed headers and credentials beyond ASCII, as raw sockets send them.
class SignedHeadersTest {
    private static final String SECRET = "senders-secret";

    private AccessChecks access;
    private HttpServer server;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        Path keys =
                Files.writeString(
                        folder.resolve("keys.json"),
                        """
                        [{"id": "sender", "secret": "%s", "account": "7", "role": "ingest"}]
                        """
                                .formatted(SECRET));
        var metrics = new PrometheusRegistry();
        Settings settings =
                Settings.forStandalone(Map.of("SIGNALBOX_ACCESS_KEYS", keys.toString()));
        access = AccessChecks.open(settings, metrics, InstantSource.system());
        server =
                HttpServer.open(
                        new HostPort("127.0.0.1", 0),
                        settings.limits(),
                        access,
                        metrics,
                        List::of,
                        List.of(table ->
                                table.at(Entrance.EVENTS)
                                        .post(
                                                "/events",
                                                (request, response) ->
                                                        Answers.json(response, 200, "in"))));
    }

    @AfterEach
    void close() {
        server.close();
        access.close();
    }

    @Test
    void aSignatureCoversUtf8() throws Exception {
        String signature = "authorization: acs:sender:" + signature("甲");

        assertThat(send((signature + "\r\nx-eventbridge-name: 甲").getBytes(UTF_8)))
                .startsWith("HTTP/1.1 200");
        assertThat(send((signature + "\r\nx-eventbridge-name: 乙").getBytes(UTF_8)))
                .startsWith("HTTP/1.1 401")
                .contains("SignatureDoesNotMatch");
    }

    @Test
    void aSignedHeaderThatIsNotUtf8IsRefusedByItsName() throws Exception {
        String signature = "authorization: acs:sender:" + signature("?");

        assertThat(send((signature + "\r\nx-eventbridge-name: \u00e9").getBytes(ISO_8859_1)))
                .startsWith("HTTP/1.1 400")
                .contains("InvalidUtf8", "x-eventbridge-name: is not UTF-8");
    }

    @Test
    void credentialsThatAreNotUtf8AreRefusedByTheNameOfTheirHeader() throws Exception {
        for (String scheme : List.of("Basic", "Bearer", "acs")) {
            assertThat(send(("authorization: " + scheme + " sender:\u00e9").getBytes(ISO_8859_1)))
                    .startsWith("HTTP/1.1 400")
                    .contains("InvalidUtf8", "authorization: is not UTF-8");
        }
    }

    @Test
    void credentialsBeyondAsciiAreWrong() throws Exception {
        for (String scheme : List.of("Basic", "Bearer", "acs")) {
            assertThat(send(("authorization: " + scheme + " sender:甲").getBytes(UTF_8)))
                    .startsWith("HTTP/1.1 401");
        }
    }

    private static String signature(String name) {
        return Signing.sha1(SECRET, "POST\n\n\nnull\nx-eventbridge-name:" + name + "\n/events");
    }

    private String send(byte[] headers) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            var out = socket.getOutputStream();
            out.write("POST /events HTTP/1.1\r\nHost: a\r\nConnection: close\r\n".getBytes(UTF_8));
            out.write(headers);
            out.write("\r\n\r\n".getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}

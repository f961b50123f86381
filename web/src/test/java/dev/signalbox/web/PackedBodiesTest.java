package dev.signalbox.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.settings.Settings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Bodies that come as gzip, what only says so, and answers that go as gzip.
class PackedBodiesTest {
    private static final String GZIP = "Content-Encoding: gzip";

    private final HttpServer server =
            HttpServer.open(
                    new HostPort("127.0.0.1", 0),
                    Settings.forStandalone(Map.of()).limits(),
                    new PrometheusRegistry(),
                    List::of,
                    List.of(table ->
                            table.post(
                                    "/echo",
                                    (request, response) ->
                                            Answers.json(response, 200, Requests.body(request)))));

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aFileOfSeveralMembersIsUnpacked() throws Exception {
        String file = gzip("\"ab") + gzip("").repeat(500) + gzip("cd\"");

        assertThat(send(file, GZIP).body()).isEqualTo("\"abcd\"");
        assertThat(send(file, "Content-Encoding: X-GZIP").body()).isEqualTo("\"abcd\"");
        assertThat(send(withAllHeaderFields("\"ab\""), GZIP).body()).isEqualTo("\"ab\"");
        assertThat(send("\"ab\"", "Content-Encoding: identity").body()).isEqualTo("\"ab\"");
    }

    @Test
    void manyEmptyMembersAreRefused() throws Exception {
        assertThat(send(gzip("").repeat(40_000), GZIP).status()).isEqualTo(400);
        assertThat(send(gzip("").repeat(40_000) + gzip("{}"), GZIP).status()).isEqualTo(400);
    }

    @Test
    void whatIsNoGzipOrNotWholeIsRefused() throws Exception {
        String whole = gzip("\"" + "a".repeat(100) + "\"");
        String wrongChecksum =
                whole.substring(0, whole.length() - 8)
                        + "xxxx"
                        + whole.substring(whole.length() - 4);

        for (String body :
                List.of(
                        "{}",
                        whole.substring(0, 5),
                        whole.substring(0, 15),
                        whole.substring(0, whole.length() - 1),
                        wrongChecksum,
                        whole.substring(0, whole.length() - 4) + "xxxx",
                        whole + "rest",
                        whole.replaceFirst("\\x08\\x00", "\\x08\\x80"))) {
            RawExchange answer = send(body, GZIP);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("\"InvalidBody\"");
        }
    }

    @Test
    void aBodyThatUnpacksToTooMuchIsRefused() throws Exception {
        RawExchange answer = send(gzip(" ".repeat(50_000_000)), GZIP);

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).contains("a body may have at most 1048576 bytes");
    }

    @Test
    void aBodyThatIsPackedTwiceIsRefused() throws Exception {
        String twice = gzip(gzip("{}"));

        for (String headers :
                List.of(
                        "Content-Encoding: gzip, gzip",
                        "Content-Encoding: gzip\r\nContent-Encoding: gzip",
                        "Content-Encoding: br",
                        "Content-Encoding: deflate, gzip")) {
            assertThat(send(twice, headers).status()).as(headers).isEqualTo(415);
        }
    }

    @Test
    void aLongAnswerIsPackedWhereTheCallerTakesIt() throws Exception {
        String text = "\"" + "rule ".repeat(2_000) + "\"";
        try (var client = HttpClient.newHttpClient()) {
            for (String taken : List.of("gzip", "br, GZIP;q=0.5", "deflate, gzip")) {
                HttpResponse<byte[]> packed = ask(client, text, taken);

                assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
                assertThat(packed.headers().firstValue("Vary")).contains("Accept-Encoding");
                assertThat(packed.body()).hasSizeLessThan(500);
                assertThat(unpacked(packed.body())).isEqualTo(text);
            }
            for (String notTaken : List.of("br", "gzip;q=0", "identity, gzip; q=0.0")) {
                HttpResponse<byte[]> plain = ask(client, text, notTaken);

                assertThat(plain.headers().firstValue("Content-Encoding")).as(notTaken).isEmpty();
                assertThat(plain.headers().firstValue("Vary")).contains("Accept-Encoding");
                assertThat(new String(plain.body(), ISO_8859_1)).isEqualTo(text);
            }
            assertThat(ask(client, "\"short\"", "gzip").headers().firstValue("Content-Encoding"))
                    .isEmpty();
        }
    }

    private HttpResponse<byte[]> ask(HttpClient client, String body, String taken)
            throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/echo"))
                        .header("Accept-Encoding", taken)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String unpacked(byte[] packed) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return new String(in.readAllBytes(), ISO_8859_1);
        }
    }

    private RawExchange send(String body, String headers) throws IOException {
        return RawExchange.of(
                server.port(),
                "POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n%s\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(headers, body.length(), body));
    }

    /// The packed text, each character a byte.
    private static String gzip(String text) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(ISO_8859_1));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return packed.toString(ISO_8859_1);
    }

    private static String withAllHeaderFields(String text) {
        String plain = gzip(text);
        return plain.substring(0, 3)
                + (char) (2 + 4 + 8 + 16)
                + plain.substring(4, 10)
                + "\3\0abc"
                + "name\0"
                + "comment\0"
                + "xx"
                + plain.substring(10);
    }
}

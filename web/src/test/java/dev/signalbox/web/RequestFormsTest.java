package dev.signalbox.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.settings.Settings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Forms of requests that are rare and right, and those that only look so.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestFormsTest {
    private static final String CHUNKED =
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String NEXT = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

    private HttpServer server;

    @BeforeAll
    void open() {
        server =
                HttpServer.open(
                        new HostPort("127.0.0.1", 0),
                        Settings.forStandalone(Map.of()).limits(),
                        new PrometheusRegistry(),
                        List::of,
                        List.of(RequestFormsTest::routes));
    }

    private static void routes(RouteTable table) {
        table.get("/hello", (request, response) -> Answers.json(response, 200, "hello"));
        table.post(
                "/echo",
                (request, response) -> Answers.json(response, 200, Requests.body(request)));
    }

    @AfterAll
    void close() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /hello HTTP/1.0\\r\\n\\r\\n",
                "GET /hello HTTP/1.0\\r\\nHost: 127.0.0.1\\r\\n\\r\\n",
                "GET /hello HTTP/1.0\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n",
                "GET /hello HTTP/1.0\\r\\nConnection: Keep-Alive\\r\\n\\r\\n",
                "\\r\\n\\r\\nGET /hello HTTP/1.0\\r\\n\\r\\n",
                "POST /echo HTTP/1.0\\r\\nContent-Length: 7\\r\\n\\r\\n\"hello\"",
                "POST /echo HTTP/1.0\\r\\nExpect: 100-continue\\r\\nContent-Length: 7"
                        + "\\r\\n\\r\\n\"hello\""
            })
    void http10IsAnsweredAndTheConnectionClosed(String request) throws Exception {
        RawExchange answer = send(request.translateEscapes() + NEXT);

        assertThat(answer.statuses()).containsExactly(200);
        assertThat(answer.head()).contains("\r\nconnection: close\r\n");
        assertThat(answer.body()).isEqualTo("\"hello\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /nowhere HTTP/1.0\\r\\n\\r\\n | 404",
                "POST /hello HTTP/1.0\\r\\n\\r\\n | 405",
                "GET /hello HTTP/1.0\\r\\nHost: a\\r\\nHost: b\\r\\n\\r\\n | 400",
                "GET /hello HTTP/1.0\\r\\nHost: a b\\r\\n\\r\\n | 400",
                "POST /echo HTTP/1.0\\r\\nTransfer-Encoding:"
                        + " chunked\\r\\n\\r\\n1\\r\\n1\\r\\n0\\r\\n\\r\\n | 400"
            })
    void whatHttp10IsRefusedIsClosedToo(String request, int status) throws Exception {
        RawExchange answer = send(request.translateEscapes() + NEXT);

        assertThat(answer.statuses()).containsExactly(status);
        assertThat(answer.head()).contains("\r\nconnection: close\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5;x=1\\r\\n12345\\r\\n0\\r\\n\\r\\n",
                "5;x\\r\\n12345\\r\\n0;last\\r\\n\\r\\n",
                "5;x=\"a;b\\\\\"c\";y=2\\r\\n12345\\r\\n0\\r\\n\\r\\n",
                "5 ; x = 1\\r\\n12345\\r\\n0\\r\\n\\r\\n",
                "0005\\r\\n12345\\r\\n000\\r\\n\\r\\n",
                "2;a\\r\\n12\\r\\n3;b\\r\\n345\\r\\n0\\r\\nDigest: x\\r\\nx-b:\\r\\n\\r\\n"
            })
    void extensionsOfChunksAndTrailersAreTaken(String body) throws Exception {
        String bytes = body.translateEscapes();
        RawExchange whole = send(CHUNKED + bytes + NEXT);
        RawExchange inPieces = send((CHUNKED + bytes + NEXT).split("(?<=\r|\n)"));

        for (RawExchange answer : List.of(whole, inPieces)) {
            assertThat(answer.statuses()).containsExactly(200, 200);
            assertThat(answer.body()).startsWith("12345");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+5\\r\\n12345\\r\\n0\\r\\n\\r\\n",
                "-5\\r\\n12345\\r\\n0\\r\\n\\r\\n",
                "0x5\\r\\n12345\\r\\n0\\r\\n\\r\\n",
                " 5\\r\\n12345\\r\\n0\\r\\n\\r\\n",
                "5 \\r\\n12345\\r\\n0\\r\\n\\r\\n",
                "\\r\\n12345\\r\\n0\\r\\n\\r\\n",
                ";x=1\\r\\n12345\\r\\n0\\r\\n\\r\\n",
                "5;\\r\\n12345\\r\\n0\\r\\n\\r\\n",
                "5;x=\\r\\n12345\\r\\n0\\r\\n\\r\\n",
                "5;x=\"a\\r\\n12345\\r\\n0\\r\\n\\r\\n",
                "5;x\\ny\\r\\n12345\\r\\n0\\r\\n\\r\\n",
                "5;x\\ry\\r\\n12345\\r\\n0\\r\\n\\r\\n",
                "5,x\\r\\n12345\\r\\n0\\r\\n\\r\\n",
                "\\331\\245\\r\\n12345\\r\\n0\\r\\n\\r\\n",
                "123456789\\r\\n12345\\r\\n0\\r\\n\\r\\n",
                "5\\n12345\\r\\n0\\r\\n\\r\\n",
                "5\\r\\n12345XX0\\r\\n\\r\\n",
                "5\\r\\n12345\\n0\\r\\n\\r\\n",
                "4\\r\\n12345\\r\\n0\\r\\n\\r\\n",
                "6\\r\\n12345\\r\\n0\\r\\n\\r\\n",
                "5\\r\\n12345\\r\\n0\\r\\nno trailer\\r\\n\\r\\n",
                "5\\r\\n12345\\r\\n0\\r\\n x: y\\r\\n\\r\\n",
                "5\\r\\n12345\\r\\n0\\r\\nx : y\\r\\n\\r\\n",
                "5\\r\\n12345\\r\\n0\\r\\nx: a\\nb\\r\\n\\r\\n",
                "5\\r\\n12345\\r\\n0\\r\\nx: \\0\\r\\n\\r\\n",
                "5\\r\\n12345\\r\\n0\\r\\nGET /hello HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n"
            })
    void brokenChunksAreRefusedAndNothingBehindThemIsRead(String body) throws Exception {
        RawExchange answer = send(CHUNKED + body.translateEscapes() + NEXT);

        assertThat(answer.statuses()).containsExactly(400);
        assertThat(answer.body()).contains("\"InvalidBody\"");
    }

    @Test
    void extensionsAndTrailersAreBounded() throws Exception {
        String chunk = "1;" + "x".repeat(3_000) + "\r\n1\r\n";
        String trailer = "x: " + "y".repeat(3_000) + "\r\n";

        assertThat(send(CHUNKED + chunk.repeat(3) + "0\r\n\r\n").status()).isEqualTo(400);
        assertThat(send(CHUNKED + "0\r\n" + trailer.repeat(3) + "\r\n").status()).isEqualTo(400);
        assertThat(send(CHUNKED + "1;" + "x".repeat(9_000) + "\r\n").status()).isEqualTo(400);
        assertThat(send(CHUNKED + chunk.repeat(2) + "0\r\n\r\n").status()).isEqualTo(200);
    }

    @Test
    void emptyLinesBeforeARequestAreIgnored() throws Exception {
        assertThat(send("\r\n" + NEXT + "\r\n\r\n" + NEXT).statuses()).containsExactly(200, 200);
        assertThat(send("\r", "\n", "\r\n", NEXT).statuses()).containsExactly(200);
        assertThat(send("\n" + NEXT).statuses()).containsExactly(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DE;LETE /x HTTP/1.1 | 400 | the method",
                "G(T / HTTP/1.1 | 400 | the method",
                "G\\0T / HTTP/1.1 | 400 | the method",
                "G\\351T / HTTP/1.1 | 400 | the method",
                "\\tGET / HTTP/1.1 | 400 | the method",
                "' / HTTP/1.1' | 400 | the method",
                "GET  HTTP/1.1 | 400 | the path",
                "GET /a\\tb HTTP/1.1 | 400 | the path",
                "GET /a\\177 HTTP/1.1 | 400 | the path",
                "GET /%zz HTTP/1.1 | 400 | the path",
                "GET /[ HTTP/1.1 | 400 | the path",
                "GET hello HTTP/1.1 | 400 | the path",
                "GET a:b HTTP/1.1 | 400 | the path",
                "GET ?a HTTP/1.1 | 400 | the path",
                "GET http:///hello HTTP/1.1 | 400 | the path",
                "GET ftp://a/hello HTTP/1.1 | 400 | the path",
                "GET /hello?a=%zz HTTP/1.1 | 400 | the query holds",
                "GET /hello?a=% HTTP/1.1 | 400 | the query holds",
                "GET /hello?a[]=b HTTP/1.1 | 400 | the query holds",
                "GET /hello?a=\\351 HTTP/1.1 | 400 | the query holds",
                "GET / HTTP/1.1 x | 400 | the request line",
                "GET /a b HTTP/1.1 | 400 | the request line",
                "GET / | 400 | the request line",
                "GET | 400 | the request line",
                "GET / http/1.1 | 400 | the request line",
                "GET / HTTP/11 | 400 | the request line",
                "PRI * HTTP/2.0 | 505 | use HTTP/1.1",
                "GET / HTTP/2.0 | 505 | use HTTP/1.1",
                "GET / HTTP/0.9 | 505 | use HTTP/1.1"
            })
    void aBadRequestLineIsRefusedInWordsWithoutALineInTheLog(String line, int status, String words)
            throws Exception {
        RawExchange answer;
        List<LogRecord> logged;
        try (var log = new Logged()) {
            answer = send(line.translateEscapes() + "\r\nHost: a\r\n\r\n" + NEXT);
            logged = log.records;
        }

        assertThat(answer.statuses()).containsExactly(status);
        assertThat(answer.body()).contains(words).doesNotContain("server log");
        assertThat(logged).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Transfer-Encoding: gzip, chunked | 501 | NotImplemented",
                "Transfer-Encoding: gzip\\r\\nTransfer-Encoding: chunked | 501 | NotImplemented",
                "Transfer-Encoding: gzip | 400 | BadRequest",
                "Transfer-Encoding: chunked, chunked | 400 | BadRequest",
                "Transfer-Encoding: | 400 | BadRequest",
                "Transfer-Encoding: chunked\\r\\nContent-Length: 1 | 400 | BadRequest",
                "Content-Length: 1\\r\\nContent-Length: 2 | 400 | BadRequest",
                "Content-Length: +1 | 400 | BadRequest",
                "Content-Length: 99999999999999999999 | 400 | BadRequest",
                ": x | 400 | BadRequest",
                "a b: x | 400 | BadRequest",
                "x | 400 | BadRequest"
            })
    void badFramingIsRefusedWithItsReason(String header, int status, String code) throws Exception {
        RawExchange answer;
        List<LogRecord> logged;
        try (var log = new Logged()) {
            answer =
                    send(
                            "POST /echo HTTP/1.1\r\nHost: a\r\n"
                                    + header.translateEscapes()
                                    + "\r\n\r\n1"
                                    + NEXT);
            logged = log.records;
        }

        assertThat(answer.statuses()).containsExactly(status);
        assertThat(answer.body()).contains("\"" + code + "\"").doesNotContain("Token");
        assertThat(logged).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x-a: \\1 | x-a: holds a control character",
                "x-a: b\\0 | x-a: holds a control character",
                "X-A: b\\nc | x-a: holds a control character",
                "x-a: \\177 | x-a: holds a control character",
                "x-a: b\\rc | must end with CR LF",
                "a(b: x | the name of a header"
            })
    void aBadHeaderIsRefusedInWords(String header, String words) throws Exception {
        RawExchange answer =
                send(
                        "GET /hello HTTP/1.1\r\nHost: a\r\n"
                                + header.translateEscapes()
                                + "\r\n\r\n"
                                + NEXT);

        assertThat(answer.statuses()).containsExactly(400);
        assertThat(answer.body()).contains(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET http://a/hello HTTP/1.1",
                "GET HTTP://a:80/hello HTTP/1.1",
                "OPTIONS * HTTP/1.1"
            })
    void otherFormsOfPathsAreTaken(String line) throws Exception {
        assertThat(send(line + "\r\nHost: a\r\n\r\n").status()).isBetween(200, 204);
    }

    @Test
    void headersThatAreTooLargeAreRefusedAs431() throws Exception {
        String request = "GET /hello HTTP/1.1\r\nHost: a\r\n";
        String large = "y".repeat(20_000);

        for (String headers :
                List.of(
                        "x: " + large + "\r\n",
                        large + ": x\r\n",
                        "x: y\r\n".repeat(5_000),
                        "Connection: " + large + "\r\n")) {
            RawExchange answer = send(request + headers + "\r\n");

            assertThat(answer.status()).isEqualTo(431);
            assertThat(answer.body()).contains("\"RequestHeaderFieldsTooLarge\"");
        }
        assertThat(send(request + "x: " + "y".repeat(15_000) + "\r\n\r\n").status()).isEqualTo(200);
    }

    private RawExchange send(String... pieces) throws IOException {
        return RawExchange.of(server.port(), pieces);
    }

    /// What is logged while it is open.
    private static final class Logged extends Handler implements AutoCloseable {
        private final List<LogRecord> records = new CopyOnWriteArrayList<>();
        private final Logger root = Logger.getLogger("");

        Logged() {
            root.addHandler(this);
        }

        @Override
        public void publish(LogRecord record) {
            records.add(record);
        }

        @Override
        public void flush() {
            // nothing is held back
        }

        @Override
        public void close() {
            root.removeHandler(this);
        }
    }
}

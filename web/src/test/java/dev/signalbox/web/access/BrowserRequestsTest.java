package dev.signalbox.web.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.net.Entrance;
import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.Answers;
import dev.signalbox.web.HttpServer;
import dev.signalbox.web.Requests;
import dev.signalbox.web.RouteTable;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What browsers send for pages of other sites, and what programs send, byte by byte.
class BrowserRequestsTest {
    private static final String KEYS =
            "[{\"id\": \"boss\", \"secret\": \"bosss-secret\", \"account\": \"7\", \"role\":"
                    + " \"admin\"}]";

    /// As a browser remembers them.
    private static final String CREDENTIALS =
            "Authorization: Basic "
                    + Base64.getEncoder().encodeToString("boss:bosss-secret".getBytes(UTF_8));

    @TempDir private Path folder;
    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private @Nullable AccessChecks access;
    private @Nullable HttpServer server;

    private static final Pattern LENGTH =
            Pattern.compile("\r\nContent-Length: (\\d+)\r\n", Pattern.CASE_INSENSITIVE);

    private record Answer(int status, String text) {}

    private static void routes(RouteTable table) {
        table.at(Entrance.EVENTS)
                .post(
                        "/events",
                        (request, response) ->
                                Answers.json(response, 200, Requests.body(request).length))
                .options("/events", (request, response) -> Answers.json(response, 200, "shaken"));
        table.get("/api/rules", (request, response) -> Answers.json(response, 200, "all rules"));
    }

    private void open(boolean keys, String... settings) throws IOException {
        var environment = new HashMap<String, String>();
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        if (keys) {
            Path file = Files.writeString(folder.resolve("keys.json"), KEYS);
            environment.put("SIGNALBOX_ACCESS_KEYS", file.toString());
        }
        Settings read = Settings.forStandalone(environment);
        access = AccessChecks.open(read, metrics, InstantSource.system());
        server =
                HttpServer.open(
                        new HostPort("127.0.0.1", 0),
                        read.limits(),
                        access,
                        metrics,
                        List::of,
                        List.of(BrowserRequestsTest::routes));
    }

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
        if (access != null) {
            access.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: navigate|Sec-Fetch-Dest: document",
                "Sec-Fetch-Site: cross-site|Origin: http://box.test:8080",
                "sec-fetch-site: CROSS-SITE",
                "Sec-Fetch-Site:   cross-site  ",
                "Sec-Fetch-Site: same-origin, cross-site",
                "Sec-Fetch-Site: none|Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: cross-site|Sec-Fetch-Site: none",
                "Sec-Fetch-Site: none|Sec-Fetch-Site: none",
                "Sec-Fetch-Site: cross-origin",
                "Sec-Fetch-Site:",
                "Origin: null",
                "Origin:",
                "Origin: https://evil.example",
                "Origin: https://evil.example:8080",
                "Origin: http://box.test",
                "Origin: http://box.test:8081",
                "Origin: http://sub.box.test:8080",
                "Origin: http://box.test.:8080",
                "Origin: http://box.test:8080.evil.example",
                "Origin: http://box.test:8080@evil.example",
                "Origin: http://evil.example@box.test:8080",
                "Origin: http://box.test:8080/",
                "Origin: http://box.test:8080, http://evil.example",
                "Origin: http://box.test:8080|Origin: http://evil.example",
                "Origin: http://box.test:8080 http://evil.example",
                "Origin: box.test:8080",
                "Origin: //box.test:8080",
                "Origin: chrome-extension://box.test:8080",
                "Origin: file://"
            })
    void aPageOfAnotherSiteIsRefusedWithAndWithoutKeys(String headers) throws Exception {
        for (boolean keys : List.of(false, true)) {
            open(keys, "SIGNALBOX_HOSTS", "box.test");
            for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")) {
                for (String path :
                        List.of("/events", "/api/rules", "/health/live", "/metrics", "/nowhere")) {
                    String request = method + " " + path;
                    assertRefused(
                            send(request, "Host: box.test:8080", CREDENTIALS, headers),
                            method.equals("HEAD") ? "" : "CrossSiteRequest");
                }
            }
            assertThat(metrics()).contains("signalbox_http_refused_total{reason=\"site\"} 30.0");
            close();
            metrics.clear();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "box.test:8080; Sec-Fetch-Site: same-origin|Origin: http://box.test:8080",
                "box.test:8080; Sec-Fetch-Site: none|Sec-Fetch-Mode: navigate",
                "box.test:8080; Sec-Fetch-Site:  none ",
                "127.0.0.1:8080; Sec-Fetch-Site: same-origin|Origin: https://box.test",
                "box.test:8080; Origin: http://box.test:8080",
                "box.test:8080; Origin: https://box.test:8080",
                "BOX.test:8080; Origin: HTTP://Box.Test:8080",
                "box.test; Origin: http://box.test",
                "box.test; Origin: https://box.test",
                "box.test:443; Origin: https://box.test",
                "[::1]:8080; Origin: http://[::1]:8080",
                "box.test:8080; WebHook-Request-Origin: eventemitter.example.com",
                "box.test:8080; Referer: https://evil.example/"
            })
    void itsOwnPagesAndProgramsComeIn(String host, String headers) throws Exception {
        for (boolean keys : List.of(false, true)) {
            open(keys, "SIGNALBOX_HOSTS", "box.test");

            for (String request : List.of("GET /api/rules", "OPTIONS /events", "GET /metrics")) {
                assertThat(send(request, "Host: " + host, CREDENTIALS, headers).status())
                        .isEqualTo(200);
            }
            close();
            metrics.clear();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example:8080",
                "evil.example",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "evil.localhost",
                "notlocalhost",
                "box.test.evil.example",
                "sub.box.test",
                "localhost.",
                "127.0.0.1.",
                "evil.example@127.0.0.1",
                "127.0.0.1@evil.example",
                "127.0.0.1:8080@evil.example",
                "127.0.0.1:80:80",
                "127.0.0.1:x",
                "127.0.0.1/evil.example",
                "127.0.0.1,evil.example",
                "256.1.1.1",
                "::1",
                "[::1",
                "[::1].evil.example",
                "[evil.example]",
                "[127.0.0.1]",
                "%6cocalhost"
            })
    void aNameThatCouldBeAStrangersIsRefusedWithoutKeys(String host) throws Exception {
        open(false, "SIGNALBOX_HOSTS", "box.test");

        for (String request :
                List.of(
                        "GET /api/rules",
                        "POST /events",
                        "OPTIONS /events",
                        "GET /health/live",
                        "GET /metrics",
                        "GET /nowhere",
                        "DELETE /events")) {
            Answer answer = send(request, "Host: " + host);

            // Some are no host at all: those are refused before they are a request.
            assertThat(answer.status()).as(answer.text()).isIn(400, 403);
            if (answer.status() == 403) {
                assertRefused(answer, "HostNotAllowed");
                assertThat(answer.text()).contains("SIGNALBOX_HOSTS");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.0.0.1:8080",
                "127.0.0.1:9",
                "192.168.1.7:8080",
                "[::1]:8080",
                "[::1]",
                "[FE80::1]",
                "localhost:8080",
                "LocalHost",
                "box.test:8080",
                "BOX.TEST",
                "other-box"
            })
    void addressesAndNamesOfTheSettingsComeInWithoutKeys(String host) throws Exception {
        open(false, "SIGNALBOX_HOSTS", "Box.Test, other-box");

        assertThat(send("GET /api/rules", "Host: " + host).status()).isEqualTo(200);
    }

    @Test
    void theNameThatItListensOnComesIn() throws Exception {
        open(false, "SIGNALBOX_HTTP", "Box.Test:8080");

        assertThat(send("GET /api/rules", "Host: box.test:8080").status()).isEqualTo(200);
    }

    @Test
    void withKeysAnyNameMayBeUsed() throws Exception {
        open(true);

        assertThat(send("GET /api/rules", "Host: signalbox:8080", CREDENTIALS).status())
                .isEqualTo(200);
        assertThat(send("GET /api/rules", "Host: signalbox:8080").status()).isEqualTo(401);
    }

    @Test
    void requestsWithoutOneHostAreNotAnswered() throws Exception {
        open(false);

        assertThat(send("GET /api/rules").status()).isEqualTo(400);
        assertThat(send("GET /api/rules", "Host:").status()).isEqualTo(400);
        assertThat(send("GET /api/rules", "Host: localhost|Host: localhost").status())
                .isEqualTo(400);
        assertThat(send("GET /api/rules", "Host: localhost|Host: evil.example").status())
                .isEqualTo(400);
        assertThat(metrics()).doesNotContain("signalbox_http_refused_total{");
    }

    @Test
    void aWholeUrlForATargetDoesNotNameAnotherHost() throws Exception {
        open(false);

        for (String target :
                List.of(
                        "http://evil.example/api/rules",
                        "HTTP://evil.example:80/api/rules",
                        "http://localhost@evil.example/api/rules",
                        "http:///api/rules",
                        "evil.example:/api/rules",
                        "localhost:/api/rules")) {
            assertRefused(send("GET " + target, "Host: localhost"), "HostNotAllowed");
        }
        assertRefused(
                send("GET http://localhost/api/rules", "Host: evil.example"), "HostNotAllowed");
        assertThat(send("GET http://localhost/api/rules", "Host: localhost").status())
                .isEqualTo(200);
        assertThat(send("OPTIONS *", "Host: localhost").status()).isEqualTo(404);
    }

    @Test
    void theRefusalComesBeforeTheBodyAndTheConnectionGoesOnAfterIt() throws Exception {
        open(false);
        try (Socket socket = connect()) {
            write(
                    socket,
                    "POST /events",
                    "Host: localhost",
                    "Sec-Fetch-Site: cross-site",
                    "Content-Length: 5");
            assertThat(read(socket, false).status()).isEqualTo(403);

            socket.getOutputStream().write("12345".getBytes(UTF_8));
            write(socket, "GET /api/rules", "Host: localhost");

            assertThat(read(socket, false).status()).isEqualTo(200);
        }
    }

    @Test
    void aRefusedCallerThatWantsTheConnectionClosedSeesItClosed() throws Exception {
        open(false);
        try (Socket socket = connect()) {
            write(socket, "GET /api/rules", "Host: evil.example", "Connection: close");

            assertThat(read(socket, false).status()).isEqualTo(403);
            assertThat(socket.getInputStream().read()).isNegative();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sec-Fetch-Mode: navigate", "Upgrade-Insecure-Requests: 1"})
    void aBrowserIsNotAskedForCredentialsThatItWouldRemember(String header) throws Exception {
        open(true);

        Answer browser = send("GET /api/rules", "Host: localhost", header);
        Answer program = send("GET /api/rules", "Host: localhost");

        assertThat(browser.status()).isEqualTo(401);
        assertThat(browser.text())
                .contains("WWW-Authenticate: Bearer")
                .doesNotContain("Basic")
                .contains("InvalidAccessKeyId");
        assertThat(program.text()).contains("WWW-Authenticate: Basic");
    }

    private static void assertRefused(Answer answer, String code) throws IOException {
        assertThat(answer.status()).as(answer.text()).isEqualTo(403);
        String body = answer.text().substring(answer.text().indexOf("\r\n\r\n") + 4);
        if (code.isEmpty()) {
            assertThat(body).isEmpty();
        } else {
            var error = Json.MAPPER.readTree(body);
            assertThat(error.path("code").asText()).isEqualTo(code);
            assertThat(error.path("message").asText()).isNotBlank();
            assertThat(answer.text())
                    .containsIgnoringCase("x-acs-request-id: " + error.path("requestId").asText());
        }
    }

    private String metrics() throws IOException {
        return send("GET /metrics", "Host: localhost").text();
    }

    private Answer send(String request, String... headers) throws IOException {
        try (Socket socket = connect()) {
            write(socket, request, headers);
            return read(socket, request.startsWith("HEAD"));
        }
    }

    /// @param headers a line each; `|` separates lines too
    private static void write(Socket socket, String request, String... headers) throws IOException {
        var head = new StringBuilder(request).append(" HTTP/1.1\r\n");
        for (String header : headers) {
            head.append(header.replace("|", "\r\n")).append("\r\n");
        }
        socket.getOutputStream().write(head.append("\r\n").toString().getBytes(UTF_8));
    }

    private Socket connect() throws IOException {
        var socket =
                new Socket(InetAddress.getLoopbackAddress(), server == null ? 0 : server.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static Answer read(Socket socket, boolean headOnly) throws IOException {
        InputStream in = socket.getInputStream();
        var text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).as("the end of %s", text).isNotNegative();
            text.append((char) next);
        }
        Matcher length = LENGTH.matcher(text);
        if (!headOnly && length.find()) {
            text.append(new String(in.readNBytes(Integer.parseInt(length.group(1))), UTF_8));
        }
        assertThat(text).startsWith("HTTP/1.1 ");
        return new Answer(Integer.parseInt(text.substring(9, 12)), text.toString());
    }
}

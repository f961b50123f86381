package dev.signalbox.web.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What browsers send for pages of other sites, and what programs send, byte by byte.
class OtherSiteRequestsTest {
    @TempDir private Path folder;
    private final List<RawServer> servers = new ArrayList<>();

    private RawServer open(boolean keys, String... settings) throws IOException {
        RawServer server = RawServer.open(keys ? RawServer.keyFile(folder) : null, settings);
        servers.add(server);
        return server;
    }

    @AfterEach
    void close() {
        servers.forEach(RawServer::close);
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
            RawServer server = open(keys, "SIGNALBOX_HOSTS", "box.test");
            for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")) {
                for (String path :
                        List.of("/events", "/api/rules", "/health/live", "/metrics", "/nowhere")) {
                    String request = method + " " + path;
                    RawServer.assertRefused(
                            server.send(
                                    request, "Host: box.test:8080", RawServer.CREDENTIALS, headers),
                            method.equals("HEAD") ? "" : "CrossSiteRequest");
                }
            }
            assertThat(server.metrics())
                    .contains("signalbox_http_refused_total{reason=\"site\"} 30.0");
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
            RawServer server = open(keys, "SIGNALBOX_HOSTS", "box.test");

            for (String request : List.of("GET /api/rules", "OPTIONS /events", "GET /metrics")) {
                assertThat(
                                server.send(
                                                request,
                                                "Host: " + host,
                                                RawServer.CREDENTIALS,
                                                headers)
                                        .status())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void theRefusalComesBeforeTheBodyAndTheConnectionGoesOnAfterIt() throws Exception {
        RawServer server = open(false);
        try (Socket socket = server.connect()) {
            RawServer.write(
                    socket,
                    "POST /events",
                    "Host: localhost",
                    "Sec-Fetch-Site: cross-site",
                    "Content-Length: 5");
            assertThat(RawServer.read(socket, false).status()).isEqualTo(403);

            socket.getOutputStream().write("12345".getBytes(UTF_8));
            RawServer.write(socket, "GET /api/rules", "Host: localhost");

            assertThat(RawServer.read(socket, false).status()).isEqualTo(200);
        }
    }

    @Test
    void aRefusedCallerThatWantsTheConnectionClosedSeesItClosed() throws Exception {
        RawServer server = open(false);
        try (Socket socket = server.connect()) {
            RawServer.write(socket, "GET /api/rules", "Host: evil.example", "Connection: close");

            assertThat(RawServer.read(socket, false).status()).isEqualTo(403);
            assertThat(socket.getInputStream().read()).isNegative();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sec-Fetch-Mode: navigate", "Upgrade-Insecure-Requests: 1"})
    void aBrowserIsNotAskedForCredentialsThatItWouldRemember(String header) throws Exception {
        RawServer server = open(true);

        RawServer.Answer browser = server.send("GET /api/rules", "Host: localhost", header);
        RawServer.Answer program = server.send("GET /api/rules", "Host: localhost");

        assertThat(browser.status()).isEqualTo(401);
        assertThat(browser.text())
                .contains("WWW-Authenticate: Bearer")
                .doesNotContain("Basic")
                .contains("InvalidAccessKeyId");
        assertThat(program.text()).contains("WWW-Authenticate: Basic");
    }
}

package dev.signalbox.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The names that a server may be called by, with and without access keys, byte by byte.
class HostNamesTest {
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
        RawServer server = open(false, "SIGNALBOX_HOSTS", "box.test");

        for (String request :
                List.of(
                        "GET /api/rules",
                        "POST /events",
                        "OPTIONS /events",
                        "GET /health/live",
                        "GET /metrics",
                        "GET /nowhere",
                        "DELETE /events")) {
            RawServer.Answer answer = server.send(request, "Host: " + host);

            // Some are no host at all: those are refused before they are a request.
            assertThat(answer.status()).as(answer.text()).isIn(400, 403);
            if (answer.status() == 403) {
                RawServer.assertRefused(answer, "HostNotAllowed");
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
        RawServer server = open(false, "SIGNALBOX_HOSTS", "Box.Test, other-box");

        assertThat(server.send("GET /api/rules", "Host: " + host).status()).isEqualTo(200);
    }

    @Test
    void theNameThatItListensOnComesIn() throws Exception {
        RawServer server = open(false, "SIGNALBOX_HTTP", "Box.Test:8080");

        assertThat(server.send("GET /api/rules", "Host: box.test:8080").status()).isEqualTo(200);
    }

    @Test
    void withKeysAnyNameMayBeUsed() throws Exception {
        RawServer server = open(true);

        assertThat(
                        server.send("GET /api/rules", "Host: signalbox:8080", RawServer.CREDENTIALS)
                                .status())
                .isEqualTo(200);
        assertThat(server.send("GET /api/rules", "Host: signalbox:8080").status()).isEqualTo(401);
    }

    @Test
    void requestsWithoutOneHostAreNotAnswered() throws Exception {
        RawServer server = open(false);

        assertThat(server.send("GET /api/rules").status()).isEqualTo(400);
        assertThat(server.send("GET /api/rules", "Host:").status()).isEqualTo(400);
        assertThat(server.send("GET /api/rules", "Host: localhost|Host: localhost").status())
                .isEqualTo(400);
        assertThat(server.send("GET /api/rules", "Host: localhost|Host: evil.example").status())
                .isEqualTo(400);
        assertThat(server.metrics())
                .doesNotContainPattern("signalbox_http_refused_total\\{.*} [1-9]");
    }

    @Test
    void aWholeUrlForATargetDoesNotNameAnotherHost() throws Exception {
        RawServer server = open(false);

        for (String target :
                List.of(
                        "http://evil.example/api/rules",
                        "HTTP://evil.example:80/api/rules",
                        "http://localhost@evil.example/api/rules")) {
            RawServer.assertRefused(
                    server.send("GET " + target, "Host: localhost"), "HostNotAllowed");
        }
        for (String noTarget :
                List.of("http:///api/rules", "evil.example:/api/rules", "localhost:/api/rules")) {
            assertThat(server.send("GET " + noTarget, "Host: localhost").status())
                    .as(noTarget)
                    .isEqualTo(400);
        }
        RawServer.assertRefused(
                server.send("GET http://localhost/api/rules", "Host: evil.example"),
                "HostNotAllowed");
        assertThat(server.send("GET http://localhost/api/rules", "Host: localhost").status())
                .isEqualTo(200);
        assertThat(server.send("OPTIONS *", "Host: localhost").status()).isEqualTo(204);
        RawServer.assertRefused(server.send("OPTIONS *", "Host: evil.example"), "HostNotAllowed");
    }
}

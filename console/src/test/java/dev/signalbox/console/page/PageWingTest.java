package dev.signalbox.console.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.health.HealthBook;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.access.GuardedHttpServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageWingTest {
    private static final Pattern MAIN = Pattern.compile("src=\"(/page/[0-9a-f]{24})/main\\.js\"");

    @TempDir Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private @Nullable GuardedHttpServer server;

    private void start(Map<String, String> more) {
        var variables = new HashMap<>(more);
        variables.put("SIGNALBOX_HTTP", "127.0.0.1:0");
        variables.put("SIGNALBOX_DATA", folder.toString());
        server =
                GuardedHttpServer.open(
                        new RoomContext(
                                Settings.forStandalone(variables),
                                new Rulebook(),
                                new HealthBook(),
                                new PrometheusRegistry(),
                                InstantSource.system()),
                        List::of,
                        List.of(new PageWing()));
    }

    @AfterEach
    void stop() {
        client.close();
        Objects.requireNonNull(server).close();
    }

    @Test
    void thePageNamesItsFilesAndTheyAreThere() throws Exception {
        start(Map.of());
        HttpResponse<byte[]> page = get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(header(page, "cache-control")).isEqualTo("no-cache");
        String html = new String(page.body(), UTF_8);
        assertThat(html).doesNotContain("{{").contains("/app/api.js\"", "/pages/overview.js\"");
        Matcher links = Pattern.compile("(?:src|href)=\"(/[^\"]+)\"").matcher(html);
        assertThat(links.results().map(link -> link.group(1)).toList())
                .hasSizeGreaterThan(20)
                .allSatisfy(link -> {
                    HttpResponse<byte[]> file = get(link);
                    assertThat(file.statusCode()).isEqualTo(200);
                    assertThat(header(file, "cache-control"))
                            .isEqualTo("public, max-age=31536000, immutable");
                });
    }

    @Test
    void theEditorIsNotLoadedWithTheFirstView() throws Exception {
        start(Map.of());
        assertThat(new String(get("/").body(), UTF_8)).doesNotContain("editor.js", "chart.js");
    }

    @Test
    void everyAnswerForbidsWhatThePageDoesNotNeed() throws Exception {
        start(Map.of());
        for (String path : List.of("/", base() + "/main.js", base() + "/icon.svg")) {
            HttpResponse<byte[]> answer = get(path);
            assertThat(header(answer, "content-security-policy"))
                    .startsWith("default-src 'none'; script-src 'self'; ")
                    .contains("frame-ancestors 'none'", "require-trusted-types-for 'script'")
                    .doesNotContain("unsafe", "*");
            assertThat(header(answer, "x-content-type-options")).isEqualTo("nosniff");
            assertThat(header(answer, "referrer-policy")).isEqualTo("no-referrer");
        }
    }

    @Test
    void whoHasAFileIsNotSentItAgain() throws Exception {
        start(Map.of());
        for (String path : List.of("/", base() + "/style.css")) {
            for (String coding : List.of("identity", "gzip")) {
                HttpResponse<byte[]> first = get(path, "Accept-Encoding", coding);
                String tag = header(first, "etag");
                assertThat(tag).matches("\"[0-9a-f]{24}(-gzip)?\"");

                String known = "\"other\", W/" + tag;
                HttpResponse<byte[]> again =
                        get(path, "Accept-Encoding", coding, "If-None-Match", known);
                assertThat(again.statusCode()).isEqualTo(304);
                assertThat(again.body()).isEmpty();
                assertThat(header(again, "etag")).isEqualTo(tag);
                assertThat(header(again, "cache-control"))
                        .isEqualTo(header(first, "cache-control"));
                assertThat(get(path, "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void aFileIsPackedOnlyForWhomTakesIt() throws Exception {
        start(Map.of());
        String path = base() + "/vendor/ui.js";
        HttpResponse<byte[]> plain = get(path);
        HttpResponse<byte[]> packed = get(path, "Accept-Encoding", "br, gzip;q=0.5");

        assertThat(header(plain, "content-encoding")).isEmpty();
        assertThat(header(packed, "content-encoding")).isEqualTo("gzip");
        assertThat(header(plain, "vary")).isEqualTo("Accept-Encoding");
        assertThat(header(packed, "etag")).isNotEqualTo(header(plain, "etag"));
        assertThat(packed.body().length).isLessThan(plain.body().length / 2);
        try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
            assertThat(unpacked.readAllBytes()).isEqualTo(plain.body());
        }
        assertThat(header(get(path, "Accept-Encoding", "gzip;q=0"), "content-encoding")).isEmpty();
    }

    @Test
    void headHasTheHeadersOfGet() throws Exception {
        start(Map.of());
        for (String path : List.of("/", base() + "/main.js")) {
            for (String coding : List.of("identity", "gzip")) {
                HttpResponse<byte[]> get = get(path, "Accept-Encoding", coding);
                HttpResponse<byte[]> head = send("HEAD", path, "Accept-Encoding", coding);
                assertThat(head.statusCode()).isEqualTo(200);
                assertThat(head.body()).isEmpty();
                for (String name :
                        List.of("content-type", "content-length", "etag", "content-encoding")) {
                    assertThat(header(head, name)).isEqualTo(header(get, name));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/page/",
                "/page/main.js",
                "/page/0123456789abcdef01234567/main.js",
                "BASE",
                "BASE/",
                "BASE/index.html",
                "BASE/nothing.js",
                "BASE//main.js",
                "BASE/%6dain.js",
                "BASE/../../page/index.html",
                "BASE/app/../main.js",
                "BASE/%2e%2e/%2e%2e/META-INF/MANIFEST.MF",
                "BASE/..%2f..%2fMETA-INF/MANIFEST.MF",
                "BASE/app"
            })
    void nothingElseIsThere(String path) throws Exception {
        start(Map.of());
        HttpResponse<byte[]> answer = get(path.replace("BASE", base()));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(header(answer, "cache-control")).isIn("no-store", "");
        assertThat(header(answer, "content-type")).isEqualTo("application/json");
    }

    @Test
    void thePageNeedsNoKeyButTheNetworkOfTheApi() throws Exception {
        Path keys = folder.resolve("keys.json");
        Files.writeString(
                keys,
                """
                [{"id": "a", "secret": "12345678", "account": "1", "role": "admin"}]
                """);
        start(Map.of("SIGNALBOX_ACCESS_KEYS", keys.toString()));
        assertThat(get("/").statusCode()).isEqualTo(200);
        assertThat(get(base() + "/main.js").statusCode()).isEqualTo(200);
        Objects.requireNonNull(server).close();

        start(Map.of("SIGNALBOX_ALLOWED_NETWORKS", "api=10.0.0.0/8"));
        assertThat(get("/").statusCode()).isEqualTo(403);
        assertThat(get("/page/x/main.js").statusCode()).isEqualTo(403);
    }

    private String base() throws Exception {
        Matcher main = MAIN.matcher(new String(get("/").body(), UTF_8));
        assertThat(main.find()).isTrue();
        return main.group(1);
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        return send("GET", path, headers);
    }

    private HttpResponse<byte[]> send(String method, String path, String... headers)
            throws Exception {
        int port = Objects.requireNonNull(server).port();
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .version(HttpClient.Version.HTTP_1_1)
                        .method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}

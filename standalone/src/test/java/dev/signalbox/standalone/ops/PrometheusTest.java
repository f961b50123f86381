package dev.signalbox.standalone.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.Standalone;
import dev.signalbox.standalone.client.ApiClient;
import dev.signalbox.standalone.ops.Dashboards.Panel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real Prometheus reads a real Signalbox: every expression of every panel, and every selector of
/// every alert, gives a series, and no alert fires. Skipped where there is no `prometheus` on the
/// path.
class PrometheusTest {
    private static final Path RULES = Path.of("../ops/prometheus/signalbox.rules.yml");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern SELECTOR =
            Pattern.compile("(?:signalbox[_:][a-z0-9_:]+|up)(?:\\{[^}]*})?(?![a-z0-9_:{(])");

    /// They appear with TLS, with access keys, when a target is behind, and when one has failed for
    /// more than a minute.
    private static final Pattern OF_OTHER_TIMES =
            Pattern.compile(
                    "signalbox_(http_certificate|access_keys)_[a-z_]+"
                            + "|signalbox_notifier_target_(oldest_unattempted|failed)_seconds");

    private final HttpClient http = HttpClient.newHttpClient();
    @TempDir private Path folder;
    private URI prometheus = URI.create("http://127.0.0.1/");

    @Test
    void everyExpressionGivesASeriesAndNoAlertFires() throws Exception {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "prometheus"))),
                "prometheus is not on the path");
        HttpServer receiver = receiver();
        try (var signalbox = Standalone.start(settings());
                var api = new ApiClient(signalbox.address())) {
            rule(api, receiver.getAddress().getPort());
            Process process = start(signalbox.address());
            try {
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofSeconds(2))
                        .untilAsserted(() -> {
                            event(api);
                            assertThat(withoutSeries()).isEmpty();
                        });
                assertThat(query("ALERTS{alertstate=\"firing\"}").toString()).isEqualTo("[]");
            } finally {
                process.destroy();
                process.waitFor();
            }
        } finally {
            receiver.stop(0);
        }
    }

    /// The expressions that give nothing, with where they are from.
    private List<String> withoutSeries() throws IOException {
        var wanted = new TreeSet<String>();
        for (Panel panel : Dashboards.panels()) {
            for (String expression : panel.expressions()) {
                wanted.add(expression.replace("$__rate_interval", "10s"));
            }
        }
        assertThat(wanted).hasSizeGreaterThan(60);
        SELECTOR.matcher(
                        Files.readString(RULES)
                                .replaceAll("(?m)^ *(- record|summary|action):.*", ""))
                .results()
                .map(MatchResult::group)
                .forEach(wanted::add);
        return wanted.stream()
                .filter(expression -> !OF_OTHER_TIMES.matcher(expression).find())
                .filter(expression -> query(expression).isEmpty())
                .toList();
    }

    private JsonNode query(String expression) {
        try {
            String query = URLEncoder.encode(expression, StandardCharsets.UTF_8);
            var request =
                    HttpRequest.newBuilder(prometheus.resolve("/api/v1/query?query=" + query));
            String body = http.send(request.build(), BodyHandlers.ofString()).body();
            JsonNode answer = Json.MAPPER.readTree(body);
            assertThat(answer.path("status").asText()).as(expression + body).isEqualTo("success");
            return answer.at("/data/result");
        } catch (IOException e) {
            return Json.MAPPER.createArrayNode(); // it does not listen yet
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Process start(URI signalbox) throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        prometheus = URI.create("http://127.0.0.1:" + port);
        Path config = folder.resolve("prometheus.yml");
        Files.writeString(
                config,
                """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: ["%s"]
                scrape_configs:
                  - {job_name: signalbox, static_configs: [{targets: ["%s"]}]}
                """
                        .formatted(RULES.toAbsolutePath().normalize(), signalbox.getAuthority()));
        return new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("series"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
    }

    private static HttpServer receiver() throws IOException {
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        server.start();
        return server;
    }

    private static void rule(ApiClient api, int port) throws Exception {
        String rule =
                """
                {"pattern": {"source": ["my.app"]},
                 "targets": [{"id": "t", "type": "http", "url": "http://127.0.0.1:%d/"}]}
                """;
        assertThat(api.put("/api/buses/default/rules/r", rule.formatted(port)).ok()).isTrue();
    }

    private static void event(ApiClient api) throws Exception {
        String event =
                """
                {"specversion": "1.0", "id": "%d", "source": "my.app", "type": "order:created"}
                """
                        .formatted(System.nanoTime());
        assertThat(api.post("/events", "application/cloudevents+json", event).ok()).isTrue();
    }

    private Settings settings() {
        return Settings.forStandalone(
                Map.of(
                        "SIGNALBOX_HTTP", "127.0.0.1:0",
                        "SIGNALBOX_KAFKA", "127.0.0.1:0",
                        "SIGNALBOX_DATA", folder.resolve("data").toString()));
    }
}

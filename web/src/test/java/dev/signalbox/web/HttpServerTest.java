package dev.signalbox.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.settings.Settings;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpServerTest {
    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private volatile List<String> missing = List.of();
    private final HttpServer server =
            HttpServer.open(
                    new HostPort("127.0.0.1", 0),
                    Settings.forStandalone(Map.of()).limits(),
                    metrics,
                    () -> missing,
                    List.of(HttpServerTest::echo));
    private final HttpClient client = HttpClient.newHttpClient();

    private static void echo(RouteTable table) {
        table.post(
                "/echo",
                (request, response) -> Answers.json(response, 200, Requests.json(request)));
        table.get(
                "/bugs",
                (request, response) -> {
                    throw new IllegalStateException("secret");
                });
        table.get(
                "/busy",
                (request, response) -> {
                    throw new ApiException(503, "Busy", "come \"again\"", Duration.ofMillis(1_500));
                });
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void answersWithTheHandlersJson() throws Exception {
        var answer = send("POST", "/echo", "{\"n\":12345678901234567890.10}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"n\":12345678901234567890.10}");
        assertThat(answer.headers().firstValue("x-acs-request-id")).isPresent();
    }

    @Test
    void everyErrorHasTheSameBody() throws Exception {
        assertError(send("GET", "/nowhere", ""), 404, "NotFound");
        assertError(send("GET", "/busy", ""), 503, "Busy");
        assertError(send("GET", "/bugs", ""), 500, "InternalError");
        assertError(send("POST", "/echo", "{\"a\":"), 400, "InvalidJson");
        assertError(send("POST", "/echo", "{\"a\":1,\"a\":2}"), 400, "DuplicateKey");
        assertError(send("POST", "/echo", ""), 400, "InvalidJson");
        assertError(send("POST", "/echo", "{} {}"), 400, "InvalidJson");
        assertError(send("POST", "/echo", " ".repeat(1_100_000)), 413, "RequestEntityTooLarge");
    }

    @Test
    void anErrorSaysWhatIsWrongButNothingOfTheInside() throws Exception {
        assertThat(message(send("POST", "/echo", "{\"a\":1,\n\"a\":2}")))
                .isEqualTo("the key 'a' comes twice in one object (line 2, column 4)");
        assertThat(message(send("GET", "/bugs", ""))).isEqualTo("internal error");
        assertThat(message(send("GET", "/busy", ""))).isEqualTo("come \"again\"");
    }

    @Test
    void aMethodThatAPathDoesNotHaveIsAnsweredWithThoseItHas() throws Exception {
        var answer = send("DELETE", "/echo", "");

        assertError(answer, 405, "MethodNotAllowed");
        assertThat(answer.headers().firstValue("Allow")).contains("OPTIONS, POST");
    }

    @Test
    void headIsAnsweredWhereverGetIsWithTheSameHeadersAndNoBody() throws Exception {
        for (String path : List.of("/health/live", "/health/ready", "/metrics", "/busy", "/no")) {
            var get = send("GET", path, "");
            var head = send("HEAD", path, "");

            assertThat(head.statusCode()).isEqualTo(get.statusCode());
            assertThat(head.body()).isEmpty();
            for (String header : List.of("content-type", "retry-after", "allow")) {
                assertThat(head.headers().firstValue(header))
                        .isEqualTo(get.headers().firstValue(header));
            }
            if (!path.equals("/metrics")) {
                assertThat(head.headers().firstValue("content-length"))
                        .isEqualTo(get.headers().firstValue("content-length"));
            }
        }
        assertThat(send("HEAD", "/echo", "").statusCode()).isEqualTo(405);
    }

    @Test
    void optionsIsAnsweredWithTheMethodsOfThePath() throws Exception {
        var answer = send("OPTIONS", "/busy", "");

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("allow")).contains("GET, HEAD, OPTIONS");
        assertThat(RawExchange.of(server.port(), "OPTIONS * HTTP/1.0\r\n\r\n").status())
                .isEqualTo(204);
    }

    @Test
    void errorsAreInBothSpellingsWhereAlibabaCloudsClientsCall() throws Exception {
        for (String path :
                List.of(
                        "/",
                        "/openapi/nowhere",
                        "/api/AIWorkSpace/2021-02-04/AcceptDataworksEvent",
                        "/api/v1/workspaces/action/acceptdataworksevent")) {
            JsonNode error = Json.MAPPER.readTree(send("POST", path, "").body());

            assertThat(error.path("Code").asText()).isEqualTo("NotFound");
            for (String name : List.of("Code", "Message", "RequestId")) {
                String small = name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
                assertThat(error.path(small)).isEqualTo(error.path(name));
            }
        }
        String tooLarge = "POST /openapi/x HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n";
        assertThat(RawExchange.of(server.port(), tooLarge).body())
                .contains("\"code\":\"RequestEntityTooLarge\"")
                .contains("\"Code\":\"RequestEntityTooLarge\"");
    }

    @Test
    void retryAfterIsInWholeSeconds() throws Exception {
        assertThat(send("GET", "/busy", "").headers().firstValue("Retry-After")).contains("2");
    }

    @Test
    void probesTellWhatIsMissing() throws Exception {
        assertThat(send("GET", "/health/live", "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/health/ready", "").statusCode()).isEqualTo(200);

        missing = List.of("Kafka does not answer");

        var answer = send("GET", "/health/ready", "");
        assertError(answer, 503, "NotReady");
        assertThat(message(answer)).isEqualTo("Kafka does not answer");
    }

    @Test
    void requestsAreCountedByEntranceMethodAndStatus() throws Exception {
        send("POST", "/echo", "{}");
        send("POST", "/echo", "no json");
        send("GET", "/bugs", "");
        send("GET", "/nowhere", "");
        send("PATCH", "/echo", "");
        send("HEAD", "/health/live", "");

        String metrics = send("GET", "/metrics", "").body();

        assertThat(metrics.lines().filter(line -> !line.endsWith(" 0.0")))
                .filteredOn(line -> line.startsWith("signalbox_http_requests_total{"))
                .containsExactlyInAnyOrder(
                        counted("api", "POST", "2xx"),
                        counted("api", "POST", "4xx"),
                        counted("api", "GET", "5xx"),
                        counted("none", "GET", "4xx"),
                        counted("none", "other", "4xx"),
                        counted("probes", "other", "2xx"));
        assertThat(metrics)
                .contains("signalbox_http_request_seconds_count{entrance=\"api\"} 3\n")
                .contains("signalbox_http_request_seconds_count{entrance=\"events\"} 0\n");
    }

    private static String counted(String entrance, String method, String code) {
        return "signalbox_http_requests_total{code=\"%s\",entrance=\"%s\",method=\"%s\"} 1.0"
                .formatted(code, entrance, method);
    }

    @Test
    void metricsArePackedWhereTheScraperTakesIt() throws Exception {
        var request =
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/metrics"));
        var plain = client.send(request.build(), BodyHandlers.ofByteArray());
        var packed =
                client.send(
                        request.header("Accept-Encoding", "gzip").build(),
                        BodyHandlers.ofByteArray());

        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(packed.headers().firstValue("Vary")).contains("Accept-Encoding");
        assertThat(packed.body()).hasSizeLessThan(plain.body().length / 3);
        try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
            assertThat(new String(unpacked.readAllBytes(), UTF_8))
                    .contains("signalbox_http_connections");
        }
    }

    @Test
    void metricsAreInPrometheusText() throws Exception {
        Counter.builder().name("trains").register(metrics).inc();

        var answer = send("GET", "/metrics", "");

        assertThat(answer.headers().firstValue("content-type").orElseThrow())
                .startsWith("text/plain");
        assertThat(answer.body()).contains("trains_total 1.0");
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String message(HttpResponse<String> answer) throws Exception {
        return Json.MAPPER.readTree(answer.body()).get("message").textValue();
    }

    static void assertError(HttpResponse<String> answer, int status, String code) throws Exception {
        assertThat(answer.statusCode()).isEqualTo(status);
        JsonNode body = Json.MAPPER.readTree(answer.body());
        assertThat(body.fieldNames()).toIterable().containsExactly("code", "message", "requestId");
        assertThat(body.get("code").textValue()).isEqualTo(code);
        assertThat(body.get("requestId").textValue())
                .isEqualTo(answer.headers().firstValue("x-acs-request-id").orElseThrow());
    }
}

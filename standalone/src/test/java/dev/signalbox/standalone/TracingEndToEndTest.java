package dev.signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.client.ApiClient;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An event's way in spans, as a collector gets them by OTLP.
class TracingEndToEndTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String CALLERS_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CREATORS_TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CREATORS = "00-" + CREATORS_TRACE + "-b7ad6b7169203331-01";

    private final List<Span> spans = new CopyOnWriteArrayList<>();
    @TempDir private Path data;

    @Test
    void oneTraceGoesFromTheCallerToTheReceiverAndAReplayBeginsAnother() throws Exception {
        HttpServer collector = collector();
        try (var receiver = Receiver.answering(call -> 204);
                var signalbox = Standalone.start(settings(collector.getAddress().getPort()));
                var api = new ApiClient(signalbox.address())) {
            put(api, receiver.url("/hook"));
            send(signalbox.address());
            await().atMost(PATIENCE).until(() -> receiver.taken().containsKey("traced"));

            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(spans.stream().map(Span::getName))
                                    .containsExactlyInAnyOrder("accept", "route", "attempt"));
            assertThat(spans).allMatch(span -> trace(span).equals(CALLERS_TRACE));
            Span accept = span("accept");
            Span attempt = span("attempt");
            assertThat(hex(accept.getParentSpanId().toByteArray())).isEqualTo("00f067aa0ba902b7");
            assertThat(span("route").getParentSpanId()).isEqualTo(accept.getSpanId());
            assertThat(attempt.getParentSpanId()).isEqualTo(span("route").getSpanId());
            assertThat(accept.getLinksList())
                    .extracting(link -> hex(link.getTraceId().toByteArray()))
                    .containsExactly(CREATORS_TRACE);
            Receiver.Call call = call(receiver, 0);
            assertThat(call.headers().get("traceparent"))
                    .isEqualTo(
                            "00-%s-%s-01"
                                    .formatted(
                                            CALLERS_TRACE, hex(attempt.getSpanId().toByteArray())));
            assertThat(call.body()).contains(CREATORS);

            replay(api);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(calls(receiver)).hasSize(2));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(spans).hasSize(5));
            Span replayed = span("replay");
            assertThat(trace(replayed)).isNotEqualTo(CALLERS_TRACE);
            assertThat(replayed.getLinksList())
                    .extracting(link -> hex(link.getTraceId().toByteArray()))
                    .containsExactly(CALLERS_TRACE);
            assertThat(call(receiver, 1).headers().get("traceparent"))
                    .startsWith("00-" + trace(replayed));
        } finally {
            collector.stop(0);
        }
    }

    private Span span(String name) {
        return spans.stream().filter(span -> span.getName().equals(name)).findFirst().orElseThrow();
    }

    private static String trace(Span span) {
        return hex(span.getTraceId().toByteArray());
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static List<Receiver.Call> calls(Receiver receiver) {
        return receiver.calls().values().stream().flatMap(List::stream).toList();
    }

    private static Receiver.Call call(Receiver receiver, int replayed) {
        return calls(receiver).stream()
                .filter(call -> call.headers().containsKey("x-signalbox-replay") == (replayed == 1))
                .findFirst()
                .orElseThrow();
    }

    private HttpServer collector() throws IOException {
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/v1/traces",
                exchange -> {
                    var request =
                            ExportTraceServiceRequest.parseFrom(
                                    exchange.getRequestBody().readAllBytes());
                    request.getResourceSpansList().stream()
                            .flatMap(resource -> resource.getScopeSpansList().stream())
                            .flatMap(scope -> scope.getSpansList().stream())
                            .forEach(spans::add);
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        server.start();
        return server;
    }

    private static void put(ApiClient api, URI url) throws Exception {
        String rule =
                """
                {"pattern": {"source": ["my.app"]},
                 "targets": [{"id": "hook", "type": "http", "url": "%s"}]}
                """
                        .formatted(url);
        assertThat(api.put("/api/buses/default/rules/r", rule).ok()).isTrue();
    }

    private static void send(URI signalbox) throws Exception {
        var request =
                HttpRequest.newBuilder(signalbox.resolve("/events"))
                        .header("content-type", "application/cloudevents+json")
                        .header("traceparent", "00-" + CALLERS_TRACE + "-00f067aa0ba902b7-01")
                        .POST(
                                BodyPublishers.ofString(
                                        """
                                        {"specversion": "1.0", "id": "traced", "source": "my.app",
                                         "type": "order:created", "traceparent": "%s"}
                                        """
                                                .formatted(CREATORS)))
                        .build();
        try (var client = HttpClient.newHttpClient()) {
            assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(202);
        }
    }

    private static void replay(ApiClient api) throws Exception {
        var answer =
                api.post(
                        "/api/replays",
                        "application/json",
                        """
                        {"rules": ["r"], "from": "%s"}
                        """
                                .formatted(Instant.now().minus(Duration.ofHours(1))));
        assertThat(answer.ok()).as(answer.body()).isTrue();
        JsonNode made = Json.MAPPER.readTree(answer.body());
        String id = made.path("id").asText();
        var started = api.post("/api/replays/" + id + "/start", "application/json", "");
        assertThat(started.ok()).as(started.body()).isTrue();
    }

    private Settings settings(int collector) {
        return Settings.forStandalone(
                Map.of(
                        "SIGNALBOX_HTTP", "127.0.0.1:0",
                        "SIGNALBOX_KAFKA", "127.0.0.1:0",
                        "SIGNALBOX_DATA", data.toString(),
                        "SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8",
                        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + collector));
    }

    @Test
    void whatIsNoEndpointIsRefused() {
        Stream.of("collector:4318", "grpc://collector:4317", "http://")
                .forEach(endpoint ->
                        assertThatThrownBy(() ->
                                        Settings.forRoom(
                                                Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)))
                                .as(endpoint)
                                .hasMessageContaining("OTEL_"));
    }
}

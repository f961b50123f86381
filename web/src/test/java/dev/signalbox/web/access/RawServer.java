package dev.signalbox.web.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.net.Entrance;
import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.Answers;
import dev.signalbox.web.HttpServer;
import dev.signalbox.web.Requests;
import dev.signalbox.web.RouteTable;
import io.prometheus.metrics.core.metrics.Gauge;
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

/// A guarded HTTP server that is called by raw sockets, so that a test can send any header.
///
/// It has `POST` and `OPTIONS /events`, `GET` and `PUT /api/rules`, `POST /openapi/createRule`, and
/// what every server has.
final class RawServer implements AutoCloseable {
    /// The key of [#keyFile], as a browser sends it that remembers it.
    static final String CREDENTIALS = basic("boss", "bosss-secret");

    private static final Pattern LENGTH =
            Pattern.compile("\r\nContent-Length: (\\d+)\r\n", Pattern.CASE_INSENSITIVE);

    private final AccessChecks access;
    private final HttpServer server;

    private RawServer(Settings settings, InstantSource clock) {
        var metrics = new PrometheusRegistry();
        Gauge.builder()
                .name("oldest_seconds")
                .labelNames("account", "rule")
                .register(metrics)
                .labelValues("7", "secret-plans")
                .set(1);
        access = AccessChecks.open(settings, metrics, clock);
        server =
                HttpServer.open(
                        new HostPort("127.0.0.1", 0),
                        settings.limits(),
                        access,
                        metrics,
                        List::of,
                        List.of(RawServer::routes, new SessionApi(access, settings)));
    }

    /// An answer with its head.
    record Answer(int status, String text) {}

    /// @param keys file of access keys, or null for a server that asks for none
    /// @param settings names and values in turn
    static RawServer open(@Nullable Path keys, String... settings) {
        return open(InstantSource.system(), keys, settings);
    }

    /// The same with a clock for the access checks.
    static RawServer open(InstantSource clock, @Nullable Path keys, String... settings) {
        var environment = new HashMap<String, String>();
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        if (keys != null) {
            environment.put("SIGNALBOX_ACCESS_KEYS", keys.toString());
        }
        return new RawServer(Settings.forStandalone(environment), clock);
    }

    static Path keyFile(Path folder) throws IOException {
        return Files.writeString(
                folder.resolve("keys.json"),
                """
                [{"id": "boss", "secret": "bosss-secret", "account": "7", "role": "admin"},
                 {"id": "sender", "secret": "senders-secret", "account": "7", "role": "ingest"},
                 {"id": "watch", "secret": "watchs-secret", "account": "7", "role": "metrics"}]
                """);
    }

    /// The credentials of a key, as a header.
    static String basic(String id, String secret) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(UTF_8));
    }

    private static void routes(RouteTable table) {
        table.at(Entrance.EVENTS)
                .post(
                        "/events",
                        (request, response) ->
                                Answers.json(response, 200, Requests.body(request).length))
                .options("/events", (request, response) -> Answers.json(response, 200, "shaken"));
        table.get("/api/rules", (request, response) -> Answers.json(response, 200, "all rules"))
                .put("/api/rules", (request, response) -> Answers.json(response, 200, "written"))
                .post(
                        "/openapi/createRule",
                        (request, response) -> Answers.json(response, 200, "made"));
    }

    /// Sends a request on a connection of its own.
    Answer send(String request, String... headers) throws IOException {
        try (Socket socket = connect()) {
            write(socket, request, headers);
            return read(socket, request.startsWith("HEAD"));
        }
    }

    Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /// @param headers a line each; `|` separates lines too
    static void write(Socket socket, String request, String... headers) throws IOException {
        var head = new StringBuilder(request).append(" HTTP/1.1\r\n");
        for (String header : headers) {
            head.append(header.replace("|", "\r\n")).append("\r\n");
        }
        socket.getOutputStream().write(head.append("\r\n").toString().getBytes(UTF_8));
    }

    static Answer read(Socket socket, boolean headOnly) throws IOException {
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

    String metrics() throws IOException {
        return send("GET /metrics", "Host: localhost").text();
    }

    /// @param code of the error; empty where the answer has no body
    static void assertRefused(Answer answer, String code) throws IOException {
        assertThat(answer.status()).as(answer.text()).isEqualTo(403);
        String body = answer.text().substring(answer.text().indexOf("\r\n\r\n") + 4);
        if (code.isEmpty()) {
            assertThat(body).isEmpty();
        } else {
            JsonNode error = Json.MAPPER.readTree(body);
            assertThat(error.path("code").asText()).isEqualTo(code);
            assertThat(error.path("message").asText()).isNotBlank();
            assertThat(answer.text())
                    .containsIgnoringCase("x-acs-request-id: " + error.path("requestId").asText());
        }
    }

    @Override
    public void close() {
        server.close();
        access.close();
    }
}

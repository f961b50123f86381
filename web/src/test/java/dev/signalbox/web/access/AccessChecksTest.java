package dev.signalbox.web.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.net.Entrance;
import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.Answers;
import dev.signalbox.web.Caller;
import dev.signalbox.web.HttpServer;
import dev.signalbox.web.Requests;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.access.Signing.Request;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A door with access keys, over sockets.
class AccessChecksTest {
    private static final Instant NOW = Instant.parse("2026-11-21T02:07:38Z");
    private static final String KEYS =
            """
            [{"id": "sender", "secret": "senders-secret", "account": "7", "role": "ingest"},
             {"id": "boss", "secret": "bosss-secret", "account": "7", "role": "admin"},
             {"id": "other", "secret": "others-secret", "account": "8", "role": "admin"}]
            """;

    @TempDir private Path folder;
    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile Instant now = NOW;
    private @Nullable AccessChecks access;
    private @Nullable HttpServer server;

    private void routes(RouteTable table) {
        table.at(Entrance.EVENTS)
                .post(
                        "/openapi/putEvents",
                        (request, response) ->
                                Answers.json(response, 200, Requests.body(request).length))
                .post(
                        "/events",
                        (request, response) ->
                                Answers.json(
                                        response,
                                        200,
                                        Caller.current().actingFor(null, "nobody's")))
                .options("/events", (request, response) -> Answers.json(response, 200, "shaken"));
        table.get(
                        "/api/account",
                        (request, response) ->
                                Answers.json(
                                        response,
                                        200,
                                        Caller.current()
                                                .actingFor(
                                                        request.query()
                                                                .first("account")
                                                                .orElse(null),
                                                        "nobody's")))
                .post(
                        "/",
                        (request, response) ->
                                Answers.json(
                                        response, 200, new String(Requests.body(request), UTF_8)));
    }

    private HttpServer open(Map<String, String> settings) throws IOException {
        var environment = new HashMap<>(settings);
        if (!environment.containsKey("SIGNALBOX_ACCESS_KEYS")) {
            environment.put("SIGNALBOX_ACCESS_KEYS", file(KEYS).toString());
        }
        Settings read = Settings.forStandalone(environment);
        access = AccessChecks.open(read, metrics, () -> now);
        server =
                HttpServer.open(
                        new HostPort("127.0.0.1", 0),
                        read.limits(),
                        access,
                        metrics,
                        List::of,
                        List.of(this::routes));
        return server;
    }

    private Path file(String keys) throws IOException {
        return Files.writeString(folder.resolve("keys.json"), keys);
    }

    @AfterEach
    void close() {
        client.close();
        if (server != null) {
            server.close();
        }
        if (access != null) {
            access.close();
        }
    }

    @Test
    void aCallWithoutCredentialsIsToldWhichAreTaken() throws Exception {
        open(Map.of());

        var answer = send("POST", "/events", Map.of(), "x");

        assertError(answer, 401, "InvalidAccessKeyId");
        assertThat(answer.headers().allValues("www-authenticate"))
                .containsExactly(
                        "Basic realm=\"Signalbox\", charset=\"UTF-8\"",
                        "Bearer realm=\"Signalbox\"");
        assertError(send("GET", "/api/account", Map.of(), ""), 401, "InvalidAccessKeyId");
    }

    @Test
    void whoeverIsRefusedIsSoBeforeTheBodyIsRead() throws Exception {
        HttpServer open = open(Map.of());
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), open.port())) {
            socket.getOutputStream()
                    .write(
                            "POST /events HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"
                                    .getBytes(UTF_8));

            assertThat(new String(socket.getInputStream().readNBytes(12), UTF_8))
                    .isEqualTo("HTTP/1.1 401");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sender, senders-secret, POST, /events, 200",
        "sender, senders-secret, GET, /api/account, 403",
        "boss, bosss-secret, POST, /events, 200",
        "boss, bosss-secret, GET, /api/account, 200",
        "boss, bosss-secret, GET, /api/account?account=7, 200",
        "boss, bosss-secret, GET, /api/account?account=8, 403",
        "boss, others-secret, GET, /api/account, 401",
        "nobody, bosss-secret, GET, /api/account, 401"
    })
    void keysDoWhatTheirRoleAllowsForTheirAccount(
            String id, String secret, String method, String path, int status) throws Exception {
        open(Map.of());

        var answer = send(method, path, basic(id, secret), "");

        assertThat(answer.statusCode()).isEqualTo(status);
        if (status == 200) {
            assertThat(answer.body()).isEqualTo("\"7\"");
        } else {
            assertThat(answer.body()).doesNotContain(secret);
        }
        if (status == 403) {
            assertError(answer, 403, "AccessDenied");
        }
    }

    @Test
    void probesAndHandshakesNeedNoKey() throws Exception {
        open(Map.of());

        assertThat(send("GET", "/health/live", Map.of(), "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/health/ready", Map.of(), "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/metrics", Map.of(), "").statusCode()).isEqualTo(200);
        assertThat(send("OPTIONS", "/events", Map.of(), "").statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsNotThereIsToldWithoutCredentials() throws Exception {
        open(Map.of());

        assertError(send("GET", "/nowhere", Map.of(), ""), 404, "NotFound");
        assertError(send("PUT", "/events", Map.of(), ""), 405, "MethodNotAllowed");
    }

    @Test
    void aSignedRequestIsTakenOnce() throws Exception {
        open(Map.of());
        Request request = Signing.eventBridge("sender", "senders-secret", NOW, "n1");

        assertThat(send(request, "[]").body()).isEqualTo("2");
        assertError(send(request, "[]"), 401, "SignatureNonceUsed");
        assertError(
                send(Signing.eventBridge("sender", "wrong-secret", NOW, "n2"), "[]"),
                401,
                "SignatureDoesNotMatch");
    }

    @Test
    void aBodyOtherThanTheSignedOneIsRefused() throws Exception {
        open(Map.of());

        assertThat(send(acs3("n1", "a=1"), "a=1").body()).isEqualTo("\"a=1\"");
        assertError(send(acs3("n2", "a=1"), "a=2"), 401, "SignatureDoesNotMatch");
        assertError(send(acs3("n3", "a=1"), ""), 401, "SignatureDoesNotMatch");
        assertError(send(acs3("n4", ""), "a=1"), 401, "SignatureDoesNotMatch");
    }

    @Test
    void formsAreSignedWithTheParametersOfTheQuery() throws Exception {
        open(Map.of());
        Map<String, String> query = Map.of("Action", "TestEventPattern");
        Map<String, String> form = Map.of("Event", "{\"id\": \"测 试\"}");

        Request request = Signing.rpc("boss", "bosss-secret", query, form, NOW, "n1");
        assertThat(send(request, Signing.query(form)).statusCode()).isEqualTo(200);

        Request changed = Signing.rpc("boss", "bosss-secret", query, form, NOW, "n2");
        assertError(send(changed, "Event=%7B%7D"), 401, "SignatureDoesNotMatch");
    }

    @Test
    void theSignatureMayBeInTheForm() throws Exception {
        open(Map.of());
        Map<String, String> form = Map.of("Action", "TestEventPattern", "Event", "{\"id\": \"测\"}");

        String signed = query(Signing.rpc("boss", "bosss-secret", Map.of(), form, NOW, "n1"), form);
        assertThat(sendForm(signed).statusCode()).isEqualTo(200);
        assertError(sendForm(signed), 401, "SignatureNonceUsed");

        String wrong = query(Signing.rpc("boss", "no-secret", Map.of(), form, NOW, "n2"), form);
        assertError(sendForm(wrong), 401, "SignatureDoesNotMatch");
        assertError(sendForm("AccessKeyId=boss"), 401, "InvalidAccessKeyId");
        assertError(sendForm("AccessKeyId=boss&Signature=%zz"), 401, "SignatureDoesNotMatch");
    }

    /// All parameters of a signed request as a form.
    private static String query(Request request, Map<String, String> form) {
        return request.query() + "&" + Signing.query(form);
    }

    private HttpResponse<String> sendForm(String form) throws Exception {
        return send("POST", "/", Map.of("content-type", "application/x-www-form-urlencoded"), form);
    }

    @Test
    void callsFromOtherNetworksAreRefusedWhateverTheyForward() throws Exception {
        open(Map.of("SIGNALBOX_ALLOWED_NETWORKS", "events=10.0.0.0/8;api=127.0.0.0/8,::1"));
        var headers = new HashMap<>(basic("boss", "bosss-secret"));
        headers.put("X-Forwarded-For", "10.0.0.1");

        assertError(send("POST", "/events", headers, ""), 403, "AccessDenied");
        assertError(send("OPTIONS", "/events", headers, ""), 403, "AccessDenied");
        assertThat(send("GET", "/api/account", headers, "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/metrics", Map.of(), "").body())
                .contains("signalbox_http_refused_total{reason=\"network\"} 2.0");
    }

    @Test
    void anAccountThatCallsTooOftenIsToldWhenToCallAgain() throws Exception {
        open(Map.of("SIGNALBOX_REQUESTS_PER_SECOND", "2"));

        assertThat(account("boss", "bosss-secret").statusCode()).isEqualTo(200);
        assertThat(account("sender", "senders-secret").statusCode()).isEqualTo(200);
        var tooMuch = account("boss", "bosss-secret");
        assertError(tooMuch, 429, "TooManyRequests");
        assertThat(tooMuch.headers().firstValue("retry-after")).contains("1");
        assertThat(account("boss", "wrong-secret").statusCode()).isEqualTo(401);
        assertThat(account("other", "others-secret").statusCode()).isEqualTo(200);

        now = NOW.plusMillis(500);

        assertThat(account("boss", "bosss-secret").statusCode()).isEqualTo(200);
        assertThat(account("boss", "bosss-secret").statusCode()).isEqualTo(429);
    }

    @Test
    void aChangedFileIsTakenUpWithoutARestart() throws Exception {
        open(Map.of());
        assertThat(account("boss", "bosss-secret").statusCode()).isEqualTo(200);

        file(KEYS.replace("bosss-secret", "bosss-newest"));

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThat(account("boss", "bosss-newest").statusCode()).isEqualTo(200));
        assertThat(account("boss", "bosss-secret").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"``", "[]", "[{", "[{\"id\": \"boss\"}]", "(gone)"})
    void aBrokenFileChangesNothing(String broken) throws Exception {
        open(Map.of());
        if (broken.equals("(gone)")) {
            Files.delete(folder.resolve("keys.json"));
        } else {
            file(broken);
        }

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThat(send("GET", "/metrics", Map.of(), "").body())
                                .contains("signalbox_access_keys_broken 1.0")
                                .contains("signalbox_access_keys 3.0"));
        assertThat(account("boss", "bosss-secret").statusCode()).isEqualTo(200);
        assertThat(send("POST", "/events", Map.of(), "").statusCode()).isEqualTo(401);

        file(KEYS);

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThat(send("GET", "/metrics", Map.of(), "").body())
                                .contains("signalbox_access_keys_broken 0.0"));
    }

    private Request acs3(String nonce, String body) {
        return Signing.acs3(
                "boss",
                "bosss-secret",
                "POST",
                host(),
                "/",
                Map.of("RuleName", "r 1"),
                NOW,
                nonce,
                body.getBytes(UTF_8));
    }

    private HttpResponse<String> account(String id, String secret) throws Exception {
        return send("POST", "/events", basic(id, secret), "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sender:senders-secret", "c2VuZGVyOnNlbmRlcnMtc2VjcmV0"})
    void eventsMayComeWithEventBridgesToken(String token) throws Exception {
        open(Map.of());
        var header = Map.of("x-eventbridge-signature-token", token);

        assertThat(send("POST", "/events", header, "").body()).isEqualTo("\"7\"");
        assertError(send("GET", "/api/account", header, ""), 401, "InvalidAccessKeyId");
    }

    @ParameterizedTest
    @CsvSource({
        "sender:wrong-secret, SignatureDoesNotMatch",
        "nobody:senders-secret, InvalidAccessKeyId",
        "token, SignatureDoesNotMatch",
        "'', SignatureDoesNotMatch"
    })
    void aWrongTokenIsRefused(String token, String code) throws Exception {
        open(Map.of());

        var answer = send("POST", "/events", Map.of("x-eventbridge-signature-token", token), "");

        assertError(answer, 401, code);
        assertThat(answer.body()).doesNotContain("secret\"", "senders-secret");
    }

    @Test
    void authorizationIsAboveTheToken() throws Exception {
        open(Map.of());
        var headers = new HashMap<>(basic("sender", "wrong-secret"));
        headers.put("x-eventbridge-signature-token", "sender:senders-secret");

        assertError(send("POST", "/events", headers, ""), 401, "SignatureDoesNotMatch");
    }

    private static Map<String, String> basic(String id, String secret) {
        byte[] pair = (id + ":" + secret).getBytes(UTF_8);
        return Map.of("authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    private HttpResponse<String> send(Request request, String body) throws Exception {
        return send(
                request.method(),
                request.path() + (request.query().isEmpty() ? "" : "?" + request.query()),
                request.headers(),
                body);
    }

    private HttpResponse<String> send(
            String method, String path, Map<String, String> headers, String body) throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create("http://" + host() + path))
                        .version(HttpClient.Version.HTTP_1_1)
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        headers.forEach((name, value) -> {
            if (name.equals("host")) {
                assertThat(value).as("the host that the client sends by itself").isEqualTo(host());
            } else {
                request.header(name, value);
            }
        });
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private String host() {
        return "127.0.0.1:" + (server == null ? 0 : server.port());
    }

    private static void assertError(HttpResponse<String> answer, int status, String code)
            throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode body = Json.MAPPER.readTree(answer.body());
        assertThat(body.fieldNames()).toIterable().startsWith("code", "message", "requestId");
        assertThat(body.get("code").textValue()).isEqualTo(code);
    }
}

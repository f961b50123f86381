package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.client.Metrics;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// No door of any room does what a page of another site asks for, by whatever method.
class OtherSitesTest {
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH");

    private static final List<String> PATHS =
            List.of(
                    "/",
                    "/?Action=CreateRule&Version=2020-04-01",
                    "/events",
                    "/extensions/events",
                    "/api/v1/workspaces/action/acceptdataworksevent",
                    "/api/AIWorkSpace/2021-02-04/AcceptDataworksEvent",
                    "/openapi/putEvents",
                    "/openapi/createRule",
                    "/openapi/listRules",
                    "/openapi/deleteEventBus",
                    "/openapi/nothing",
                    "/api/buses",
                    "/api/buses/default",
                    "/api/buses/default/rules",
                    "/api/buses/default/rules/made",
                    "/api/buses/default/rules/made/targets/t/enable",
                    "/api/patterns/test",
                    "/api/catalog",
                    "/api/session",
                    "/api/quotas",
                    "/api/usage",
                    "/api/targets",
                    "/api/connectivity",
                    "/api/deliveries",
                    "/api/dead-letters",
                    "/api/dead-letters/redrive",
                    "/api/events",
                    "/api/tail",
                    "/api/live",
                    "/api/system",
                    "/api/contacts",
                    "/api/replays",
                    "/api/replays/made/start",
                    "/api/backtests",
                    "/api/targets/test",
                    "/health/live",
                    "/health/ready",
                    "/metrics",
                    "/nowhere");

    /// What would be done if it were not for the headers. A page may have a browser send a form or
    /// plain text to any site.
    private static final List<Forged> FORGED =
            List.of(
                    new Forged(
                            "POST",
                            "/",
                            "application/x-www-form-urlencoded",
                            HostilePages.formOfARule("by-rpc")),
                    new Forged(
                            "POST",
                            "/openapi/createRule",
                            "text/plain",
                            HostilePages.jsonOfARule("by-openapi")),
                    new Forged(
                            "PUT",
                            "/api/buses/default/rules/by-api",
                            "application/json",
                            HostilePages.RULE),
                    new Forged(
                            "POST",
                            "/api/v1/workspaces/action/acceptdataworksevent",
                            "text/plain",
                            HostilePages.EVENT));

    private record Forged(String method, String path, String contentType, String body) {
        Answer by(OtherSitesTest test, Map<String, String> headers) throws Exception {
            var all = new HashMap<>(headers);
            all.put("content-type", contentType);
            return test.send(method, path, all, body);
        }
    }

    @TempDir private Path data;
    private @Nullable Standalone signalbox;

    private void start(Map<String, String> more) {
        var settings = new HashMap<>(more);
        settings.put("SIGNALBOX_HTTP", "127.0.0.1:0");
        settings.put("SIGNALBOX_KAFKA", "127.0.0.1:0");
        settings.put("SIGNALBOX_DATA", data.toString());
        signalbox = Standalone.start(Settings.forStandalone(settings));
    }

    @AfterEach
    void stop() {
        if (signalbox != null) {
            signalbox.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "key", "session"})
    void pagesOfOtherSitesAreRefusedAtEveryDoor(String credentials) throws Exception {
        var own = new HashMap<String, String>();
        if (!credentials.isEmpty()) {
            Path file =
                    Files.writeString(
                            data.resolve("keys.json"),
                            """
                            [{"id": "admin", "secret": "admins-secret",
                              "account": "1000000000000001", "role": "admin"}]
                            """);
            start(Map.of("SIGNALBOX_ACCESS_KEYS", file.toString()));
            own.put(
                    "authorization",
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString("admin:admins-secret".getBytes(UTF_8)));
            if (credentials.equals("session")) {
                own.remove("authorization");
                own.put("cookie", logIn());
                own.put("x-signalbox-page", "1");
            }
        } else {
            start(Map.of());
        }

        for (Map<String, String> foreign :
                List.of(
                        Map.of("sec-fetch-site", "cross-site"),
                        Map.of("sec-fetch-site", "same-site"),
                        Map.of("origin", "https://evil.example"),
                        Map.of("origin", "null"))) {
            var headers = new HashMap<>(own);
            headers.putAll(foreign);
            for (String path : PATHS) {
                for (String method : METHODS) {
                    assertRefused(send(method, path, headers, ""), "CrossSiteRequest");
                }
            }
            for (Forged one : FORGED) {
                assertRefused(one.by(this, headers), "CrossSiteRequest");
            }
        }

        assertNothingHappened(own, "site", 4 * (METHODS.size() * PATHS.size() + FORGED.size()));
        for (Forged one : FORGED) {
            if (credentials.equals("session")) {
                boolean api = one.path().startsWith("/api/buses");
                assertThat(one.by(this, own).status()).as(one.path()).isEqualTo(api ? 403 : 401);
                own.put("sec-fetch-site", "same-origin");
                assertThat(one.by(this, own).status()).as(one.path()).isEqualTo(api ? 201 : 401);
                own.remove("sec-fetch-site");
            } else {
                assertThat(one.by(this, own).status()).as(one.path()).isIn(200, 201);
            }
        }
    }

    private String logIn() throws IOException {
        Answer answer =
                send(
                        "POST",
                        "/api/session",
                        Map.of("sec-fetch-site", "same-origin"),
                        "{\"id\": \"admin\", \"secret\": \"admins-secret\"}");
        assertThat(answer.body()).doesNotContain("admins-secret");
        Matcher cookie =
                Pattern.compile("(?i)\r\nset-cookie: (signalbox_session=[^;]+);")
                        .matcher(answer.head());
        assertThat(cookie.find()).as(answer.head()).isTrue();
        return cookie.group(1);
    }

    @Test
    void withoutKeysNamesOfStrangersAreRefusedAtEveryDoor() throws Exception {
        start(Map.of("SIGNALBOX_HOSTS", "box.test"));
        Map<String, String> stranger = Map.of("host", "evil.example:8080");

        for (String path : PATHS) {
            for (String method : METHODS) {
                assertRefused(send(method, path, stranger, ""), "HostNotAllowed");
            }
        }
        for (Forged one : FORGED) {
            assertRefused(one.by(this, stranger), "HostNotAllowed");
        }

        assertNothingHappened(Map.of(), "host", METHODS.size() * PATHS.size() + FORGED.size());
        for (Forged one : FORGED) {
            assertThat(one.by(this, Map.of("host", "box.test:8080")).status())
                    .as(one.path())
                    .isIn(200, 201);
        }
    }

    @Test
    void theHandshakeOfWebHooksNamesAnOriginOfItsOwn() throws Exception {
        start(Map.of());

        var answer =
                send(
                        "OPTIONS",
                        "/events",
                        Map.of("webhook-request-origin", "eventemitter.example.com"),
                        "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.head())
                .containsIgnoringCase("webhook-allowed-origin: eventemitter.example.com\r\n");
    }

    private void assertNothingHappened(Map<String, String> own, String reason, int refused)
            throws Exception {
        var rules = Json.MAPPER.readTree(send("GET", "/api/buses/default/rules", own, "").body());
        assertThat(rules.path("rules").isArray()).isTrue();
        assertThat(rules.path("rules")).isEmpty();
        String metrics = send("GET", "/metrics", own, "").body();
        assertThat(metrics)
                .contains(
                        "signalbox_http_refused_total{reason=\"%s\"} %d.0"
                                .formatted(reason, refused));
        assertThat(Metrics.parse(metrics).sum("signalbox_ingest_received_total")).isZero();
    }

    private static void assertRefused(Answer answer, String code) throws Exception {
        assertThat(answer.status()).as(answer.request()).isEqualTo(403);
        if (answer.request().startsWith("HEAD ")) {
            assertThat(answer.body()).isEmpty();
        } else {
            assertThat(Json.MAPPER.readTree(answer.body()).path("code").asText())
                    .as(answer.request())
                    .isEqualTo(code);
        }
    }

    /// By a socket: a client of the JDK lets nobody choose `Host`.
    private Answer send(String method, String path, Map<String, String> headers, String body)
            throws IOException {
        URI address = requireNonNull(signalbox).address();
        var request = new StringBuilder("%s %s HTTP/1.1\r\n".formatted(method, path));
        var all = new HashMap<>(headers);
        all.putIfAbsent("host", address.getAuthority());
        all.put("content-length", Integer.toString(body.getBytes(UTF_8).length));
        all.forEach((name, value) -> request.append("%s: %s\r\n".formatted(name, value)));
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write((request + "\r\n" + body).getBytes(UTF_8));
            return Answer.read(method + " " + path, socket.getInputStream());
        }
    }

    private record Answer(String request, int status, String head, String body) {
        private static final Pattern LENGTH =
                Pattern.compile("\r\ncontent-length: (\\d+)\r\n", Pattern.CASE_INSENSITIVE);

        static Answer read(String request, InputStream in) throws IOException {
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                assertThat(next).as("%s: the end of %s", request, head).isNotNegative();
                head.append((char) next);
            }
            Matcher length = LENGTH.matcher(head);
            byte[] body =
                    length.find() && !request.startsWith("HEAD ")
                            ? in.readNBytes(Integer.parseInt(length.group(1)))
                            : new byte[0];
            return new Answer(
                    request,
                    Integer.parseInt(head.substring(9, 12)),
                    head.toString(),
                    new String(body, UTF_8));
        }
    }
}

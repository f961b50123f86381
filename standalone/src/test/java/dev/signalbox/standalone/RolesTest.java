package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.net.Entrance;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.Right;
import dev.signalbox.web.RouteTable.Call;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What each role may do at every call of every room, and what of events it sees.
class RolesTest {
    private static final List<String> ROLES =
            List.of("ingest", "metrics", "viewer", "operator", "admin");

    /// The calls of the API and what they need, but for those of `/openapi`; whoever adds a call
    /// decides here who may use it.
    private static final Map<String, String> NEEDED =
            Map.ofEntries(
                    Map.entry("GET /api/buses", "read"),
                    Map.entry("GET /api/buses/{bus}", "read"),
                    Map.entry("PUT /api/buses/{bus}", "change"),
                    Map.entry("DELETE /api/buses/{bus}", "change"),
                    Map.entry("GET /api/buses/{bus}/rules", "read"),
                    Map.entry("GET /api/buses/{bus}/rules/{rule}", "read"),
                    Map.entry("PUT /api/buses/{bus}/rules/{rule}", "change"),
                    Map.entry("DELETE /api/buses/{bus}/rules/{rule}", "change"),
                    Map.entry("POST /api/buses/{bus}/rules/{rule}/enable", "operate"),
                    Map.entry("POST /api/buses/{bus}/rules/{rule}/disable", "operate"),
                    Map.entry("POST /api/buses/{bus}/rules/{rule}/targets/{id}/enable", "operate"),
                    Map.entry("POST /api/buses/{bus}/rules/{rule}/targets/{id}/test", "operate"),
                    Map.entry("POST /api/targets/test", "operate"),
                    Map.entry("GET /api/targets", "read"),
                    Map.entry("POST /api/patterns/test", "read"),
                    Map.entry("GET /api/catalog", "read"),
                    Map.entry("GET /api/contacts", "read"),
                    Map.entry("PUT /api/contacts", "change"),
                    Map.entry("GET /api/quotas", "read"),
                    Map.entry("PUT /api/quotas", "change"),
                    Map.entry("GET /api/usage", "read"),
                    Map.entry("GET /api/deliveries", "read"),
                    Map.entry("GET /api/dead-letters", "read"),
                    Map.entry("GET /api/dead-letters/{id}", "read"),
                    Map.entry("POST /api/dead-letters/redrive", "operate"),
                    Map.entry("GET /api/replays", "read"),
                    Map.entry("POST /api/replays", "operate"),
                    Map.entry("GET /api/replays/{id}", "read"),
                    Map.entry("POST /api/replays/{id}/start", "operate"),
                    Map.entry("POST /api/replays/{id}/pause", "operate"),
                    Map.entry("POST /api/replays/{id}/resume", "operate"),
                    Map.entry("POST /api/replays/{id}/cancel", "operate"),
                    Map.entry("POST /api/backtests", "read"),
                    Map.entry("GET /api/events", "read"),
                    Map.entry("GET /api/events/{+id}", "read"),
                    Map.entry("GET /api/tail", "read"),
                    Map.entry("GET /api/live", "read"),
                    Map.entry("GET /api/system", "read"),
                    Map.entry("GET /", "change"),
                    Map.entry("POST /", "change"));

    private static final Map<String, List<String>> RIGHTS =
            Map.of(
                    "ingest", List.of(),
                    "metrics", List.of(),
                    "viewer", List.of("read"),
                    "operator", List.of("read", "operate"),
                    "admin", List.of("read", "operate", "change"));

    private static final String EVENT =
            """
            {"specversion": "1.0", "id": "e-1", "source": "shop", "type": "order",
             "data": {"card": "pl4nted-card"}}
            """;

    @TempDir private static Path data;
    private static HttpServer receiver;
    private static Standalone signalbox;
    private static HttpClient client;

    @BeforeAll
    static void start() throws Exception {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 9);
        receiver.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        exchange.getRequestBody().readAllBytes();
                        exchange.sendResponseHeaders(400, -1);
                    }
                });
        receiver.start();
        var keys = Json.MAPPER.createArrayNode();
        for (String role : ROLES) {
            keys.addObject()
                    .put("id", role)
                    .put("secret", role + "-secret")
                    .put("account", "7")
                    .put("role", role);
        }
        keys.addObject()
                .put("id", "auditor")
                .put("secret", "auditor-secret")
                .put("account", "7")
                .put("role", "viewer")
                .put("bodies", true);
        Path file = Files.writeString(data.resolve("keys.json"), keys.toString());
        signalbox =
                Standalone.start(
                        Settings.forStandalone(
                                Map.of(
                                        "SIGNALBOX_HTTP", "127.0.0.1:0",
                                        "SIGNALBOX_KAFKA", "127.0.0.1:0",
                                        "SIGNALBOX_DATA", data.toString(),
                                        "SIGNALBOX_ACCESS_KEYS", file.toString(),
                                        "SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8")));
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        client.shutdownNow();
        signalbox.close();
        receiver.stop(0);
    }

    @Test
    void everyCallIsOpenToTheRolesThatMayUseItAndToNoOther() throws Exception {
        var known = new TreeMap<>(NEEDED);
        for (Call call : signalbox.calls()) {
            Right right = call.right();
            if (call.entrance() != Entrance.API || right == null) {
                continue;
            }
            String name = call.method() + " " + call.path();
            String needed = name.startsWith("POST /openapi/") ? "change" : known.remove(name);
            assertThat(needed).as("a call that RolesTest does not know: %s", name).isNotNull();
            assertThat(right.word()).as(name).isEqualTo(needed);
            for (String role : ROLES) {
                assertThat(isRefused(role, call))
                        .as("%s by %s", name, role)
                        .isEqualTo(!requireNonNull(RIGHTS.get(role)).contains(right.word()));
            }
        }
        assertThat(known).as("calls that are no more").isEmpty();
    }

    @Test
    void callsWithoutAKeyAreFewAndHarmless() {
        assertThat(
                        signalbox.calls().stream()
                                .filter(call -> call.entrance() == Entrance.API)
                                .filter(call -> call.right() == null)
                                .map(call -> call.method() + " " + call.path()))
                .containsExactlyInAnyOrder(
                        "GET /",
                        "GET /page/*",
                        "GET /api/session",
                        "POST /api/session",
                        "DELETE /api/session");
    }

    @Test
    void aDryRunOnlyReads() throws Exception {
        for (String path :
                List.of(
                        "/api/buses/default/rules/dry",
                        "/api/buses/default/rules/dry?dryRun=false",
                        "/api/buses/default/rules/dry?dryRun=true&dryRun=false",
                        "/api/buses/default/rules/dry?dryrun=true")) {
            assertThat(send("viewer", "PUT", path, rule("dry")).status()).as(path).isEqualTo(403);
        }
        String dry = "/api/buses/default/rules/dry?dryRun=true";
        assertThat(send("viewer", "PUT", dry, rule("dry")).status()).isEqualTo(200);
        assertThat(send("viewer", "GET", "/api/buses/default/rules/dry", "").status())
                .isEqualTo(404);
        assertThat(send("viewer", "POST", "/api/replays/x/start?dryRun=true", "").status())
                .isEqualTo(403);
        assertThat(
                        send(
                                        "viewer",
                                        "POST",
                                        "/api/dead-letters/redrive?dryRun=true",
                                        "{\"rule\": \"dry\"}")
                                .status())
                .isEqualTo(200);
    }

    @Test
    void aRefusalNamesTheRoleAndWhatItMay() throws Exception {
        JsonNode error = send("viewer", "DELETE", "/api/buses/default", "").json();

        assertThat(error.path("code").asText()).isEqualTo("AccessDenied");
        assertThat(error.path("message").asText())
                .isEqualTo("an access key of the role viewer may read, and this call may change");
    }

    @Test
    void aViewerSeesNoBodyOfAnEvent() throws Exception {
        String why =
                rule("near").replace("\"source\"", "\"data\": {\"card\": [\"x\"]}, \"source\"");
        assertThat(send("admin", "PUT", "/api/buses/default/rules/near", why).status())
                .isEqualTo(201);
        assertThat(send("admin", "PUT", "/api/buses/default/rules/all", rule("all")).status())
                .isEqualTo(201);
        assertThat(send("admin", "POST", "/events", EVENT).status()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(
                                        send("admin", "GET", "/api/dead-letters", "")
                                                .json()
                                                .path("deadLetters"))
                                .isNotEmpty());
        String letter =
                send("admin", "GET", "/api/dead-letters", "")
                        .json()
                        .path("deadLetters")
                        .path(0)
                        .path("id")
                        .asText();
        String backtest =
                "{\"bus\": \"default\", \"from\": \"2020-01-01T00:00:00Z\", \"all\": true}";

        assertBodyIn("GET", "/api/events?body=true", "");
        assertBodyIn("GET", "/api/events/e-1", "");
        assertBodyIn("GET", "/api/dead-letters/" + letter, "");
        assertBodyIn("GET", "/api/tail?since=1h&why=near", "");
        assertBodyIn("POST", "/api/backtests", backtest);
        for (String path :
                List.of(
                        "/api/events",
                        "/api/deliveries",
                        "/api/dead-letters",
                        "/api/targets",
                        "/api/live",
                        "/api/tail?since=1h&deliveries=true")) {
            assertThat(text("viewer", "GET", path, "")).as(path).doesNotContain("pl4nted");
        }
    }

    @Test
    void aViewerCannotGuessABodyByPatterns() throws Exception {
        String pattern = "{\"data\": {\"card\": [{\"prefix\": \"p\"}]}}";
        String query = "pattern=" + URLEncoder.encode(pattern, UTF_8);
        String draft =
                "{\"bus\": \"default\", \"from\": \"2020-01-01T00:00:00Z\", \"pattern\": %s}"
                        .formatted(pattern);

        for (String role : List.of("viewer", "auditor")) {
            int status = role.equals("viewer") ? 403 : 200;
            assertThat(status(role, "GET", "/api/events?" + query, "")).isEqualTo(status);
            assertThat(status(role, "GET", "/api/tail?" + query, "")).isEqualTo(status);
            assertThat(status(role, "POST", "/api/backtests", draft)).isEqualTo(status);
        }
        String envelope = URLEncoder.encode("{\"source\": [\"shop\"]}", UTF_8);
        assertThat(status("viewer", "GET", "/api/events?pattern=" + envelope, "")).isEqualTo(200);
    }

    private static void assertBodyIn(String method, String path, String body) throws Exception {
        for (String role : List.of("auditor", "operator", "admin")) {
            assertThat(text(role, method, path, body))
                    .as("%s by %s", path, role)
                    .contains("pl4nted")
                    .doesNotContain("bodyHidden");
        }
        assertThat(text("viewer", method, path, body))
                .as(path)
                .contains("\"bodyHidden\":true")
                .doesNotContain("pl4nted");
    }

    private static String rule(String name) {
        return """
        {"name": "%s", "pattern": {"source": ["shop"]},
         "targets": [{"id": "t", "type": "http", "url": "http://127.0.0.1:%d/"}]}
        """
                .formatted(name, receiver.getAddress().getPort());
    }

    /// What comes within a few seconds, for answers that do not end.
    private static String text(String role, String method, String path, String body)
            throws Exception {
        HttpResponse<InputStream> answer = open(role, method, path, body);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        boolean endless = path.startsWith("/api/tail") || path.startsWith("/api/live");
        try (InputStream in = answer.body()) {
            var text = new ByteArrayOutputStream();
            if (!endless) {
                in.transferTo(text);
            }
            String end = path.startsWith("/api/tail") ? "\"live\"" : "\"history\"";
            while (endless && !text.toString(UTF_8).contains(end)) {
                int next = in.read();
                assertThat(next).as("the end of %s", text).isNotNegative();
                text.write(next);
            }
            return text.toString(UTF_8);
        }
    }

    private static int status(String role, String method, String path, String body)
            throws Exception {
        HttpResponse<InputStream> answer = open(role, method, path, body);
        answer.body().close();
        return answer.statusCode();
    }

    private static boolean isRefused(String role, Call call) throws Exception {
        String path = call.path().replace("{+id}", "none").replaceAll("\\{[a-z]+}", "none");
        String query = call.path().equals("/") ? "?Action=None" : "";
        HttpResponse<InputStream> answer = open(role, call.method(), path + query, "{}");
        if (answer.statusCode() == 200 && path.matches("/api/(tail|live)")) {
            answer.body().close();
            return false;
        }
        String text = new String(answer.body().readAllBytes(), UTF_8);
        assertThat(answer.statusCode()).as("%s by %s: %s", call, role, text).isNotEqualTo(401);
        return answer.statusCode() == 403
                && Json.MAPPER.readTree(text).path("code").asText().equals("AccessDenied");
    }

    private record Answer(int status, String body) {
        JsonNode json() throws IOException {
            return Json.MAPPER.readTree(body);
        }
    }

    private static Answer send(String role, String method, String path, String body)
            throws Exception {
        HttpResponse<InputStream> answer = open(role, method, path, body);
        return new Answer(answer.statusCode(), new String(answer.body().readAllBytes(), UTF_8));
    }

    private static HttpResponse<InputStream> open(
            String role, String method, String path, String body) throws Exception {
        String credentials = role + ":" + role + "-secret";
        return client.send(
                HttpRequest.newBuilder(URI.create(signalbox.address() + path))
                        .version(HttpClient.Version.HTTP_1_1)
                        .header(
                                "authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString(credentials.getBytes(UTF_8)))
                        .header(
                                "content-type",
                                path.equals("/events")
                                        ? "application/cloudevents+json"
                                        : "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofInputStream());
    }
}

package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.client.ApiClient;
import dev.signalbox.standalone.client.ApiClient.Answer;
import dev.signalbox.standalone.command.CommandRun;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The way of an event is shown through everything that can happen to it, on the API and on the
/// command line; and what docs/history.md says of it is so.
class TraceEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Path DOCS = Path.of("../docs/history.md");

    @TempDir private static Path data;
    private static HttpServer receiver;
    private static Standalone signalbox;
    private static ApiClient client;
    private static volatile boolean broken;

    @BeforeAll
    static void start() throws Exception {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 9);
        receiver.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        exchange.getRequestBody().readAllBytes();
                        exchange.sendResponseHeaders(broken ? 503 : 204, -1);
                    }
                });
        receiver.start();
        signalbox =
                Standalone.start(
                        Settings.forStandalone(
                                Map.of(
                                        "SIGNALBOX_HTTP", "127.0.0.1:0",
                                        "SIGNALBOX_KAFKA", "127.0.0.1:0",
                                        "SIGNALBOX_DATA", data.toString(),
                                        "SIGNALBOX_BACKOFF_RETRY", "PT0.05S/PT0.1S",
                                        "SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8")));
        client = new ApiClient(signalbox.address());
    }

    @AfterAll
    static void stop() {
        client.close();
        signalbox.close();
        receiver.stop(0);
    }

    private static void rule(String name, String pattern, boolean enabled) throws Exception {
        String rule =
                """
                {"pattern": %s, "enabled": %s,
                 "targets": [{"id": "hook", "type": "http", "url": "http://127.0.0.1:%d/"}]}\
                """
                        .formatted(
                                pattern.replace('\'', '"'),
                                enabled,
                                receiver.getAddress().getPort());
        Answer answer = client.put("/api/buses/default/rules/" + name, rule);
        assertThat(answer.status()).as(answer.body()).isIn(200, 201);
    }

    private static void emit(String id, String source, String data) throws Exception {
        ObjectNode event = Json.MAPPER.createObjectNode();
        event.put("specversion", "1.0").put("id", id).put("source", source);
        event.put("type", "order:created").set("data", Json.MAPPER.readTree(data));
        assertThat(
                        client.post("/events", "application/cloudevents+json", event.toString())
                                .status())
                .isEqualTo(202);
    }

    private static JsonNode trace(String id) throws Exception {
        Answer answer =
                client.get("/api/events/" + URLEncoder.encode(id, UTF_8).replace("+", "%20"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static CommandRun.Result command(String... arguments) {
        return CommandRun.run(
                Map.of("SIGNALBOX_URL", signalbox.address().toString()), "", arguments);
    }

    @Test
    void anEventIsFollowedThroughRetriesADeathARedriveAndADuplicate() throws Exception {
        rule("way", "{'source': ['way'], 'data': {'amount': [5]}}", true);
        rule("way-off", "{'source': ['way']}", false);
        rule("way-near", "{'source': ['way'], 'data': {'amount': [6]}}", true);
        String id = "a/b 甲-1";
        broken = true;
        emit(id, "way", "{\"amount\": 5}");
        await().atMost(PATIENCE)
                .until(() ->
                        client.get("/api/dead-letters?rule=way").json().path("deadLetters").size()
                                == 1);
        broken = false;
        assertThat(
                        client.post(
                                        "/api/dead-letters/redrive",
                                        "application/json",
                                        "{\"rule\": \"way\"}")
                                .json()
                                .path("redriven")
                                .asInt())
                .isEqualTo(1);
        emit(id, "way", "{\"amount\": 5}");

        JsonNode trace =
                await().atMost(PATIENCE)
                        .until(
                                () -> trace(id),
                                found ->
                                        found.at("/rules/0/deliveries/0/state")
                                                        .asText()
                                                        .equals("delivered")
                                                && found.path("cameAgain").size() == 1);

        JsonNode delivery = trace.at("/rules/0/deliveries/0");
        assertThat(delivery.path("attempts"))
                .extracting(one -> one.path("result").asText())
                .containsExactly("retrying", "retrying", "retrying", "dead", "delivered");
        assertThat(delivery.at("/attempts/0/httpStatus").asInt()).isEqualTo(503);
        assertThat(delivery.path("deadLetter"))
                .extracting(one -> one.path("what").asText())
                .containsExactly("kept", "redriven");
        assertThat(trace.at("/rules/0/matchedRevision").asLong()).isEqualTo(1);
        assertThat(trace.at("/rules/1/note").asText())
                .isEqualTo("the pattern matches, but the rule is disabled");
        assertThat(trace.at("/cameAgain/0/duplicate").asBoolean()).isTrue();
        assertThat(trace.path("unmatched"))
                .filteredOn(one -> one.path("rule").asText().equals("way-near"))
                .extracting(one -> one.path("why").asText())
                .containsExactly("data.amount is 5, and the pattern wants 6");
        assertThat(trace.at("/searched/complete").asBoolean()).isTrue();
        assertThat(trace.at("/searched/remembered").asBoolean()).isTrue();

        CommandRun.Result printed = command("trace", id);
        assertThat(printed.err()).isEmpty();
        assertThat(printed.code()).isZero();
        assertThat(printed.out())
                .startsWith("a/b 甲-1 on bus default, from way, type order:created\n")
                .containsSubsequence(
                        "accepted, partition ",
                        "way@1 → hook: attempt 1 retrying after ",
                        "way@1 → hook: attempt 4 dead after ",
                        "kept as a dead letter",
                        "sent again out of the dead letters",
                        "way-off: the pattern matches, but the rule is disabled",
                        "way-near@1, 1 of 2 failed: data.amount is 5, and the pattern wants 6")
                .contains("came again at offset ", "attempt 1 delivered after ");
        assertThat(command("trace", id, "--json").out()).contains("\"cameAgain\"");
    }

    @Test
    void anUnknownEventSaysThatEverythingWasSearched() {
        CommandRun.Result printed = command("trace", "nothing");

        assertThat(printed.code()).isEqualTo(1);
        assertThat(printed.err())
                .contains("there is no event with this id on the bus default: all events");
    }

    @Test
    void controlCharactersOfEventsReachNoTerminal() throws Exception {
        emit("steers", "x", "\"\\u001b[2J\"");
        rule("steered", "{'source': ['x'], 'data': ['y']}", true);

        CommandRun.Result printed = command("trace", "steers");

        assertThat(printed.out()).contains("steered@1").doesNotContain("\u001b");
        assertThat(command("events", "--source", "x", "--json").out()).doesNotContain("\u001b");
    }

    @Test
    void whatTheDocumentationShowsIsSo() throws Exception {
        rule(
                "large-orders",
                "{'source': ['my.shop'], 'data': {'amount': [{'numeric': ['>', 100]}]}}",
                true);
        emit("order-17", "my.shop", "{\"amount\": 5}");
        emit("order-18", "my.shop", "{\"amount\": 500}");
        String page = Files.readString(DOCS);
        String part = page.substring(page.indexOf("## The way of an event"));

        List<MatchResult> traces =
                Pattern.compile("curl \"\\$SIGNALBOX(/api/events/[^\"]*)\"")
                        .matcher(part)
                        .results()
                        .toList();
        assertThat(traces).hasSize(1);
        JsonNode trace =
                await().atMost(PATIENCE)
                        .until(
                                () -> client.get(traces.getFirst().group(1)),
                                answer -> answer.status() == 200)
                        .json();
        MatchResult shown =
                Pattern.compile(
                                "```json\\n(\\{\"rule\": \"large-orders\".*?\\})\\n```",
                                Pattern.DOTALL)
                        .matcher(part)
                        .results()
                        .findFirst()
                        .orElseThrow();
        var expected = (ObjectNode) Json.MAPPER.readTree(shown.group(1));
        JsonNode actual = null;
        for (JsonNode one : trace.path("unmatched")) {
            actual = one.path("rule").asText().equals("large-orders") ? one : actual;
        }
        Objects.requireNonNull(actual, "the rule is not among those that did not match");
        for (var field : List.of("rule", "enabled", "failed", "conditions", "path", "why")) {
            assertThat(actual.path(field)).as(field).isEqualTo(expected.path(field));
        }

        String first = part.replaceAll("(?s).*curl \"\\$SIGNALBOX(/api/events\\?[^\"]*)\".*", "$1");
        assertThat(client.get(first).json().path("events")).isNotEmpty();
        String pattern = part.replaceAll("(?s).*--data-urlencode 'pattern=([^']*)'.*", "$1");
        JsonNode found =
                client.get("/api/events?body=true&pattern=" + URLEncoder.encode(pattern, UTF_8))
                        .json();
        assertThat(found.path("events"))
                .extracting(one -> one.path("id").asText())
                .containsExactly("order-18");
        assertThat(command("trace", "order-17").out()).startsWith("order-17 on bus default");
        assertThat(command("events", "--source", "my.shop").out()).contains("order-17", "order-18");
    }
}

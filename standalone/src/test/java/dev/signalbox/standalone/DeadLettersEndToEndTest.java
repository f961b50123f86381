package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.client.ApiClient;
import dev.signalbox.standalone.client.ApiClient.Answer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a broken receiver did not take is found again, told without secrets, and sent again once
/// the receiver is mended.
class DeadLettersEndToEndTest {
    private static final String SECRET = "pl4ntedInTheQuery";
    private static final String LETTERS = "/api/dead-letters";

    @TempDir private static Path data;
    private static HttpServer receiver;
    private static Standalone signalbox;
    private static ApiClient client;
    private static final List<Call> TAKEN = new CopyOnWriteArrayList<>();
    private static volatile boolean broken;

    private record Call(String delivery, String redrive, String attempt, String body) {}

    @BeforeAll
    static void start() throws Exception {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 9);
        receiver.createContext("/", DeadLettersEndToEndTest::receive);
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

    @BeforeEach
    void breakReceiver() {
        broken = true;
        TAKEN.clear();
    }

    private static void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = exchange.getRequestHeaders();
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            if (broken) {
                byte[] words =
                        ("disk full, cannot POST " + exchange.getRequestURI()).getBytes(UTF_8);
                exchange.sendResponseHeaders(500, words.length);
                exchange.getResponseBody().write(words);
                return;
            }
            TAKEN.add(
                    new Call(
                            headers.getFirst("webhook-id"),
                            String.valueOf(headers.getFirst("x-signalbox-redrive")),
                            headers.getFirst("x-signalbox-attempt"),
                            body));
            exchange.sendResponseHeaders(204, -1);
        }
    }

    private static void rule(String name) throws Exception {
        String url =
                "http://127.0.0.1:%d/hook?token=%s"
                        .formatted(receiver.getAddress().getPort(), SECRET);
        String rule =
                """
                {"pattern": {"type": ["test:%s"]},
                 "targets": [{"id": "hook", "type": "http", "url": "%s"}]}\
                """
                        .formatted(name, url);
        assertThat(client.put("/api/buses/default/rules/" + name, rule).status()).isEqualTo(201);
    }

    private static void emit(String rule, String id) throws Exception {
        String event =
                """
                {"specversion": "1.0", "id": "%s", "source": "test", "type": "test:%s",
                 "data": {"amount": 1.10}}\
                """
                        .formatted(id, rule);
        assertThat(client.post("/events", "application/cloudevents+json", event).status())
                .isEqualTo(202);
    }

    private static JsonNode letters(String query) throws Exception {
        Answer answer = client.get(LETTERS + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain(SECRET);
        return answer.json().path("deadLetters");
    }

    /// Waits until so many letters of a rule are listed.
    private static JsonNode awaitLetters(String rule, int count) {
        return await().atMost(Duration.ofSeconds(20))
                .until(() -> letters("?rule=" + rule), list -> list.size() == count);
    }

    private static JsonNode redrive(String order) throws Exception {
        Answer answer = client.post(LETTERS + "/redrive", "application/json", order);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static void awaitTaken(int count) {
        await().atMost(Duration.ofSeconds(20)).until(() -> TAKEN.size() == count);
    }

    @Test
    void aDeadLetterIsToldWithEventRuleAndEveryAttemptAndWithoutSecrets() throws Exception {
        rule("told");
        emit("told", "told-1");

        JsonNode line = awaitLetters("told", 1).path(0);

        assertThat(line.path("state").asText()).isEqualTo("dead");
        assertThat(line.path("attempts").asInt()).isEqualTo(4);
        assertThat(line.path("status").asInt()).isEqualTo(500);
        assertThat(line.at("/event/id").asText()).isEqualTo("told-1");
        Answer whole = client.get(LETTERS + "/" + line.path("id").asText());
        assertThat(whole.body())
                .doesNotContain(SECRET)
                .contains("answered 500: disk full, cannot POST /hook?token=***", "1.10");
        assertThat(whole.json().path("ruleExists").asBoolean()).isTrue();
        assertThat(whole.json().path("targetExists").asBoolean()).isTrue();
        assertThat(whole.json().path("attempts")).hasSize(4);
        for (int i = 0; i < 4; i++) {
            JsonNode attempt = whole.json().path("attempts").path(i);
            assertThat(attempt.path("number").asInt()).isEqualTo(i + 1);
            assertThat(attempt.path("status").asInt()).isEqualTo(500);
            assertThat(attempt.path("reason").asText()).startsWith("answered 500: disk full");
            assertThat(Instant.parse(attempt.path("at").asText())).isBefore(Instant.now());
        }
        assertThat(client.get(LETTERS + "/dlv_nothing").json().path("code").asText())
                .isEqualTo("DeadLetterNotExist");
        assertThat(client.get(LETTERS + "/" + line.path("id").asText() + "?account=2").status())
                .isEqualTo(404);
    }

    @Test
    void outcomesRetriesAndDeadLettersAreWrittenWithoutWaitingForTheirTopicsToBeLookedUp()
            throws Exception {
        Object waited = lookedUpFor();
        rule("written");
        emit("written", "written-1");
        emit("written", "written-2");
        awaitLetters("written", 2);

        assertThat(lookedUpFor()).isEqualTo(waited);
    }

    /// How long the notifier's producer has waited for topics to be looked up, in nanoseconds.
    private static Object lookedUpFor() throws JMException {
        return ManagementFactory.getPlatformMBeanServer()
                .getAttribute(
                        new ObjectName(
                                "kafka.producer:type=producer-metrics,client-id=signalbox-notifier"),
                        "metadata-wait-time-ns-total");
    }

    @Test
    void whatIsRedrivenByIdByRuleOrByTimeArrivesOnceUnderItsIdAndSaysSo() throws Exception {
        Instant begun = Instant.now();
        rule("sent");
        int taken = 0;
        for (String order : List.of("{'ids': ['%s']}", "{'rule': 'sent'}", "{'from': '%s'}")) {
            broken = true;
            emit("sent", "sent-" + taken);
            String id = awaitLetters("sent", 1).at("/0/id").asText();
            broken = false;
            String json = order.replace('\'', '"').formatted(order.contains("ids") ? id : begun);

            JsonNode answer = redrive(json);

            assertThat(answer.path("redriven").asInt()).as(json).isGreaterThanOrEqualTo(1);
            assertThat(answer.path("more").asBoolean()).isFalse();
            awaitTaken(++taken);
            Call call = TAKEN.getLast();
            assertThat(call.delivery()).isEqualTo(id);
            assertThat(call.redrive()).isEqualTo("true");
            assertThat(call.attempt()).isEqualTo("1");
            assertThat(letters("?rule=sent")).isEmpty();
            assertThat(letters("?rule=sent&state=all").at("/0/state").asText())
                    .isEqualTo("redriven");
            assertThat(redrive("{\"rule\": \"sent\"}").path("redriven").asInt()).isZero();
            assertThat(redrive("{\"ids\": [\"" + id + "\"]}").at("/skipped/0/reason").asText())
                    .startsWith("was sent again at ");
        }
        assertThat(TAKEN).hasSize(3);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> {
                    JsonNode byRule = client.get("/api/usage").json().at("/accounts/0/byRule");
                    assertThat(byRule.path("default/sent").asInt()).isEqualTo(3);
                });
        JsonNode deliveries = client.get("/api/deliveries?rule=sent").json().path("deliveries");
        assertThat(deliveries).hasSize(3);
        assertThat(deliveries).allMatch(one -> one.path("status").asText().equals("delivered"));
    }

    @Test
    void whatDiesAgainIsADeadLetterAgain() throws Exception {
        rule("twice");
        emit("twice", "twice-1");
        JsonNode first = awaitLetters("twice", 1).path(0);

        assertThat(redrive("{\"rule\": \"twice\"}").path("redriven").asInt()).isEqualTo(1);
        JsonNode second =
                await().atMost(Duration.ofSeconds(20))
                        .until(
                                () -> letters("?rule=twice"),
                                list ->
                                        list.size() == 1
                                                && !list.at("/0/died").equals(first.path("died")))
                        .path(0);

        assertThat(second.path("id")).isEqualTo(first.path("id"));
        assertThat(second.path("attempts").asInt()).isEqualTo(4);
        assertThat(letters("?rule=twice&state=all")).hasSize(2);
        JsonNode dead =
                client.get("/api/deliveries?rule=twice&status=dead").json().path("deliveries");
        assertThat(dead).hasSize(1);
        broken = false;
        assertThat(redrive("{\"target\": \"hook\", \"rule\": \"twice\"}").path("redriven").asInt())
                .isEqualTo(1);
        awaitTaken(1);
    }

    @Test
    void whatHasNoRuleAnyMoreIsSkippedAndSaidSo() throws Exception {
        rule("gone");
        emit("gone", "gone-1");
        String id = awaitLetters("gone", 1).at("/0/id").asText();
        client.delete("/api/buses/default/rules/gone");

        JsonNode answer = redrive("{\"ids\": [\"" + id + "\", \"dlv_unknown\"]}");

        assertThat(answer.path("redriven").asInt()).isZero();
        assertThat(answer.at("/skipped/0/id").asText()).isEqualTo(id);
        assertThat(answer.at("/skipped/0/reason").asText()).isEqualTo("the rule was deleted");
        assertThat(answer.at("/notFound/0").asText()).isEqualTo("dlv_unknown");
        assertThat(client.get(LETTERS + "/" + id).json().path("gone").asText())
                .isEqualTo("the rule was deleted");
        assertThat(letters("?rule=gone")).hasSize(1);
    }
}

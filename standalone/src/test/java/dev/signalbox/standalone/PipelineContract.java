package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.client.ApiClient;
import dev.signalbox.standalone.client.Metrics;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The way of an event through all rooms, on any Kafka. Each test has an account of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PipelineContract {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String SIGNING_KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private Rooms rooms;
    private ApiClient api;

    /// The bootstrap servers of a Kafka that is up.
    abstract String startKafka(Path data);

    abstract void stopKafka();

    @BeforeAll
    void start(@TempDir Path data) {
        var environment = new HashMap<String, String>();
        environment.put("SIGNALBOX_KAFKA", startKafka(data.resolve("kafka")));
        environment.put("SIGNALBOX_HTTP", "127.0.0.1:0");
        environment.put("SIGNALBOX_DATA", data.toString());
        environment.put("SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8");
        environment.put("SIGNALBOX_BACKOFF_RETRY", "PT0.1S/PT0.2S");
        environment.put("SIGNALBOX_TENANTS", "77=700");
        rooms = Rooms.start(Settings.forStandalone(environment));
        api = new ApiClient(rooms.address());
    }

    @AfterAll
    void stop() {
        if (api != null) {
            api.close();
        }
        if (rooms != null) {
            rooms.close();
        }
        stopKafka();
    }

    URI address() {
        return rooms.address();
    }

    @Test
    void anEventGoesAllTheWayAndIsSigned() throws Exception {
        try (var receiver = Receiver.start()) {
            rule("100", "all", "{}", receiver.url("/hook"), SIGNING_KEY);

            event("100", "one", "acs.dataworks", "{\"fileId\": 9007199254740993, \"share\": 1.10}");

            await().atMost(PATIENCE).until(() -> !receiver.calls().isEmpty());
            Receiver.Call call = receiver.calls().values().iterator().next().getFirst();
            assertThat(call.body()).contains("9007199254740993").contains("1.10");
            assertThat(Json.MAPPER.readTree(call.body()).path("aliyunaccountid").asText())
                    .isEqualTo("100");
            assertThat(call.headers())
                    .containsEntry("content-type", "application/cloudevents+json")
                    .containsEntry("x-signalbox-attempt", "1");
            assertThat(call.headers().get("webhook-signature"))
                    .isEqualTo(
                            signature(
                                    call.deliveryId(),
                                    call.headers().getOrDefault("webhook-timestamp", ""),
                                    call.body()));
        }
    }

    @Test
    void theNextEventMeetsTheNewRule() throws Exception {
        try (var receiver = Receiver.start()) {
            for (int i = 0; i < 20; i++) {
                rule("101", "rule-" + i, "{\"type\": [\"t" + i + "\"]}", receiver.url("/" + i), "");
                typedEvent("101", "event-" + i, "t" + i);
            }

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(receiver.taken()).hasSize(20));
        }
    }

    @Test
    void theSameIdIsDeliveredOncePerAccountAndBus() throws Exception {
        try (var receiver = Receiver.start()) {
            rule("102", "all", "{}", receiver.url("/102"), "");
            rule("103", "all", "{}", receiver.url("/103"), "");

            for (int i = 0; i < 3; i++) {
                event("102", "same", "acs.dataworks", "{}");
                event("103", "same", "acs.dataworks", "{}");
            }
            event("102", "last", "acs.dataworks", "{}");
            event("103", "last", "acs.dataworks", "{}");

            await().atMost(PATIENCE)
                    .untilAsserted(() -> {
                        assertThat(usage("102").path("delivered").asLong()).isEqualTo(2);
                        assertThat(usage("103").path("delivered").asLong()).isEqualTo(2);
                    });
            assertThat(receiver.calls()).hasSize(4);
            assertThat(receiver.repeated()).isZero();
        }
    }

    @Test
    void idsThatDifferInRawUtf8AloneAreBothDelivered() throws Exception {
        try (var receiver = Receiver.start()) {
            rule("110", "all", "{}", receiver.url("/110"), "");

            binaryEvent("110", "甲-1");
            binaryEvent("110", "乙-1");

            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(receiver.calls().values())
                                    .extracting(calls -> calls.getFirst().body())
                                    .hasSize(2)
                                    .anyMatch(body -> body.contains("\"id\":\"甲-1\""))
                                    .anyMatch(body -> body.contains("\"id\":\"乙-1\"")));
        }
    }

    /// Sends headers in UTF-8, as curl does; the JDK's client cannot.
    private void binaryEvent(String account, String id) throws IOException {
        URI address = rooms.address();
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream()
                    .write(
                            """
                            POST /events HTTP/1.1\r
                            Host: %s\r
                            Connection: close\r
                            ce-specversion: 1.0\r
                            ce-id: %s\r
                            ce-source: s\r
                            ce-type: t\r
                            ce-aliyunaccountid: %s\r
                            Content-Length: 0\r
                            \r
                            """
                                    .formatted(address.getAuthority(), id, account)
                                    .getBytes(UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 202");
        }
    }

    @Test
    void aFailingTargetIsRetriedUnderTheSameIdAndCountedOnce() throws Exception {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        try (var receiver =
                Receiver.answering(call ->
                        seen.add(call.headers().get("x-signalbox-attempt")) && seen.size() < 3
                                ? 503
                                : 200)) {
            rule("104", "flaky", "{}", receiver.url("/flaky"), "");

            event("104", "one", "acs.dataworks", "{}");

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(usage("104").path("delivered").asLong()).isEqualTo(1));
            assertThat(receiver.calls()).hasSize(1);
            assertThat(receiver.calls().values().iterator().next())
                    .extracting(call -> call.headers().get("x-signalbox-attempt"))
                    .containsExactly("1", "2", "3");
        }
    }

    @Test
    void aTargetThatNeverTakesItEndsInTheDeadLettersAfterThreeRetries() throws Exception {
        try (var receiver = Receiver.answering(call -> 500)) {
            rule("105", "down", "{}", receiver.url("/down"), "");

            event("105", "one", "acs.dataworks", "{}");

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(usage("105").path("dead").asLong()).isEqualTo(1));
            assertThat(receiver.calls().values().iterator().next()).hasSize(4);
            assertThat(usage("105").path("delivered").asLong()).isZero();
        }
    }

    @Test
    void aTargetInAPrivateNetworkIsNotCalled() throws Exception {
        rule("106", "metadata", "{}", URI.create("http://169.254.169.254/latest/meta-data"), "");

        event("106", "one", "acs.dataworks", "{}");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(usage("106").path("dead").asLong()).isEqualTo(1));
    }

    @Test
    void whatHangsDoesNotDelayItsNeighbours() throws Exception {
        try (var hanging =
                        Receiver.answering(call -> {
                            sleepUntilInterrupted();
                            return 200;
                        });
                var receiver = Receiver.start()) {
            rule("107", "hangs", "{\"type\": [\"bad\"]}", hanging.url("/"), "");
            rule("107", "works", "{\"type\": [\"good\"]}", receiver.url("/"), "");

            for (int i = 0; i < 200; i++) {
                typedEvent("107", "bad-" + i, "bad");
            }
            for (int i = 0; i < 50; i++) {
                typedEvent("107", "good-" + i, "good");
            }

            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(receiver.taken()).hasSize(50));
        }
    }

    @Test
    void theTenantsAccountIsUsedWhereTheEventNamesNone() throws Exception {
        try (var receiver = Receiver.start()) {
            rule("700", "all", "{}", receiver.url("/"), "");

            assertThat(
                            api.post(
                                            "/api/v1/workspaces/action/acceptdataworksevent",
                                            "application/json",
                                            """
                                            {"MessageId": "m1", "Data": {"eventCode": "commit-file",
                                             "projectId": "12345", "tenantId": 77}}\
                                            """)
                                    .status())
                    .isEqualTo(200);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(receiver.taken()).containsOnlyKeys("m1"));
        }
    }

    /// Promise 6 of the design, over everything that the other tests have sent so far and more.
    @Test
    void theCountersAddUp() throws Exception {
        try (var receiver = Receiver.start()) {
            rule("108", "some", "{\"type\": [\"wanted\"]}", receiver.url("/"), "");
            for (int i = 0; i < 30; i++) {
                typedEvent("108", "event-" + i % 20, i % 2 == 0 ? "wanted" : "unwanted");
            }
            api.post("/events", "application/cloudevents+json", "{\"id\": \"incomplete\"}");

            await().atMost(PATIENCE)
                    .untilAsserted(() -> {
                        Metrics metrics = Metrics.parse(api.get("/metrics").body());
                        long received = metrics.sum("signalbox_ingest_received_total");
                        long accepted = metrics.sum("signalbox_ingest_accepted_total");
                        assertThat(received)
                                .isEqualTo(
                                        accepted
                                                + metrics.sum("signalbox_ingest_rejected_total")
                                                + metrics.sum("signalbox_ingest_refused_total"));
                        assertThat(accepted + metrics.sum("signalbox_ingest_unanswered_total"))
                                .isGreaterThanOrEqualTo(30)
                                .isEqualTo(
                                        metrics.sum("signalbox_router_duplicates_total")
                                                + metrics.sum("signalbox_router_routed_total"));
                        long delivered = metrics.sum("signalbox_notifier_delivered_total");
                        assertThat(metrics.sum("signalbox_router_matched_total"))
                                .isEqualTo(
                                        delivered
                                                + metrics.sum("signalbox_notifier_merged_total")
                                                + metrics.sum("signalbox_notifier_dead_total")
                                                + metrics.sum("signalbox_notifier_in_flight")
                                                + metrics.sum("signalbox_notifier_waiting"));
                        assertThat(metrics.sum("signalbox_ingest_rejected_total")).isPositive();
                    });
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(usage("108").path("delivered").asLong())
                                    .isEqualTo(receiver.calls().size())
                                    .isEqualTo(10));
        }
    }

    private static void sleepUntilInterrupted() {
        try {
            Thread.sleep(Duration.ofMinutes(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void rule(String account, String name, String pattern, URI url, String signingKey)
            throws IOException, InterruptedException {
        var target = new HashMap<>(Map.of("id", "hook", "type", "http", "url", url.toString()));
        if (!signingKey.isEmpty()) {
            target.put("signingKey", signingKey);
        }
        ApiClient.Answer answer =
                api.put(
                        "/api/buses/default/rules/" + name + "?account=" + account,
                        "{\"pattern\": %s, \"targets\": [%s]}"
                                .formatted(pattern, Json.MAPPER.writeValueAsString(target)));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    private void event(String account, String id, String source, String data)
            throws IOException, InterruptedException {
        send(account, id, source, "dataworks:FileChange:CommitFile", data);
    }

    private void typedEvent(String account, String id, String type)
            throws IOException, InterruptedException {
        send(account, id, "my.app", type, "{}");
    }

    private void send(String account, String id, String source, String type, String data)
            throws IOException, InterruptedException {
        ApiClient.Answer answer =
                api.post(
                        "/events",
                        "application/cloudevents+json",
                        """
                        {"specversion": "1.0", "id": "%s", "source": "%s", "type": "%s",
                         "aliyunaccountid": "%s", "data": %s}\
                        """
                                .formatted(id, source, type, account, data));
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    }

    private JsonNode usage(String account) throws IOException, InterruptedException {
        return Json.MAPPER
                .readTree(api.get("/api/usage?account=" + account).body())
                .path("accounts")
                .path(0);
    }

    private static String signature(String id, String timestamp, String body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(
                new SecretKeySpec(
                        Base64.getDecoder().decode(SIGNING_KEY.substring("whsec_".length())),
                        "HmacSHA256"));
        byte[] signature = mac.doFinal((id + "." + timestamp + "." + body).getBytes(UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(signature);
    }
}

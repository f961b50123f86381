package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryId;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.standalone.client.ApiClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Deliveries on `signalbox.replayed`, as a replay writes them.
class ReplayedEndToEndTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String ACCOUNT = "1000000000000001";
    private static final String REPLAY = "rpl_AAAAAAAAAAAAAAAAAAAAAA";

    @TempDir private Path data;
    private Standalone signalbox;
    private ApiClient api;
    private Producer<byte[], byte[]> producer;

    @BeforeEach
    void start() {
        signalbox =
                Standalone.start(
                        Settings.forStandalone(
                                Map.of(
                                        "SIGNALBOX_HTTP", "127.0.0.1:0",
                                        "SIGNALBOX_KAFKA", "127.0.0.1:0",
                                        "SIGNALBOX_DATA", data.toString(),
                                        "SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8")));
        api = new ApiClient(signalbox.address());
        producer =
                new KafkaProducer<>(
                        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, signalbox.kafka()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    @AfterEach
    void stop() {
        producer.close();
        api.close();
        signalbox.close();
    }

    private void rule(String targets) throws IOException, InterruptedException {
        var answer =
                api.put(
                        "/api/buses/default/rules/all",
                        "{\"pattern\": {}, \"targets\": [" + targets + "]}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    private void replay(String id, String target) throws Exception {
        var event = new EventKey(ACCOUNT, "default", id);
        var key = new TargetKey(ACCOUNT, "default", "all", target);
        String body =
                """
                {"specversion":"1.0","id":"%s","source":"my.app","type":"order:created",\
                "time":"2026-11-20T04:00:00+08:00","data":{}}\
                """
                        .formatted(id);
        var delivery =
                new Delivery(
                        DeliveryId.of(event, key, REPLAY),
                        key,
                        "",
                        event,
                        "my.app",
                        "order:created",
                        Instant.parse("2026-11-19T20:00:01Z"),
                        0,
                        1,
                        List.of(),
                        REPLAY,
                        false,
                        body.getBytes(UTF_8));
        producer.send(
                        new ProducerRecord<>(
                                Topic.REPLAYED.topicName(),
                                null,
                                DeliveryRecords.key(delivery),
                                delivery.body(),
                                DeliveryRecords.headers(delivery)))
                .get();
    }

    private JsonNode json(String path) throws IOException, InterruptedException {
        return Json.MAPPER.readTree(api.get(path).body());
    }

    @Test
    void whatAReplaySendsArrivesWithTheHeaderAndTheMarkAndIsCountedForIt() throws Exception {
        var messages = new CopyOnWriteArrayList<String>();
        HttpServer robots =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        robots.createContext(
                "/",
                exchange -> {
                    messages.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                    byte[] taken = "{\"errcode\":0,\"errmsg\":\"ok\"}".getBytes(UTF_8);
                    exchange.sendResponseHeaders(200, taken.length);
                    exchange.getResponseBody().write(taken);
                    exchange.close();
                });
        robots.start();
        try (var receiver = Receiver.start()) {
            rule(
                    """
                    {"id": "hook", "type": "http", "url": "%s"},
                    {"id": "chat", "type": "wecom",
                     "url": "http://127.0.0.1:%d/cgi-bin/webhook/send?key=k3y"}\
                    """
                            .formatted(receiver.url("/"), robots.getAddress().getPort()));
            replay("old", "hook");
            replay("old", "chat");

            await().atMost(PATIENCE).until(() -> receiver.taken().containsKey("old"));
            assertThat(receiver.calls().values())
                    .singleElement()
                    .satisfies(calls ->
                            assertThat(calls.getFirst().headers())
                                    .containsEntry("x-signalbox-replay", REPLAY));
            await().atMost(PATIENCE).until(() -> !messages.isEmpty());
            assertThat(messages.getFirst())
                    .contains("Replay: ")
                    .contains("happened on 2026-11-20 04:00:00 +08:00");
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(
                                            json("/api/usage")
                                                    .at("/accounts/0/byReplay/" + REPLAY)
                                                    .asInt())
                                    .isEqualTo(2));
            assertThat(json("/api/deliveries?replay=" + REPLAY).path("deliveries"))
                    .hasSize(2)
                    .allSatisfy(one -> {
                        assertThat(one.path("status").asText()).isEqualTo("delivered");
                        assertThat(one.path("revision").asInt()).isEqualTo(1);
                    });
        } finally {
            robots.stop(0);
        }
    }

    @Test
    void aLiveEventWaitsForOnePlaceAtMostWhileAReplayUsesTheRateOfItsTarget() throws Exception {
        var order = new CopyOnWriteArrayList<String>();
        try (var receiver =
                Receiver.answering(call -> {
                    order.add(call.eventId());
                    return 204;
                })) {
            rule(
                    """
                    {"id": "hook", "type": "http", "url": "%s", "ratePerMinute": 60}\
                    """
                            .formatted(receiver.url("/")));
            for (int i = 0; i < 40; i++) {
                replay("old-" + i, "hook");
            }
            await().atMost(PATIENCE).until(() -> order.size() >= 3);

            int before = order.size();
            assertThat(
                            api.post(
                                            "/events",
                                            "application/cloudevents+json",
                                            """
                                            {"specversion": "1.0", "id": "live",
                                             "source": "my.app", "type": "order:created"}\
                                            """)
                                    .status())
                    .isEqualTo(202);

            await().atMost(PATIENCE).until(() -> order.contains("live"));
            // One may have begun while the event was on its way, and one as it came.
            assertThat(order.indexOf("live") - before).isBetween(0, 2);
            await().atMost(PATIENCE).until(() -> order.size() >= before + 4);
            assertThat(order).doesNotHaveDuplicates();
        }
    }
}

package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.standalone.broker.EmbeddedBroker;
import dev.signalbox.standalone.client.ApiClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bad rules leave the router as it was: those that people write, which are refused, and those that
/// another version stored, which are passed over.
class BadRulesEndToEndTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String ACCOUNT = "1000000000000001";
    private static final String RULES = "/api/buses/default/rules";
    private static final String STORED =
            """
            {"description": "", "enabled": true, "pattern": {}, "targets": [%s], "revision": 1,
             "created": "2026-11-21T04:00:00Z", "updated": "2026-11-21T04:00:00Z"}\
            """;

    @TempDir private Path data;
    private EmbeddedBroker broker;
    private Settings settings;
    private Rooms rooms;
    private ApiClient api;
    private Receiver receiver;

    @BeforeEach
    void start() throws IOException {
        broker = EmbeddedBroker.start(data.resolve("kafka"), "127.0.0.1", 0);
        settings =
                Settings.forStandalone(
                        Map.of(
                                "SIGNALBOX_KAFKA",
                                broker.bootstrapServers(),
                                "SIGNALBOX_HTTP",
                                "127.0.0.1:0",
                                "SIGNALBOX_DATA",
                                data.toString(),
                                "SIGNALBOX_TARGET_NETWORKS",
                                "127.0.0.0/8"));
        rooms = Rooms.start(settings);
        api = new ApiClient(rooms.address());
        receiver = Receiver.start();
    }

    @AfterEach
    void stop() {
        receiver.close();
        api.close();
        rooms.close();
        broker.close();
    }

    @Test
    void afterHundredsOfBadRulesEventsAreStillRouted() throws Exception {
        putGood("good");
        int tried = 0;
        for (JsonNode item : corpus("contract", "contract/pattern/malformed-patterns.json")) {
            JsonNode pattern =
                    item.has("whole")
                            ? item.path("whole")
                            : Json.MAPPER.createObjectNode().set("source", item.path("value"));
            assertRefused(rule(pattern));
            tried++;
        }
        for (JsonNode item : corpus("console", "console/rule/malformed-rules.json")) {
            String at = item.path("at").asText();
            if (at.startsWith("targets[0].") && at.indexOf('.', 11) < 0) {
                ObjectNode rule = rule(Json.MAPPER.createObjectNode());
                ((ObjectNode) rule.path("targets").path(0))
                        .set(at.substring(11), item.path("value"));
                assertRefused(rule);
                tried++;
            }
        }
        assertThat(tried).isGreaterThan(200);

        send("one");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(receiver.taken()).containsOnlyKeys("one"));
        assertThat(Json.MAPPER.readTree(api.get(RULES).body()).path("rules")).hasSize(1);
    }

    @Test
    void rulesOfALaterVersionArePassedOverAndToldUntilTheyAreReplaced() throws Exception {
        putGood("fax");
        putGood("good");
        store("fax", STORED.formatted("{\"id\": \"f\", \"type\": \"fax\", \"number\": \"+49\"}"));
        store("broken", "{");
        store("later", STORED.formatted("").replaceFirst("\\{", "{\"format\": 2, "));
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(api.get("/metrics").body())
                                .contains("signalbox_rules_unreadable 3.0"));

        send("one");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(receiver.calls()).hasSize(1));
        JsonNode list = Json.MAPPER.readTree(api.get(RULES).body());
        assertThat(list.path("rules"))
                .extracting(rule -> rule.path("name").asText())
                .containsExactly("good");
        assertThat(list.path("unreadable"))
                .extracting(rule -> rule.path("name").asText())
                .containsExactly("broken", "fax", "later");
        putGood("fax");
        send("two");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(receiver.calls()).hasSize(3));
        assertThat(api.get("/metrics").body()).contains("signalbox_rules_unreadable 2.0");
    }

    private void assertRefused(JsonNode rule) throws Exception {
        // Half a surrogate pair can be written only with a backslash.
        var writer = Json.MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

        var answer = api.put(RULES + "/bad", writer.writeValueAsString(rule));

        assertThat(answer.status()).as(rule + " " + answer.body()).isBetween(400, 499);
        assertThat(Json.MAPPER.readTree(answer.body()).path("message").asText()).isNotBlank();
    }

    private void putGood(String name) throws Exception {
        var answer = api.put(RULES + "/" + name, rule(Json.MAPPER.createObjectNode()).toString());

        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    private ObjectNode rule(JsonNode pattern) {
        ObjectNode rule = Json.MAPPER.createObjectNode();
        rule.set("pattern", pattern);
        URI url = receiver.url("/hook");
        rule.putArray("targets")
                .addObject()
                .put("id", "hook")
                .put("type", "http")
                .put("url", url.toString());
        return rule;
    }

    private void store(String name, String value) throws Exception {
        try (var producer =
                new KafkaProducer<byte[], byte[]>(KafkaClients.producer(settings, "test"))) {
            producer.send(
                            new ProducerRecord<>(
                                    Topic.RULES.topicName(),
                                    (ACCOUNT + "/default/" + name).getBytes(UTF_8),
                                    value.getBytes(UTF_8)))
                    .get();
        }
    }

    private void send(String id) throws Exception {
        var answer =
                api.post(
                        "/events",
                        "application/cloudevents+json",
                        """
                        {"specversion": "1.0", "id": "%s", "source": "s", "type": "t", "data": {}}\
                        """
                                .formatted(id));
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    }

    private static JsonNode corpus(String module, String file) throws IOException {
        return Json.MAPPER.readTree(
                Files.readString(
                        Path.of("..", module, "src", "test", "resources", "dev", "signalbox")
                                .resolve(file)));
    }
}

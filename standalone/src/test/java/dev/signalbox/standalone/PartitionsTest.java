package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.standalone.broker.EmbeddedBroker;
import dev.signalbox.standalone.client.ApiClient;
import dev.signalbox.standalone.partition.PartitionChange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Partitions that are added to topics which rooms keep state for.
class PartitionsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final List<String> ACCOUNTS = List.of("100", "101", "102", "103");
    private static final int EVENTS = 10;

    @TempDir private Path data;
    private EmbeddedBroker broker;
    private Settings settings;
    private Admin admin;
    private final List<String> report = new ArrayList<>();

    @BeforeEach
    void start() {
        broker = EmbeddedBroker.start(data.resolve("kafka"), "127.0.0.1", 0);
        settings =
                Settings.forStandalone(
                        Map.of(
                                "SIGNALBOX_KAFKA", broker.bootstrapServers(),
                                "SIGNALBOX_HTTP", "127.0.0.1:0",
                                "SIGNALBOX_DATA", data.toString(),
                                "SIGNALBOX_PARTITIONS", "2",
                                "SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8"));
        admin = Admin.create(KafkaClients.admin(settings));
    }

    @AfterEach
    void stop() {
        admin.close();
        broker.close();
    }

    @Test
    void whatWasAddedIsSaidAndReadAfterTheChangeAndNothingIsForgotten() throws Exception {
        try (var receiver = Receiver.start()) {
            try (var rooms = Rooms.start(settings);
                    var api = new ApiClient(rooms.address())) {
                for (String account : ACCOUNTS) {
                    rule(api, account, receiver);
                    sendAll(api, account);
                }
                awaitUsage(api, EVENTS);
                assertThatThrownBy(() -> change(5, Duration.ZERO))
                        .hasMessageContaining("stop all rooms first");

                add(Topic.EVENTS);
                add(Topic.OUTCOMES);

                await().atMost(PATIENCE)
                        .untilAsserted(() ->
                                assertThat(api.get("/health/ready").message())
                                        .contains(
                                                "topic signalbox.events has 5 partitions, but 2 are expected")
                                        .contains("topic signalbox.outcomes has 5 partitions"));
            }
            writeToTheLastPartition();
            assertThatThrownBy(() -> Rooms.start(settings).close())
                    .hasMessageContaining(
                            "topic signalbox.events has 5 partitions, but 2 are expected")
                    .hasMessageContaining("./signalbox partitions");

            change(5, PATIENCE);

            assertThat(report)
                    .contains(
                            "signalbox-router-seen-ids-changelog: 5 partitions, 2 before",
                            "signalbox-usage-counters-changelog: 5 partitions, 2 before",
                            "signalbox.deliveries: 5 partitions, 2 before");
            try (var rooms = Rooms.start(settings);
                    var api = new ApiClient(rooms.address())) {
                await().atMost(PATIENCE).until(() -> receiver.taken().containsKey("added"));
                for (String account : ACCOUNTS) {
                    sendAll(api, account);
                    send(api, account, "last-" + account);
                }
                await().atMost(PATIENCE)
                        .until(() ->
                                ACCOUNTS.stream()
                                        .allMatch(account ->
                                                receiver.taken().containsKey("last-" + account)));
                awaitUsage(api, EVENTS + 1);
            }
            // The four accounts' events have the same ids.
            assertThat(receiver.calls()).hasSize(ACCOUNTS.size() * (EVENTS + 1) + 1);
        }
    }

    private void add(Topic topic) throws Exception {
        admin.createPartitions(Map.of(topic.topicName(), NewPartitions.increaseTo(5))).all().get();
    }

    private void change(int count, Duration patience) throws InterruptedException {
        try (var change = new PartitionChange(settings, patience, report::add)) {
            change.make(count, 0);
        }
    }

    private void writeToTheLastPartition() throws Exception {
        String event =
                """
                {"specversion": "1.0", "id": "added", "source": "s", "type": "t"}\
                """;
        try (var producer =
                new KafkaProducer<byte[], byte[]>(KafkaClients.producer(settings, "test"))) {
            var item =
                    new ProducerRecord<>(
                            Topic.EVENTS.topicName(),
                            4,
                            (ACCOUNTS.getFirst() + "/default/added").getBytes(UTF_8),
                            event.getBytes(UTF_8));
            item.headers().add(EventHeaders.SOURCE, EventHeaders.utf8("s"));
            item.headers().add(EventHeaders.TYPE, EventHeaders.utf8("t"));
            producer.send(item).get();
        }
    }

    private static void rule(ApiClient api, String account, Receiver receiver) throws Exception {
        var answer =
                api.put(
                        "/api/buses/default/rules/all?account=" + account,
                        """
                        {"pattern": {}, "targets": [{"id": "t", "type": "http", "url": "%s"}]}\
                        """
                                .formatted(receiver.url("/" + account)));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    private static void sendAll(ApiClient api, String account) throws Exception {
        for (int i = 0; i < EVENTS; i++) {
            send(api, account, "event-" + i);
        }
    }

    private static void send(ApiClient api, String account, String id) throws Exception {
        var answer =
                api.post(
                        "/events",
                        "application/cloudevents+json",
                        """
                        {"specversion": "1.0", "id": "%s", "source": "s", "type": "t",\
                         "aliyunaccountid": "%s"}\
                        """
                                .formatted(id, account));
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    }

    private static void awaitUsage(ApiClient api, int delivered) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    for (int i : IntStream.range(1, ACCOUNTS.size()).toArray()) {
                        assertThat(api.get("/api/usage?account=" + ACCOUNTS.get(i)).body())
                                .contains("\"delivered\":" + delivered + ",");
                    }
                });
    }
}

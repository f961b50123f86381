package dev.signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.notifier.usage.UsageTopology;
import dev.signalbox.standalone.broker.EmbeddedBroker;
import dev.signalbox.standalone.client.ApiClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/// What surrounds notifiers that are processes of their own and may be killed: a Kafka and a
/// console, both in this process, and rules.
final class NotifierStage implements AutoCloseable {
    private static final String GROUP = "signalbox-notifier";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path folder;
    private final Map<String, String> more;
    private final EmbeddedBroker broker;
    private final Server console;
    private final ApiClient api;
    private final Admin admin;

    /// @param more settings of the notifiers
    NotifierStage(Path folder, Map<String, String> more) throws IOException {
        this.folder = folder;
        this.more = more;
        Files.writeString(
                folder.resolve("secret-keys"),
                "k1:" + Base64.getEncoder().encodeToString(new byte[32]));
        broker = EmbeddedBroker.start(folder.resolve("kafka"), "127.0.0.1", 0);
        console = RoomProcess.start("console", settings());
        String ready = console.readyLine();
        api = new ApiClient(URI.create(ready.substring(ready.indexOf("http://"))));
        admin = Admin.create(KafkaClients.admin(settings()));
    }

    /// The settings of the console, and of whoever reads and writes topics.
    Settings settings() {
        return Settings.forRoom(environment("console"));
    }

    /// The settings of a room's process.
    ///
    /// @param name of its data folder
    Map<String, String> environment(String name) {
        var environment = new HashMap<>(more);
        environment.put("SIGNALBOX_HTTP", "127.0.0.1:0");
        environment.put("SIGNALBOX_KAFKA", broker.bootstrapServers());
        environment.put("SIGNALBOX_DATA", folder.resolve(name).toString());
        environment.put("SIGNALBOX_SECRET_KEYS", folder.resolve("secret-keys").toString());
        environment.put("SIGNALBOX_PARTITIONS", "4");
        environment.put("SIGNALBOX_REPLICATION", "1");
        environment.put("SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8");
        return environment;
    }

    /// Starts a notifier.
    ///
    /// @param name of its folder: one that was started under it before is the same notifier
    SignalboxProcess notifier(String name) {
        return SignalboxProcess.start("notifier", environment(name));
    }

    /// Makes a rule with one target.
    void rule(int number, URI url) throws IOException, InterruptedException {
        ApiClient.Answer answer =
                api.put(
                        "/api/buses/default/rules/" + DeliveryLoad.rule(number),
                        """
                        {"pattern": {"source": ["acs.dataworks"]},
                         "targets": [{"id": "hook", "type": "http", "url": "%s"}]}\
                        """
                                .formatted(url));
        assertThat(answer).as(answer.body()).matches(ApiClient.Answer::ok, "the rule is taken");
    }

    /// What is counted for the account this month.
    ///
    /// @param counter `delivered` or `dead`
    long usage(String counter) throws IOException, InterruptedException {
        JsonNode usage = Json.MAPPER.readTree(api.get("/api/usage").body());
        return usage.path("accounts").path(0).path(counter).asLong(0);
    }

    /// Returns when every outcome has been counted.
    void awaitCounted() {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(committed(UsageTopology.APPLICATION_ID))
                                .containsAllEntriesOf(ends(Topic.OUTCOMES)));
    }

    /// How far the notifiers have committed.
    Map<TopicPartition, Long> committed() throws InterruptedException {
        return committed(GROUP);
    }

    private Map<TopicPartition, Long> committed(String group) throws InterruptedException {
        try {
            var offsets = new HashMap<TopicPartition, Long>();
            admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((partition, offset) -> {
                        if (offset != null) {
                            offsets.put(partition, offset.offset());
                        }
                    });
            return offsets;
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka did not tell the offsets of " + group, e);
        }
    }

    /// Where a topic ends; partitions without records are left out.
    Map<TopicPartition, Long> ends(Topic topic) throws InterruptedException {
        try {
            Map<TopicPartition, OffsetSpec> latest =
                    partitions(topic).stream()
                            .collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
            var ends = new HashMap<TopicPartition, Long>();
            Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> found =
                    admin.listOffsets(latest).all().get();
            found.forEach((partition, end) -> {
                if (end.offset() > 0) {
                    ends.put(partition, end.offset());
                }
            });
            return ends;
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka did not tell the ends of " + topic, e);
        }
    }

    private List<TopicPartition> partitions(Topic topic)
            throws InterruptedException, ExecutionException {
        return admin
                .describeTopics(List.of(topic.topicName()))
                .allTopicNames()
                .get()
                .values()
                .stream()
                .flatMap(described -> described.partitions().stream())
                .map(partition -> new TopicPartition(topic.topicName(), partition.partition()))
                .toList();
    }

    /// How deliveries ended, by id: one that arrived counts as delivered whatever else became of
    /// it.
    Map<String, Outcome> ended() throws InterruptedException {
        var ended = new HashMap<String, Outcome>();
        readRecords(
                Topic.OUTCOMES,
                item -> {
                    switch (outcome(item.value())) {
                        case Outcome.Delivered delivered ->
                                ended.put(delivered.deliveryId(), delivered);
                        case Outcome.Dead dead -> ended.putIfAbsent(dead.deliveryId(), dead);
                        case Outcome.Retrying _ -> {}
                    }
                });
        return ended;
    }

    private static Outcome outcome(byte[] value) {
        try {
            return Outcome.read(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads all deliveries that a topic holds at this moment, with what no transaction has
    /// committed.
    void read(Topic topic, BiConsumer<ConsumerRecord<byte[], byte[]>, Delivery> each)
            throws InterruptedException {
        readRecords(
                topic,
                item ->
                        each.accept(
                                item,
                                DeliveryRecords.read(item.key(), item.value(), item.headers())
                                        .delivery()));
    }

    private void readRecords(Topic topic, Consumer<ConsumerRecord<byte[], byte[]>> each)
            throws InterruptedException {
        Map<TopicPartition, Long> ends = ends(topic);
        Map<String, Object> config = KafkaClients.consumer(settings(), "stage");
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        try (var consumer = new KafkaConsumer<byte[], byte[]>(config)) {
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(each);
            }
        }
    }

    @Override
    public void close() {
        admin.close();
        api.close();
        console.close();
        broker.close();
    }
}

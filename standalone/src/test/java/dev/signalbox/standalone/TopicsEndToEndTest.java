package dev.signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.topic.Topics;
import dev.signalbox.standalone.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicsEndToEndTest {
    @TempDir private Path data;
    private EmbeddedBroker broker;

    @BeforeEach
    void startBroker() {
        broker = EmbeddedBroker.start(data, "127.0.0.1", 0);
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    @Test
    void roomsThatStartAtOnceMakeTheTopicsTogether() throws Exception {
        Callable<Void> ensure =
                () -> {
                    Topics.ensure(settings());
                    return null;
                };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : threads.invokeAll(List.of(ensure, ensure, ensure))) {
                done.get();
            }
        }

        try (var admin = admin()) {
            assertThat(admin.listTopics().names().get())
                    .containsAll(Arrays.stream(Topic.values()).map(Topic::topicName).toList());
        }
        Topics.ensure(settings());
    }

    @Test
    void moreReplicasThanBrokersAreToldWithTheSetting() {
        assertThatThrownBy(() -> Topics.ensure(settings("SIGNALBOX_REPLICATION", "3")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("SIGNALBOX_REPLICATION: topic signalbox.")
                .hasMessageContaining("cannot have 3 replicas");
    }

    @Test
    void topicsThatAreNotAsTheyMustBeAreToldTogether() throws Exception {
        Topics.ensure(settings());
        try (var admin = admin()) {
            admin.incrementalAlterConfigs(
                            Map.of(
                                    new ConfigResource(
                                            ConfigResource.Type.TOPIC, Topic.RULES.topicName()),
                                    List.of(
                                            new AlterConfigOp(
                                                    new ConfigEntry("cleanup.policy", "delete"),
                                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }

        await().untilAsserted(() ->
                assertThatThrownBy(() -> Topics.ensure(settings("SIGNALBOX_PARTITIONS", "8")))
                        .hasMessageContaining(
                                "topic signalbox.rules has cleanup.policy=delete,"
                                        + " but must have cleanup.policy=compact")
                        .hasMessageContaining(
                                "topic signalbox.events has 4 partitions, fewer"
                                        + " than SIGNALBOX_PARTITIONS=8"));
    }

    @Test
    void aTopicMadeByAnOperatorIsTakenAsItIsWhenItFits() throws Exception {
        try (var admin = admin()) {
            admin.createTopics(
                            List.of(
                                    new NewTopic(
                                            Topic.EVENTS.topicName(),
                                            Optional.of(6),
                                            Optional.empty())))
                    .all()
                    .get();
        }

        Topics.ensure(settings());
    }

    @Test
    void topicsThatAreThereFollowChangedSettings() throws Exception {
        Topics.ensure(settings());

        Topics.ensure(
                settings(
                        "SIGNALBOX_EVENTS_RETENTION", "P7D",
                        "SIGNALBOX_MAX_EVENT_BYTES", "1048576"));

        await().untilAsserted(() -> {
            assertThat(config(Topic.EVENTS, "retention.ms")).isEqualTo("604800000");
            assertThat(config(Topic.DELIVERIES, "max.message.bytes")).isEqualTo("2621440");
        });
        Topics.ensure(settings());
        assertThat(config(Topic.EVENTS, "retention.ms")).isEqualTo("604800000");
    }

    private String config(Topic topic, String name) throws Exception {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
        try (var admin = admin()) {
            var config = admin.describeConfigs(List.of(resource)).values().get(resource);
            return config == null ? "" : config.get().get(name).value();
        }
    }

    private Admin admin() {
        return Admin.create(KafkaClients.admin(settings()));
    }

    private Settings settings(String... more) {
        var environment = new HashMap<String, String>();
        environment.put("SIGNALBOX_KAFKA", broker.bootstrapServers());
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return Settings.forStandalone(environment);
    }
}

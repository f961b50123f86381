package dev.signalbox.contract.topic;

import dev.signalbox.contract.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/// Makes the topics that are not there, and checks those that are.
public final class Topics {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int TRIES = 1_500;

    private Topics() {}

    /// Creates what is missing and checks the rest.
    ///
    /// @throws IllegalStateException naming the topic and what is wrong with it: fewer partitions
    ///   than configured, another cleanup policy, room for smaller records only, more replicas than
    ///   there are brokers; or that Kafka did not answer within 60 s
    public static void ensure(Settings settings) {
        try (Admin admin = Admin.create(KafkaSettings.admin(settings))) {
            Set<String> existing = names(admin);
            create(admin, settings, existing);
            awaitAll(admin);
            check(admin, settings, existing);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while preparing the topics", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(
                    "SIGNALBOX_KAFKA: no answer about topics from " + settings.kafka(), e);
        }
    }

    private static Set<String> names(Admin admin)
            throws InterruptedException, ExecutionException, TimeoutException {
        return admin.listTopics().names().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /// A topic is made before every broker knows it, and Kafka Streams, for one, gives up on a
    /// source that is not known.
    private static void awaitAll(Admin admin)
            throws InterruptedException, ExecutionException, TimeoutException {
        var wanted = Arrays.stream(Topic.values()).map(Topic::topicName).toList();
        for (int tries = 0; !names(admin).containsAll(wanted); tries++) {
            if (tries == TRIES) {
                throw new TimeoutException("created topics do not appear");
            }
            Thread.sleep(PAUSE);
        }
    }

    private static void create(Admin admin, Settings settings, Set<String> existing)
            throws InterruptedException, ExecutionException {
        var missing =
                Arrays.stream(Topic.values())
                        .filter(topic -> !existing.contains(topic.topicName()))
                        .map(topic -> topic.toNewTopic(settings))
                        .toList();
        for (var created : admin.createTopics(missing).values().entrySet()) {
            try {
                created.getValue().get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof InvalidReplicationFactorException tooMany) {
                    throw new IllegalStateException(
                            "SIGNALBOX_REPLICATION: topic %s cannot have %d replicas: %s"
                                    .formatted(
                                            created.getKey(),
                                            settings.replication(),
                                            tooMany.getMessage()),
                            tooMany);
                }
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private static void check(Admin admin, Settings settings, Set<String> existing)
            throws InterruptedException, ExecutionException {
        List<Topic> kept =
                Arrays.stream(Topic.values())
                        .filter(topic -> existing.contains(topic.topicName()))
                        .toList();
        if (kept.isEmpty()) {
            return;
        }
        Map<String, TopicDescription> descriptions =
                admin.describeTopics(kept.stream().map(Topic::topicName).toList())
                        .allTopicNames()
                        .get();
        var configs =
                admin.describeConfigs(kept.stream().map(Topics::resource).toList()).all().get();
        var problems = new ArrayList<String>();
        for (Topic topic : kept) {
            TopicDescription description = descriptions.get(topic.topicName());
            int partitions = description == null ? 0 : description.partitions().size();
            var config = configs.get(resource(topic));
            problems.addAll(
                    problems(
                            topic,
                            settings,
                            partitions,
                            value(config, TopicConfig.CLEANUP_POLICY_CONFIG, ""),
                            Integer.parseInt(
                                    value(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "0"))));
        }
        if (!problems.isEmpty()) {
            throw new IllegalStateException(String.join("; ", problems));
        }
    }

    private static String value(@Nullable Config config, String name, String otherwise) {
        ConfigEntry entry = config == null ? null : config.get(name);
        return entry == null ? otherwise : entry.value();
    }

    static List<String> problems(
            Topic topic, Settings settings, int partitions, String policy, int maxMessageBytes) {
        var problems = new ArrayList<String>();
        int wanted = topic.partitions(settings);
        if (topic == Topic.RULES && partitions != 1) {
            problems.add(
                    "topic %s has %d partitions, but must have one, for one order of changes"
                            .formatted(topic.topicName(), partitions));
        } else if (partitions < wanted) {
            problems.add(
                    "topic %s has %d partitions, fewer than SIGNALBOX_PARTITIONS=%d"
                            .formatted(topic.topicName(), partitions, wanted));
        }
        if (!policy.equals(topic.cleanupPolicy())) {
            problems.add(
                    "topic %s has cleanup.policy=%s, but must have cleanup.policy=%s"
                            .formatted(topic.topicName(), policy, topic.cleanupPolicy()));
        }
        int largest = topic.recordBytes(settings);
        if (maxMessageBytes < largest) {
            problems.add(
                    "topic %s has max.message.bytes=%d, but SIGNALBOX_MAX_EVENT_BYTES=%d needs at least %d"
                            .formatted(
                                    topic.topicName(),
                                    maxMessageBytes,
                                    settings.limits().eventBytes(),
                                    largest));
        }
        return problems;
    }

    private static ConfigResource resource(Topic topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
    }
}

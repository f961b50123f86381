package dev.signalbox.contract.topic;

import dev.signalbox.contract.settings.Setting;
import dev.signalbox.contract.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the topics that are not there, and checks those that are.
public final class Topics {
    private static final Logger LOG = LoggerFactory.getLogger(Topics.class);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Set<String> OWN =
            Arrays.stream(Topic.values()).map(Topic::topicName).collect(Collectors.toSet());

    private Topics() {}

    /// Creates what is missing and checks the rest; waits for a Kafka that is not there yet.
    ///
    /// @return the topics that do not fit the state of the rooms that read them, and why
    /// @throws IllegalStateException naming the topic and what is wrong with it: fewer partitions
    ///   than configured, another cleanup policy, room for smaller records only, more replicas than
    ///   there are brokers; or that Kafka did not answer within minutes
    public static Map<Topic, String> ensure(Settings settings) {
        return KafkaWait.AT_START.await(
                "the topics on " + settings.kafka().bootstrapServers(),
                () -> {
                    try (Admin admin = admin(settings)) {
                        Set<String> existing = names(admin);
                        create(admin, settings, existing);
                        // A topic is made before every broker knows it, and Kafka Streams gives up
                        // on a source that is not known.
                        requireAll(names(admin));
                        check(admin, settings, existing, adapt(admin, settings, existing));
                        return misfits(admin, existing);
                    }
                });
    }

    private static Map<Topic, String> misfits(Admin admin, Set<String> existing)
            throws InterruptedException {
        List<String> names =
                Arrays.stream(Changelog.values())
                        .flatMap(state -> Stream.of(state.topicName(), state.source().topicName()))
                        .filter(existing::contains)
                        .distinct()
                        .toList();
        var partitions = new HashMap<String, Integer>();
        for (var asked : admin.describeTopics(names).topicNameValues().entrySet()) {
            try {
                partitions.put(asked.getKey(), answer(asked.getValue()).partitions().size());
            } catch (UnknownTopicOrPartitionException e) {
                // Deleted meanwhile.
            }
        }
        return Changelog.misfits(partitions);
    }

    /// The hosts' names, too, may not be known yet.
    private static Admin admin(Settings settings) {
        var config = KafkaClients.admin(settings, ANSWER);
        try {
            return Admin.create(config);
        } catch (KafkaException e) {
            throw ClientFaults.notMade(e);
        }
    }

    private static Set<String> names(Admin admin) throws InterruptedException {
        return answer(admin.listTopics().names());
    }

    private static void requireAll(Set<String> names) {
        for (Topic topic : Topic.values()) {
            if (!names.contains(topic.topicName())) {
                throw new UnknownTopicOrPartitionException(
                        topic.topicName() + " was created and does not appear");
            }
        }
    }

    private static <T> T answer(KafkaFuture<T> asked) throws InterruptedException {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause
                    ? ClientFaults.inWords(cause)
                    : new KafkaException(e);
        }
    }

    private static void create(Admin admin, Settings settings, Set<String> existing)
            throws InterruptedException {
        var missing =
                Arrays.stream(Topic.values())
                        .filter(topic -> !existing.contains(topic.topicName()))
                        .map(topic -> topic.toNewTopic(settings))
                        .toList();
        for (var created : admin.createTopics(missing).values().entrySet()) {
            try {
                answer(created.getValue());
            } catch (TopicExistsException e) {
                // By another room, or at the try before.
            } catch (InvalidReplicationFactorException tooMany) {
                throw new IllegalStateException(
                        "SIGNALBOX_REPLICATION: topic %s cannot have %d replicas: %s"
                                .formatted(
                                        created.getKey(),
                                        settings.kafka().replication(),
                                        tooMany.getMessage()),
                        tooMany);
            }
        }
    }

    /// Has the topics that are there follow the settings.
    private static List<TopicChange> adapt(Admin admin, Settings settings, Set<String> existing)
            throws InterruptedException {
        return TopicChange.apply(admin, changes(admin, settings, existing));
    }

    private static List<TopicChange> changes(Admin admin, Settings settings, Set<String> existing)
            throws InterruptedException {
        List<ConfigResource> resources =
                existing.stream()
                        .filter(name -> OWN.contains(name) || TopicChange.isChangelog(name))
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList();
        var changes = new ArrayList<TopicChange>();
        for (var described : admin.describeConfigs(resources).values().entrySet()) {
            try {
                String name = described.getKey().name();
                changes.addAll(TopicChange.of(name, settings, answer(described.getValue())));
            } catch (UnknownTopicOrPartitionException e) {
                // Deleted meanwhile.
            }
        }
        return changes;
    }

    /// The topics as they are, but for what the next start changes by itself.
    ///
    /// @param missing the names of those that are not there
    /// @param problems what is wrong with the others, in words
    /// @param eventPartitions how many partitions the topic of events has; 0 where it is not there
    public record Look(List<String> missing, List<String> problems, int eventPartitions) {}

    /// Looks at the topics and changes nothing.
    ///
    /// @throws KafkaException when Kafka does not answer
    public static Look look(Admin admin, Settings settings) throws InterruptedException {
        Set<String> existing = names(admin);
        List<String> missing =
                OWN.stream().filter(name -> !existing.contains(name)).sorted().toList();
        var described = described(admin, existing);
        TopicDescription events = described.get(Topic.EVENTS.topicName());
        return new Look(
                missing,
                problems(admin, settings, described, changes(admin, settings, existing)),
                events == null ? 0 : events.partitions().size());
    }

    private static void check(
            Admin admin, Settings settings, Set<String> existing, List<TopicChange> made)
            throws InterruptedException {
        var described = described(admin, existing);
        sayReplicas(settings, described);
        List<String> problems = problems(admin, settings, described, made);
        if (!problems.isEmpty()) {
            throw new IllegalStateException(String.join("; ", problems));
        }
    }

    private static Map<String, TopicDescription> described(Admin admin, Set<String> existing)
            throws InterruptedException {
        List<String> kept = existing.stream().filter(OWN::contains).toList();
        return kept.isEmpty() ? Map.of() : answer(admin.describeTopics(kept).allTopicNames());
    }

    private static List<String> problems(
            Admin admin,
            Settings settings,
            Map<String, TopicDescription> descriptions,
            List<TopicChange> made)
            throws InterruptedException {
        List<Topic> kept =
                Arrays.stream(Topic.values())
                        .filter(topic -> descriptions.containsKey(topic.topicName()))
                        .toList();
        var configs =
                answer(admin.describeConfigs(kept.stream().map(Topics::resource).toList()).all());
        var problems = new ArrayList<String>();
        for (Topic topic : kept) {
            TopicDescription description = descriptions.get(topic.topicName());
            int partitions = description == null ? 0 : description.partitions().size();
            var config = configs.get(resource(topic));
            String bytes =
                    made.stream()
                            .filter(change -> change.topic().equals(topic.topicName()))
                            .filter(change ->
                                    change.config().equals(TopicConfig.MAX_MESSAGE_BYTES_CONFIG))
                            .map(TopicChange::after)
                            .findAny()
                            .orElse(value(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "0"));
            problems.addAll(
                    problems(
                            topic,
                            settings,
                            partitions,
                            value(config, TopicConfig.CLEANUP_POLICY_CONFIG, ""),
                            Integer.parseInt(bytes)));
        }
        return problems;
    }

    /// The replicas of a topic cannot be changed here: Kafka has to copy what it holds.
    private static void sayReplicas(Settings settings, Map<String, TopicDescription> descriptions) {
        int wanted = settings.kafka().replication();
        List<String> other =
                descriptions.values().stream()
                        .filter(topic -> topic.partitions().getFirst().replicas().size() < wanted)
                        .map(TopicDescription::name)
                        .sorted()
                        .toList();
        if (!other.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("setting", Setting.REPLICATION.variable() + "=" + wanted)
                    .addKeyValue("topics", String.join(",", other))
                    .log(
                            "topics that are there have fewer replicas and keep them; kafka-reassign-partitions adds some");
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

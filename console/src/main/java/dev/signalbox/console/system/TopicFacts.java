package dev.signalbox.console.system;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The topics as Kafka has them: asked of it when somebody wants to know, and remembered for some
/// seconds. Safe for use by any thread; those that ask at once wait for one answer.
final class TopicFacts {
    private static final Logger log = LoggerFactory.getLogger(TopicFacts.class);
    private static final Duration REMEMBERED = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(3);

    private final Supplier<Admin> admins;
    private List<TopicFact> known = List.of();
    private long askedNanos;
    private boolean asked;

    /// A topic.
    ///
    /// @param partitions how many it has; 0 where it is not there
    /// @param retention how long records are kept; null where the newest of each key is kept for
    ///   ever, or that is not known
    /// @param oldest the time of its first record; null for none
    /// @param bytes on the brokers' disks, over all replicas; -1 where Kafka does not say
    record TopicFact(
            Topic topic,
            int partitions,
            @Nullable Duration retention,
            @Nullable Instant oldest,
            long bytes) {}

    TopicFacts(Settings settings) {
        this(() -> Admin.create(KafkaClients.admin(settings, ANSWER)));
    }

    /// @param admins opens a client
    TopicFacts(Supplier<Admin> admins) {
        this.admins = admins;
    }

    /// All topics; none while Kafka does not answer.
    synchronized List<TopicFact> get() {
        if (!asked || System.nanoTime() - askedNanos > REMEMBERED.toNanos()) {
            try (Admin admin = admins.get()) {
                known = ask(admin);
            } catch (ExecutionException | KafkaException e) {
                known = List.of();
                log.atWarn()
                        .addKeyValue("reason", String.valueOf(e.getMessage()))
                        .log("what is in the topics is not known");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return known;
            }
            asked = true;
            askedNanos = System.nanoTime();
        }
        return known;
    }

    private static List<TopicFact> ask(Admin admin)
            throws ExecutionException, InterruptedException {
        List<String> names = Arrays.stream(Topic.values()).map(Topic::topicName).toList();
        var described = admin.describeTopics(names).topicNameValues();
        var resources =
                names.stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList();
        var configs = admin.describeConfigs(resources).values();
        var partitions = new HashMap<String, Integer>();
        var firsts = new HashMap<TopicPartition, OffsetSpec>();
        for (String name : names) {
            TopicDescription topic = orNull(described.get(name));
            int count = topic == null ? 0 : topic.partitions().size();
            partitions.put(name, count);
            for (int i = 0; i < count; i++) {
                firsts.put(new TopicPartition(name, i), OffsetSpec.forTimestamp(0));
            }
        }
        var found = admin.listOffsets(firsts);
        var oldest = new HashMap<String, Instant>();
        for (TopicPartition partition : firsts.keySet()) {
            ListOffsetsResultInfo first = orNull(found.partitionResult(partition));
            if (first != null && first.offset() >= 0) {
                oldest.merge(
                        partition.topic(),
                        Instant.ofEpochMilli(first.timestamp()),
                        (one, other) -> one.isBefore(other) ? one : other);
            }
        }
        Map<String, Long> bytes = bytes(admin);
        var facts = new ArrayList<TopicFact>();
        for (Topic topic : Topic.values()) {
            String name = topic.topicName();
            var config = orNull(configs.get(new ConfigResource(ConfigResource.Type.TOPIC, name)));
            var entry = config == null ? null : config.get(TopicConfig.RETENTION_MS_CONFIG);
            var policy = config == null ? null : config.get(TopicConfig.CLEANUP_POLICY_CONFIG);
            boolean deletes =
                    policy != null && TopicConfig.CLEANUP_POLICY_DELETE.equals(policy.value());
            long millis = entry == null || !deletes ? -1 : Long.parseLong(entry.value());
            facts.add(
                    new TopicFact(
                            topic,
                            partitions.getOrDefault(name, 0),
                            millis < 0 ? null : Duration.ofMillis(millis),
                            oldest.get(name),
                            bytes == null ? -1 : bytes.getOrDefault(name, 0L)));
        }
        return facts;
    }

    private static @Nullable Map<String, Long> bytes(Admin admin)
            throws ExecutionException, InterruptedException {
        var bytes = new HashMap<String, Long>();
        var brokers = admin.describeCluster().nodes().get();
        var asked = admin.describeLogDirs(brokers.stream().map(node -> node.id()).toList());
        for (var broker : asked.descriptions().values()) {
            var folders = orNull(broker);
            if (folders == null) {
                return null;
            }
            folders.values()
                    .forEach(folder ->
                            folder.replicaInfos()
                                    .forEach((partition, replica) ->
                                            bytes.merge(
                                                    partition.topic(), replica.size(), Long::sum)));
        }
        return bytes;
    }

    /// An answer; null where there is no such topic, or this process may not know.
    private static <T> @Nullable T orNull(@Nullable KafkaFuture<T> future)
            throws ExecutionException, InterruptedException {
        try {
            return future == null ? null : future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof AuthorizationException) {
                return null;
            }
            throw e;
        }
    }
}

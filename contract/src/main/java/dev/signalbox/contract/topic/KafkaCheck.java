package dev.signalbox.contract.topic;

import dev.signalbox.contract.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/// The check of whether Kafka can do what a room needs.
///
/// The metadata say which partitions have a leader and how many replicas are in sync. Without a
/// controller they are no longer updated: so the leaders are asked for their offsets, and the
/// controller for its quorum. A question that this process may not ask counts as answered.
///
/// Used by one thread.
final class KafkaCheck implements AutoCloseable {
    static final String OFFSETS = "__consumer_offsets";
    static final String TRANSACTIONS = "__transaction_state";

    /// Kafka makes these itself, with the first group and the first transaction.
    private static final Set<String> INTERNAL = Set.of(OFFSETS, TRANSACTIONS);

    private static final Duration ANSWER = Duration.ofSeconds(3);

    private final Admin admin;
    private boolean mayAskController = true;

    KafkaCheck(Settings settings) {
        var config = KafkaClients.admin(settings, ANSWER);
        admin = Admin.create(config);
    }

    /// What the questions found.
    ///
    /// @param problems what Kafka lacks, in words; empty when nothing
    /// @param failingOver whether the only problem is brokers that do not answer, which the
    ///   controller is about to replace
    record Findings(List<String> problems, boolean failingOver) {
        Findings {
            problems = List.copyOf(problems);
        }

        static Findings of(List<String> problems) {
            return new Findings(problems, false);
        }
    }

    /// Asks all questions; at most some nine seconds, and three where only brokers are silent.
    ///
    /// @param read topics that must have leaders
    /// @param written topics that must have leaders and enough replicas
    /// @param groups whose coordinators must answer
    Findings find(Set<String> read, Set<String> written, Set<String> groups)
            throws InterruptedException {
        var all = new TreeSet<>(read);
        all.addAll(written);
        try {
            Map<String, TopicDescription> topics = describe(all);
            var problems = new ArrayList<>(Changelog.misfits(partitions(topics)).values());
            problems.addAll(problems(topics, written, leastInSync(topics.keySet())));
            return problems.isEmpty() ? silent(topics.values(), groups) : Findings.of(problems);
        } catch (KafkaException e) {
            return Findings.of(List.of("Kafka does not answer: " + ClientFaults.orMessage(e)));
        }
    }

    /// Who does not answer. All are asked at once, so that several wait no longer than one.
    private Findings silent(Collection<TopicDescription> topics, Set<String> groups)
            throws InterruptedException {
        var leaders = new TreeMap<String, KafkaFuture<?>>();
        for (TopicDescription topic : topics) {
            if (!INTERNAL.contains(topic.name())) {
                leaders.put(topic.name(), admin.listOffsets(ends(topic)).all());
            }
        }
        var coordinators = new TreeMap<String, KafkaFuture<?>>();
        for (String group : groups) {
            coordinators.put(group, admin.describeConsumerGroups(List.of(group)).all());
        }
        boolean controller = controllerAnswers();
        var problems = new ArrayList<String>();
        for (var leader : leaders.entrySet()) {
            if (!answers(leader.getValue())) {
                problems.add(
                        "a broker that leads partitions of %s does not answer"
                                .formatted(leader.getKey()));
                break;
            }
        }
        if (!controller) {
            problems.add("Kafka has no controller, so it cannot replace brokers that died");
        }
        if (!problems.isEmpty()) {
            return new Findings(problems, controller); // which is why coordinators are silent
        }
        for (var coordinator : coordinators.entrySet()) {
            if (!answers(coordinator.getValue())) {
                problems.add(
                        "the coordinator of group %s does not answer"
                                .formatted(coordinator.getKey()));
            }
        }
        return new Findings(problems, !problems.isEmpty());
    }

    /// Asks no more once it may not: brokers log each refusal.
    private boolean controllerAnswers() throws InterruptedException {
        if (!mayAskController) {
            return true;
        }
        try {
            answer(admin.describeMetadataQuorum().quorumInfo());
            return true;
        } catch (AuthorizationException | UnsupportedVersionException e) {
            mayAskController = false;
            return true;
        } catch (KafkaException e) {
            return false;
        }
    }

    private static Map<TopicPartition, OffsetSpec> ends(TopicDescription topic) {
        var ends = new HashMap<TopicPartition, OffsetSpec>();
        for (TopicPartitionInfo partition : topic.partitions()) {
            ends.put(new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest());
        }
        return ends;
    }

    private static Map<String, Integer> partitions(Map<String, TopicDescription> topics) {
        return topics.values().stream()
                .collect(
                        Collectors.toMap(
                                TopicDescription::name, topic -> topic.partitions().size()));
    }

    private static boolean madeLater(String name) {
        return INTERNAL.contains(name) || TopicChange.isChangelog(name);
    }

    /// Topics that are not there yet or may not be seen are left out, if Kafka or a room makes them
    /// when they are needed.
    private Map<String, TopicDescription> describe(Set<String> names) throws InterruptedException {
        var topics = new HashMap<String, TopicDescription>();
        for (var asked : admin.describeTopics(names).topicNameValues().entrySet()) {
            try {
                topics.put(asked.getKey(), answer(asked.getValue()));
            } catch (UnknownTopicOrPartitionException | AuthorizationException e) {
                if (!madeLater(asked.getKey())) {
                    throw e;
                }
            }
        }
        return topics;
    }

    private Map<String, Integer> leastInSync(Set<String> names) throws InterruptedException {
        var least = new HashMap<String, Integer>();
        var resources =
                names.stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList();
        for (var asked : admin.describeConfigs(resources).values().entrySet()) {
            try {
                var entry = answer(asked.getValue()).get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
                if (entry != null && entry.value() != null) {
                    least.put(asked.getKey().name(), Integer.parseInt(entry.value()));
                }
            } catch (AuthorizationException e) {
                // Then the leaders have to do.
            }
        }
        return least;
    }

    /// What the metadata say is missing.
    ///
    /// @param written the topics that are written, the others are read
    /// @param leastInSync `min.insync.replicas`, by topic
    static List<String> problems(
            Map<String, TopicDescription> topics,
            Set<String> written,
            Map<String, Integer> leastInSync) {
        var problems = new ArrayList<String>();
        for (var topic : new TreeMap<>(topics).entrySet()) {
            String name = topic.getKey();
            List<TopicPartitionInfo> partitions = topic.getValue().partitions();
            long leaderless = partitions.stream().filter(KafkaCheck::isLeaderless).count();
            if (leaderless > 0) {
                problems.add(
                        "%d of %d partitions of %s have no leader: the brokers that hold them are down"
                                .formatted(leaderless, partitions.size(), name));
            } else if (written.contains(name)) {
                int least = leastInSync.getOrDefault(name, 1);
                partitions.stream()
                        .filter(partition -> partition.isr().size() < needed(partition, least))
                        .findFirst()
                        .ifPresent(partition ->
                                problems.add(
                                        "%s takes no records: %d of %d replicas are in sync, and min.insync.replicas is %d"
                                                .formatted(
                                                        name,
                                                        partition.isr().size(),
                                                        partition.replicas().size(),
                                                        needed(partition, least))));
            }
        }
        return problems;
    }

    private static boolean isLeaderless(TopicPartitionInfo partition) {
        return partition.leader() == null || partition.leader().isEmpty();
    }

    /// A topic with fewer replicas than that takes records when all are in sync.
    private static int needed(TopicPartitionInfo partition, int leastInSync) {
        return Math.min(leastInSync, partition.replicas().size());
    }

    /// Whether there is an answer, be it that this process may not ask.
    private static boolean answers(KafkaFuture<?> asked) throws InterruptedException {
        try {
            answer(asked);
            return true;
        } catch (AuthorizationException | GroupIdNotFoundException e) {
            return true;
        } catch (KafkaException e) {
            return false;
        }
    }

    private static <T> T answer(KafkaFuture<T> asked) throws InterruptedException {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}

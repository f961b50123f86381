package dev.signalbox.standalone.partition;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Changelog;
import dev.signalbox.contract.topic.Groups;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// A change of the number of partitions: the topics of events, deliveries (live and replayed),
/// retries and outcomes get more, and their rooms' state as many, while no room runs.
///
/// A key may then be in another partition than before. So what a room knows of it is copied there:
/// the ids that were seen to all partitions, and an account's counters move to its new one.
///
/// The state grows first and the topics last: what an interrupted change leaves is seen at the next
/// start, and another run does it again, which harms nothing.
public final class PartitionChange implements AutoCloseable {
    private static final List<Topic> MANY =
            List.of(Topic.EVENTS, Topic.DELIVERIES, Topic.REPLAYED, Topic.RETRIES, Topic.OUTCOMES);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Settings settings;
    private final Admin admin;
    private final Duration patience;
    private final Consumer<String> report;

    /// @param patience how long it waits for rooms that were stopped a moment ago, and that Kafka
    ///   keeps a place for
    /// @param report takes a line for each thing that is done
    public PartitionChange(Settings settings, Duration patience, Consumer<String> report) {
        this.patience = patience;
        this.settings = settings;
        this.report = report;
        admin = Admin.create(KafkaClients.admin(settings));
    }

    /// Makes the change.
    ///
    /// @param count how many partitions each topic has afterwards, if it has not more; 0 only gives
    ///   the state as many as its topic
    /// @param from how many there were before, if an earlier run was interrupted; 0 to find out
    /// @throws IllegalStateException when rooms are running, or have not read everything
    public void make(int count, int from) throws InterruptedException {
        requireStopped();
        Map<String, Integer> partitions = partitions();
        for (Changelog state : Changelog.values()) {
            int source = partitions.getOrDefault(state.source().topicName(), 0);
            Integer kept = partitions.get(state.topicName());
            if (kept != null) {
                int before = from > 0 ? from : Math.min(kept, source);
                int after = Math.max(count, source);
                if (kept < after || before < after) {
                    requireRead(state, before, source);
                    enlarge(state.topicName(), kept, after);
                    int copied = new StateCopy(settings, state, before, after).copy();
                    report.accept("%s: %d records copied".formatted(state.topicName(), copied));
                }
            }
        }
        for (Topic topic : MANY) {
            enlarge(topic.topicName(), partitions.getOrDefault(topic.topicName(), 0), count);
        }
    }

    private void requireStopped() throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        Set<String> running = running();
        while (!running.isEmpty()) {
            if (System.nanoTime() - end >= 0) {
                throw new IllegalStateException(
                        "stop all rooms first: these groups have members: "
                                + String.join(", ", running));
            }
            Thread.sleep(PAUSE);
            running = running();
        }
    }

    /// The groups of rooms that have members.
    private Set<String> running() throws InterruptedException {
        var running = new TreeSet<String>();
        for (var asked : admin.describeConsumerGroups(Groups.ALL).describedGroups().entrySet()) {
            try {
                ConsumerGroupDescription group = answer(asked.getValue());
                if (!group.members().isEmpty()) {
                    running.add(asked.getKey());
                }
            } catch (GroupIdNotFoundException e) {
                // Its room never ran.
            }
        }
        return running;
    }

    private Map<String, Integer> partitions() throws InterruptedException {
        var names = new TreeSet<String>();
        MANY.forEach(topic -> names.add(topic.topicName()));
        Arrays.stream(Changelog.values()).map(Changelog::topicName).forEach(names::add);
        var partitions = new HashMap<String, Integer>();
        for (var asked : admin.describeTopics(names).topicNameValues().entrySet()) {
            try {
                partitions.put(asked.getKey(), answer(asked.getValue()).partitions().size());
            } catch (UnknownTopicOrPartitionException e) {
                // It is made at the next start.
            }
        }
        return partitions;
    }

    /// What was not read yet would be counted, or remembered, where its key is no more. Where the
    /// topic has grown already the rooms do not start, so that it cannot be read first.
    private void requireRead(Changelog state, int before, int source) throws InterruptedException {
        var ends = new LinkedHashMap<TopicPartition, OffsetSpec>();
        for (int i = 0; i < before; i++) {
            ends.put(new TopicPartition(state.source().topicName(), i), OffsetSpec.latest());
        }
        Map<TopicPartition, OffsetAndMetadata> committed =
                answer(
                        admin.listConsumerGroupOffsets(state.group())
                                .partitionsToOffsetAndMetadata());
        long unread = 0;
        for (var end : answer(admin.listOffsets(ends).all()).entrySet()) {
            OffsetAndMetadata offset = committed.get(end.getKey());
            unread += end.getValue().offset() - (offset == null ? 0 : offset.offset());
        }
        // The marks that end transactions count as well, and follow the last offset.
        if (unread > 2L * before && before == source) {
            throw new IllegalStateException(
                    "%d records of %s are not read yet: start the rooms, stop those that take events in, and let the others finish first"
                            .formatted(unread, state.source().topicName()));
        }
    }

    private void enlarge(String topic, int has, int wanted) throws InterruptedException {
        if (has > 0 && has < wanted) {
            answer(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(wanted))).all());
            report.accept("%s: %d partitions, %d before".formatted(topic, wanted, has));
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
        admin.close();
    }
}

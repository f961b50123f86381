package dev.signalbox.notifier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.topic.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PairedAssignorTest {
    private static final String LIVE = Topic.DELIVERIES.topicName();
    private static final String REPLAYED = Topic.REPLAYED.topicName();

    private final Map<String, List<PartitionInfo>> topics = new HashMap<>();
    private final Map<String, Subscription> members = new HashMap<>();

    private void topic(String name, int partitions) {
        var node = new Node(1, "localhost", 9092);
        Node[] nodes = {node};
        topics.put(
                name,
                IntStream.range(0, partitions)
                        .mapToObj(i -> new PartitionInfo(name, i, node, nodes, nodes))
                        .toList());
    }

    private void member(String name, TopicPartition... owned) {
        members.put(
                name,
                new Subscription(
                        List.of(LIVE, REPLAYED), null, List.of(owned), 1, Optional.empty()));
    }

    private Map<String, List<TopicPartition>> assign() {
        return new PairedAssignor().assignPartitions(topics, members);
    }

    private static TopicPartition live(int partition) {
        return new TopicPartition(LIVE, partition);
    }

    private static TopicPartition replayed(int partition) {
        return new TopicPartition(REPLAYED, partition);
    }

    private static void assertPaired(List<TopicPartition> partitions) {
        assertThat(numbers(partitions, REPLAYED)).isEqualTo(numbers(partitions, LIVE));
    }

    private static List<Integer> numbers(List<TopicPartition> partitions, String topic) {
        return partitions.stream()
                .filter(partition -> partition.topic().equals(topic))
                .map(TopicPartition::partition)
                .sorted()
                .toList();
    }

    @Test
    void bothPartitionsOfANumberGoToOneNotifierAndAllAreAssigned() {
        topic(LIVE, 6);
        topic(REPLAYED, 6);
        member("a");
        member("b");
        member("c");

        Map<String, List<TopicPartition>> assigned = assign();

        assigned.values().forEach(PairedAssignorTest::assertPaired);
        assertThat(assigned.values()).allMatch(partitions -> partitions.size() == 4);
    }

    @Test
    void aPartitionThatAnotherNotifierStillHasIsGivenAwayOnlyOnceThatHasGivenItBack() {
        topic(LIVE, 2);
        topic(REPLAYED, 2);
        member("a", live(0), replayed(1));
        member("b", live(1), replayed(0));

        Map<String, List<TopicPartition>> first = assign();
        assertThat(first.get("a")).containsExactly(live(0));
        assertThat(first.get("b")).containsExactly(live(1));

        member("a", live(0));
        member("b", live(1));
        Map<String, List<TopicPartition>> second = assign();
        assertThat(second.get("a")).containsExactly(live(0), replayed(0));
        assertThat(second.get("b")).containsExactly(live(1), replayed(1));
    }

    @Test
    void whenANotifierJoinsBothOfAPairAreGivenBackAndThenGoToIt() {
        topic(LIVE, 4);
        topic(REPLAYED, 4);
        var all = new ArrayList<TopicPartition>();
        IntStream.range(0, 4).forEach(i -> all.addAll(List.of(live(i), replayed(i))));
        member("a", all.toArray(TopicPartition[]::new));
        member("b");

        List<TopicPartition> kept = Objects.requireNonNull(assign().get("a"));
        assertPaired(kept);
        assertThat(kept).hasSize(4);

        member("a", kept.toArray(TopicPartition[]::new));
        List<TopicPartition> given = Objects.requireNonNull(assign().get("b"));
        assertPaired(given);
        assertThat(given).hasSize(4).doesNotContainAnyElementsOf(kept);
    }

    @Test
    void whatMorePartitionsOfReplaysThereAreIsSharedOutAsWell() {
        topic(LIVE, 2);
        topic(REPLAYED, 4);
        member("a");

        assertThat(assign().get("a"))
                .containsExactlyInAnyOrder(
                        live(0), live(1), replayed(0), replayed(1), replayed(2), replayed(3));
    }
}

package dev.signalbox.contract.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaCheckTest {
    private static final String EVENTS = Topic.EVENTS.topicName();

    @ParameterizedTest
    @CsvSource({
        "3, 3, 2, ''",
        "3, 2, 2, ''",
        "3, 1, 2, 'signalbox.events takes no records: 1 of 3 replicas are in sync, and min.insync.replicas is 2'",
        "1, 1, 2, ''",
        "2, 1, 3, 'signalbox.events takes no records: 1 of 2 replicas are in sync, and min.insync.replicas is 2'"
    })
    void aTopicTakesRecordsWhileEnoughReplicasAreInSync(
            int replicas, int inSync, int least, String words) {
        var topics = Map.of(EVENTS, topic(partition(0, replicas, inSync)));

        assertThat(KafkaCheck.problems(topics, Set.of(EVENTS), Map.of(EVENTS, least)))
                .isEqualTo(words.isEmpty() ? List.of() : List.of(words));
        assertThat(KafkaCheck.problems(topics, Set.of(), Map.of(EVENTS, least))).isEmpty();
    }

    @Test
    void aPartitionWithoutALeaderIsNeitherReadNorWritten() {
        var topics =
                Map.of(
                        EVENTS,
                        topic(
                                partition(0, 3, 2),
                                new TopicPartitionInfo(1, null, nodes(3), List.of())));

        for (Set<String> written : List.of(Set.of(EVENTS), Set.<String>of())) {
            assertThat(KafkaCheck.problems(topics, written, Map.of(EVENTS, 2)))
                    .containsExactly(
                            "1 of 2 partitions of signalbox.events have no leader: the brokers that hold them are down");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a broker does not answer, true, 3, false",
        "a broker does not answer, true, 4, true",
        "no controller, false, 1, false",
        "no controller, false, 2, true",
        ", false, 0, true"
    })
    void aBrokerThatDiedIsNoNewsWhileTheControllerIsAboutToReplaceIt(
            @Nullable String problem, boolean failingOver, int bad, boolean told) {
        var found =
                new KafkaCheck.Findings(
                        problem == null ? List.of() : List.of(problem), failingOver);

        assertThat(KafkaWatch.counts(found, bad)).isEqualTo(told);
    }

    @Test
    void aTopicFitsItsStateWithAsManyPartitions() {
        String ids = Changelog.SEEN_IDS.topicName();

        assertThat(Changelog.misfits(Map.of(EVENTS, 4, ids, 4))).isEmpty();
        assertThat(Changelog.misfits(Map.of(EVENTS, 4))).isEmpty();
        assertThat(Changelog.misfits(Map.of(EVENTS, 8, ids, 4)))
                .containsOnlyKeys(Topic.EVENTS)
                .extractingByKey(Topic.EVENTS)
                .asString()
                .startsWith("topic signalbox.events has 8 partitions, but 4 are expected, as in");
    }

    private static TopicDescription topic(TopicPartitionInfo... partitions) {
        return new TopicDescription(EVENTS, false, List.of(partitions));
    }

    private static TopicPartitionInfo partition(int number, int replicas, int inSync) {
        return new TopicPartitionInfo(number, nodes(1).getFirst(), nodes(replicas), nodes(inSync));
    }

    private static List<Node> nodes(int count) {
        return new ArrayList<>(
                IntStream.range(0, count).mapToObj(i -> new Node(i, "k" + i, 9092)).toList());
    }
}

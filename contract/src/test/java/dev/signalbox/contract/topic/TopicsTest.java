package dev.signalbox.contract.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.settings.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TopicsTest {
    private static final Settings SETTINGS = Settings.forStandalone(Map.of());

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 2", "5, 4"})
    void writesNeedAllReplicasButOne(short replication, String inSync) {
        var settings =
                Settings.forRoom(Map.of("SIGNALBOX_REPLICATION", Short.toString(replication)));

        var topic = Topic.EVENTS.toNewTopic(settings);

        assertThat(topic.replicationFactor()).isEqualTo(replication);
        assertThat(topic.configs()).containsEntry("min.insync.replicas", inSync);
    }

    @Test
    void eventsAreKeptAsLongAsTheSettingSays() {
        var settings = Settings.forStandalone(Map.of("SIGNALBOX_EVENTS_RETENTION", "P1D"));

        assertThat(Topic.EVENTS.toNewTopic(settings).configs())
                .containsEntry("retention.ms", "86400000")
                .containsEntry("cleanup.policy", "delete");
    }

    @Test
    void rulesAreCompactedForEverInOnePartition() {
        var topic = Topic.RULES.toNewTopic(Settings.forRoom(Map.of()));

        assertThat(topic.numPartitions()).isEqualTo(1);
        assertThat(topic.configs())
                .containsEntry("cleanup.policy", "compact")
                .doesNotContainKey("retention.ms");
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void aTopicAsItIsCreatedHasNoProblem(Topic topic) {
        var created = topic.toNewTopic(SETTINGS);

        assertThat(
                        Topics.problems(
                                topic,
                                SETTINGS,
                                created.numPartitions(),
                                created.configs().getOrDefault("cleanup.policy", ""),
                                Integer.parseInt(
                                        created.configs().getOrDefault("max.message.bytes", "0"))))
                .isEmpty();
    }

    @Test
    void whatIsWrongWithATopicIsSaidWithItsName() {
        assertThat(Topics.problems(Topic.EVENTS, SETTINGS, 2, "compact", 500_000))
                .containsExactly(
                        "topic signalbox.events has 2 partitions, fewer than"
                                + " SIGNALBOX_PARTITIONS=4",
                        "topic signalbox.events has cleanup.policy=compact, but must have"
                                + " cleanup.policy=delete",
                        "topic signalbox.events has max.message.bytes=500000, but"
                                + " SIGNALBOX_MAX_EVENT_BYTES=262144 needs at least 917504");
        assertThat(Topics.problems(Topic.RULES, SETTINGS, 4, "compact,delete", 1 << 20))
                .containsExactly(
                        "topic signalbox.rules has 4 partitions, but must have one, for one order"
                                + " of changes",
                        "topic signalbox.rules has cleanup.policy=compact,delete, but must have"
                                + " cleanup.policy=compact");
        assertThat(Topics.problems(Topic.EVENTS, SETTINGS, 12, "delete", 1 << 20)).isEmpty();
    }
}

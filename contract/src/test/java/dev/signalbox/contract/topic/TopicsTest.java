package dev.signalbox.contract.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.jspecify.annotations.Nullable;
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // retention now | the setting | retention then
                "604800000 | P30D | 2592000000",
                "2592000000 | P1D | 86400000",
                "-1 | P30D | 2592000000",
                "2592000000 | P30D |",
                "86400000 | |",
            })
    void eventsThatAreThereFollowARetentionThatIsGiven(
            String now, @Nullable String given, @Nullable String then) {
        var settings =
                Settings.forStandalone(
                        given == null ? Map.of() : Map.of("SIGNALBOX_EVENTS_RETENTION", given));

        assertThat(changes("signalbox.events", settings, now, "1048576"))
                .map(TopicChange::after)
                .isEqualTo(then == null ? List.of() : List.of(then));
    }

    @Test
    void whatIsTooSmallForTheSettingsIsRaisedAndNothingIsLowered() {
        var settings =
                Settings.forStandalone(
                        Map.of(
                                "SIGNALBOX_MAX_EVENT_BYTES",
                                "1048576",
                                "SIGNALBOX_DEDUP_WINDOW",
                                "PT24H"));

        assertThat(changes("signalbox.deliveries", settings, "1", "1048576"))
                .map(change -> change.config() + "=" + change.after())
                .containsExactly("max.message.bytes=2621440");
        assertThat(changes("signalbox-router-seen-ids-changelog", settings, "7200000", "9999999"))
                .map(change -> change.config() + "=" + change.after())
                .containsExactly("retention.ms=" + Duration.ofHours(49).toMillis());
        assertThat(changes("signalbox-router-seen-ids-changelog", settings, "999999999", "9999999"))
                .isEmpty();
    }

    private static List<TopicChange> changes(
            String topic, Settings settings, String retention, String bytes) {
        return TopicChange.of(
                topic,
                settings,
                new Config(
                        List.of(
                                new ConfigEntry("retention.ms", retention),
                                new ConfigEntry("max.message.bytes", bytes))));
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

package dev.signalbox.contract.topic;

import dev.signalbox.contract.settings.Setting;
import dev.signalbox.contract.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A change of a topic that is there already, since the setting that it was created by is another
/// now.
///
/// Only a retention that the environment names is made shorter: a room that was started without the
/// setting must not delete what the others keep.
///
/// @param topic the topic's name
/// @param config the name of the topic's own setting
/// @param setting the setting that it follows
record TopicChange(String topic, String config, String before, String after, Setting setting) {
    private static final Logger LOG = LoggerFactory.getLogger(TopicChange.class);
    private static final String PREFIX = "signalbox-";
    private static final String CHANGELOG = "-changelog";

    /// Whether a topic is one that Kafka Streams made for the rooms.
    static boolean isChangelog(String topic) {
        return topic.startsWith(PREFIX) && topic.endsWith(CHANGELOG);
    }

    /// How long the changelog of the router's memory for ids keeps what it has: two windows, and an
    /// hour for clocks that differ.
    static Duration seenIdsKept(Duration dedupWindow) {
        return dedupWindow.multipliedBy(2).plusHours(1);
    }

    /// The changes that a topic needs, by the settings it has now.
    static List<TopicChange> of(String topic, Settings settings, Config config) {
        var changes = new ArrayList<TopicChange>();
        int recordBytes = settings.limits().recordBytes();
        if (topic.equals(Topic.EVENTS.topicName())) {
            recordBytes = settings.limits().eventRecordBytes();
            long wanted = settings.kafka().eventsRetention().toMillis();
            Long now = number(config, TopicConfig.RETENTION_MS_CONFIG);
            if (settings.kafka().eventsRetentionGiven() && now != null && now != wanted) {
                changes.add(
                        new TopicChange(
                                topic,
                                TopicConfig.RETENTION_MS_CONFIG,
                                Long.toString(now),
                                Long.toString(wanted),
                                Setting.EVENTS_RETENTION));
            }
        }
        raise(
                changes,
                topic,
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                config,
                recordBytes,
                Setting.MAX_EVENT_BYTES);
        if (topic.equals(Changelog.SEEN_IDS.topicName())) {
            raise(
                    changes,
                    topic,
                    TopicConfig.RETENTION_MS_CONFIG,
                    config,
                    seenIdsKept(settings.router().dedupWindow()).toMillis(),
                    Setting.DEDUP_WINDOW);
        }
        return changes;
    }

    private static void raise(
            List<TopicChange> changes,
            String topic,
            String name,
            Config config,
            long least,
            Setting setting) {
        Long now = number(config, name);
        if (now != null && now >= 0 && now < least) {
            changes.add(
                    new TopicChange(
                            topic, name, Long.toString(now), Long.toString(least), setting));
        }
    }

    private static @Nullable Long number(Config config, String name) {
        ConfigEntry entry = config.get(name);
        return entry == null || entry.value() == null ? null : Long.valueOf(entry.value());
    }

    /// Makes changes, and says each in the log; also where Kafka does not allow it.
    ///
    /// @return those that were made; brokers may take a moment to know them
    static List<TopicChange> apply(Admin admin, Collection<TopicChange> changes)
            throws InterruptedException {
        var made = new ArrayList<TopicChange>();
        Map<String, List<TopicChange>> byTopic =
                changes.stream().collect(Collectors.groupingBy(TopicChange::topic));
        for (var its : byTopic.entrySet()) {
            var resource = new ConfigResource(ConfigResource.Type.TOPIC, its.getKey());
            List<AlterConfigOp> operations =
                    its.getValue().stream().map(TopicChange::operation).toList();
            try {
                admin.incrementalAlterConfigs(Map.of(resource, operations)).all().get();
                its.getValue().forEach(change -> change.log("the topic follows the setting"));
                made.addAll(its.getValue());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RetriableException again) {
                    throw again;
                }
                String reason =
                        String.valueOf((e.getCause() == null ? e : e.getCause()).getMessage());
                its.getValue().forEach(change -> change.warn(reason));
            }
        }
        return made;
    }

    private AlterConfigOp operation() {
        return new AlterConfigOp(new ConfigEntry(config, after), AlterConfigOp.OpType.SET);
    }

    private void log(String message) {
        LOG.atInfo()
                .addKeyValue("topic", topic)
                .addKeyValue("setting", setting.variable())
                .addKeyValue("config", config)
                .addKeyValue("before", words(before))
                .addKeyValue("now", words(after))
                .log(message);
    }

    private void warn(String reason) {
        LOG.atWarn()
                .addKeyValue("topic", topic)
                .addKeyValue("setting", setting.variable())
                .addKeyValue("config", config)
                .addKeyValue("now", words(before))
                .addKeyValue("wanted", words(after))
                .addKeyValue("reason", reason)
                .log(
                        "the topic does not follow the setting: Kafka does not let this room change it; change it there");
    }

    /// Days and hours are easier to read than milliseconds.
    private String words(String value) {
        if (!config.equals(TopicConfig.RETENTION_MS_CONFIG)) {
            return value;
        }
        long millis = Long.parseLong(value);
        if (millis < 0) {
            return "for ever";
        }
        Duration time = Duration.ofMillis(millis);
        return time.equals(Duration.ofDays(time.toDays()))
                ? "P" + time.toDays() + "D"
                : time.toString();
    }
}

package dev.signalbox.standalone.doctor;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TimeoutException;

/// Checks of the Kafka that the settings name, which leave it as it is.
final class KafkaChecks {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration TOLERANCE = Duration.ofMinutes(1);
    private static final String OFFSETS_RETENTION = "offsets.retention.minutes";

    private final Admin admin;
    private final Settings settings;
    private final InstantSource clock;
    private final List<Finding> findings = new ArrayList<>();

    private KafkaChecks(Admin admin, Settings settings, InstantSource clock) {
        this.admin = admin;
        this.settings = settings;
        this.clock = clock;
    }

    static List<Finding> all(Settings settings, InstantSource clock) throws InterruptedException {
        var config = KafkaClients.admin(settings, PATIENCE);
        try (Admin admin = Admin.create(config)) {
            var checks = new KafkaChecks(admin, settings, clock);
            checks.make();
            return checks.findings;
        } catch (ExecutionException e) {
            return List.of(unreachable(settings, e.getCause() == null ? e : e.getCause()));
        } catch (KafkaException e) {
            return List.of(unreachable(settings, e.getCause() == null ? e : e.getCause()));
        }
    }

    private static Finding unreachable(Settings settings, Throwable reason) {
        String words =
                reason instanceof TimeoutException
                        ? "no broker that it names answers within %d s"
                                .formatted(PATIENCE.toSeconds())
                        : String.valueOf(reason.getMessage());
        return Finding.problem(
                "Kafka",
                "%s cannot be used: %s".formatted(settings.kafka().bootstrapServers(), words),
                "check SIGNALBOX_KAFKA, that Kafka runs, and its security settings");
    }

    private void make() throws ExecutionException, InterruptedException {
        var nodes = admin.describeCluster().nodes().get();
        int replicas = settings.kafka().replication();
        String brokers =
                nodes.size() == 1 ? "one broker answers" : nodes.size() + " brokers answer";
        String words = "%s at %s".formatted(brokers, settings.kafka().bootstrapServers());
        findings.add(
                nodes.size() >= replicas
                        ? Finding.ok("Kafka", words)
                        : Finding.problem(
                                "Kafka",
                                words + ", fewer than SIGNALBOX_REPLICATION=" + replicas,
                                "start the others"));
        Topics.Look topics = Topics.look(admin, settings);
        findings.add(topics(topics));
        if (!settings.standalone()) {
            offsets(nodes.iterator().next());
        }
        findings.add(clock(topics));
    }

    private static Finding topics(Topics.Look topics) {
        if (!topics.problems().isEmpty()) {
            return Finding.problem(
                    "topics",
                    String.join("; ", topics.problems()),
                    "change the topic, or the setting");
        }
        return topics.missing().isEmpty()
                ? Finding.ok(
                        "topics", "all %d are as they must be".formatted(Topic.values().length))
                : Finding.ok(
                        "topics",
                        String.join(", ", topics.missing()) + " will be made at the next start");
    }

    /// Kafka forgets a group that was away for longer, and the rooms would send everything again.
    private void offsets(Node broker) throws InterruptedException {
        var resource = new ConfigResource(ConfigResource.Type.BROKER, broker.idString());
        try {
            Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            ConfigEntry entry = config == null ? null : config.get(OFFSETS_RETENTION);
            if (entry == null) {
                return;
            }
            long wanted = settings.kafka().eventsRetention().toMinutes();
            findings.add(
                    Long.parseLong(entry.value()) >= wanted
                            ? Finding.ok("offsets", "kept for %s minutes".formatted(entry.value()))
                            : Finding.warning(
                                    "offsets",
                                    "rooms that are away for %s minutes send everything again"
                                            .formatted(entry.value()),
                                    "set %s=%d on the brokers"
                                            .formatted(OFFSETS_RETENTION, wanted)));
        } catch (ExecutionException e) {
            findings.add(
                    Finding.warning(
                            "offsets",
                            "the brokers do not show " + OFFSETS_RETENTION,
                            "see that it is as long as events are kept"));
        }
    }

    private Finding clock(Topics.Look topics) throws InterruptedException, ExecutionException {
        Instant now = clock.instant();
        if (topics.missing().contains(Topic.EVENTS.topicName())) {
            return Finding.ok("clock", now.toString());
        }
        var newest =
                IntStream.range(0, topics.eventPartitions())
                        .mapToObj(number -> new TopicPartition(Topic.EVENTS.topicName(), number))
                        .collect(Collectors.toMap(one -> one, _ -> OffsetSpec.maxTimestamp()));
        long last =
                admin.listOffsets(newest).all().get().values().stream()
                        .mapToLong(ListOffsetsResultInfo::timestamp)
                        .max()
                        .orElse(0);
        Instant event = Instant.ofEpochMilli(Math.max(0, last));
        return event.isAfter(now.plus(TOLERANCE))
                ? FolderChecks.clock(now, event, "an event was accepted at")
                : Finding.ok("clock", now.toString());
    }
}

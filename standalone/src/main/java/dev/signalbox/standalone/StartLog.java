package dev.signalbox.standalone;

import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.room.Version;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The lines of the log at a start: what starts, where its data is, and how much is in it.
final class StartLog {
    private static final Logger LOG = LoggerFactory.getLogger(StartLog.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private StartLog() {}

    /// The first line, of a standalone.
    static void begin(Settings settings) {
        LOG.atInfo()
                .addKeyValue("version", Version.text())
                .addKeyValue("data", settings.data().toAbsolutePath().normalize())
                .log("Signalbox starts");
    }

    /// The first line, of a room.
    ///
    /// @param hasFolder whether it keeps anything in the data folder
    static void begin(String room, Settings settings, boolean hasFolder) {
        var line =
                LOG.atInfo()
                        .addKeyValue("version", Version.text())
                        .addKeyValue("room", room)
                        .addKeyValue("kafka", settings.kafka().bootstrapServers());
        if (hasFolder) {
            line =
                    line.addKeyValue(
                            "data", settings.data().resolve(room).toAbsolutePath().normalize());
        }
        line.log("Signalbox starts");
    }

    /// How much is kept.
    static void contents(RoomContext context) {
        var rules = new AtomicInteger();
        context.rules().forEach(rule -> rules.incrementAndGet());
        try (Admin admin = Admin.create(KafkaClients.admin(context.settings(), PATIENCE))) {
            var partitions =
                    admin
                            .describeTopics(List.of(Topic.EVENTS.topicName()))
                            .allTopicNames()
                            .get()
                            .values()
                            .stream()
                            .flatMap(topic -> topic.partitions().stream())
                            .map(one ->
                                    new TopicPartition(Topic.EVENTS.topicName(), one.partition()))
                            .toList();
            var firsts = new HashMap<TopicPartition, OffsetSpec>();
            var ends = new HashMap<TopicPartition, OffsetSpec>();
            for (TopicPartition partition : partitions) {
                firsts.put(partition, OffsetSpec.forTimestamp(0));
                ends.put(partition, OffsetSpec.latest());
            }
            Map<TopicPartition, ListOffsetsResultInfo> first = offsets(admin, firsts);
            Map<TopicPartition, ListOffsetsResultInfo> end = offsets(admin, ends);
            long events = 0;
            long oldestMillis = Long.MAX_VALUE;
            for (var begun : first.entrySet()) {
                ListOffsetsResultInfo its = end.get(begun.getKey());
                if (begun.getValue().offset() >= 0 && its != null) {
                    events += its.offset() - begun.getValue().offset();
                    oldestMillis = Math.min(oldestMillis, begun.getValue().timestamp());
                }
            }
            var line = LOG.atInfo().addKeyValue("events", events).addKeyValue("rules", rules.get());
            if (events > 0) {
                Instant oldest = Instant.ofEpochMilli(oldestMillis);
                line =
                        line.addKeyValue(
                                "oldest", ago(Duration.between(oldest, context.clock().instant())));
            }
            line.log(events == 0 && rules.get() == 0 ? "nothing is kept yet" : "kept from before");
        } catch (ExecutionException | KafkaException e) {
            LOG.atWarn()
                    .addKeyValue("reason", String.valueOf(e.getMessage()))
                    .log("how many events are kept is not known");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<TopicPartition, ListOffsetsResultInfo> offsets(
            Admin admin, Map<TopicPartition, OffsetSpec> wanted)
            throws ExecutionException, InterruptedException {
        return admin.listOffsets(wanted).all().get();
    }

    /// A time that has passed, in words.
    static String ago(Duration time) {
        if (time.toDays() > 1) {
            return time.toDays() + " days ago";
        }
        if (time.toHours() > 1) {
            return time.toHours() + " hours ago";
        }
        return time.toMinutes() > 1 ? time.toMinutes() + " minutes ago" : "just now";
    }
}

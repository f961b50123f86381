package dev.signalbox.standalone.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Groups;
import dev.signalbox.contract.topic.KafkaClients;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/// The records that each group of Signalbox has not committed yet, by number. A group that works
/// commits every moment, so a few records are no backlog.
///
/// @param servers the Kafka that was asked
/// @param byGroup records, by the group without its prefix; a group that never committed is not
///   there
/// @param fault why Kafka did not say, in words; empty when it did
public record KafkaLag(String servers, Map<String, Long> byGroup, String fault) {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// Asks Kafka.
    public static KafkaLag of(Settings settings) throws InterruptedException {
        String servers = settings.kafka().bootstrapServers();
        var config = KafkaClients.admin(settings, PATIENCE);
        try (Admin admin = Admin.create(config)) {
            var lag = new LinkedHashMap<String, Long>();
            for (String group : Groups.ALL) {
                var committed =
                        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
                committed.values().removeIf(offset -> offset == null);
                if (!committed.isEmpty()) {
                    lag.put(group.substring(Groups.PREFIX.length()), lag(admin, committed));
                }
            }
            return new KafkaLag(servers, lag, "");
        } catch (ExecutionException e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            String words =
                    reason instanceof TimeoutException
                            ? "no broker answers"
                            : String.valueOf(reason.getMessage());
            return new KafkaLag(servers, Map.of(), words);
        } catch (KafkaException e) {
            return new KafkaLag(servers, Map.of(), String.valueOf(e.getMessage()));
        }
    }

    private static long lag(Admin admin, Map<TopicPartition, OffsetAndMetadata> committed)
            throws ExecutionException, InterruptedException {
        var latest =
                committed.keySet().stream()
                        .collect(Collectors.toMap(one -> one, one -> OffsetSpec.latest()));
        var ends = admin.listOffsets(latest).all().get();
        return ends.entrySet().stream()
                .mapToLong(end -> {
                    OffsetAndMetadata done = committed.get(end.getKey());
                    return done == null ? 0 : Math.max(0, end.getValue().offset() - done.offset());
                })
                .sum();
    }

    /// The same in a line for people.
    public String words() {
        String said =
                !fault.isEmpty()
                        ? "does not say how far the rooms are: " + fault
                        : byGroup.isEmpty()
                                ? "knows none of the rooms yet"
                                : byGroup.entrySet().stream()
                                                .map(one ->
                                                        "%s %,d"
                                                                .formatted(
                                                                        one.getKey(),
                                                                        one.getValue()))
                                                .collect(Collectors.joining(", "))
                                        + " records behind";
        return "Kafka %s  %s".formatted(servers, said);
    }

    /// The same for programs.
    public ObjectNode json() {
        ObjectNode json = Json.MAPPER.createObjectNode().put("servers", servers);
        if (!fault.isEmpty()) {
            json.put("reason", fault);
        }
        ObjectNode lag = json.putObject("lag");
        byGroup.forEach(lag::put);
        return json;
    }
}

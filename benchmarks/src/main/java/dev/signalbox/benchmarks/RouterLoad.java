package dev.signalbox.benchmarks;

import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.InvalidPattern;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.RuleRecords;
import dev.signalbox.contract.rule.SealedSecret;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/// The load of the router: one bus with 1,000 rules for 500 types, and events of 720 bytes. For
/// each type one rule wants the type alone and another one also looks at two fields of data; so
/// every event has to be read. Nine in ten match the first rule alone, the tenth both.
final class RouterLoad {
    private static final String ACCOUNT = "1000000000000001";
    private static final String BUS = "default";
    private static final String SOURCE = "acs.dataworks";
    private static final int TYPES = 500;
    private static final int EVENT_BYTES = 720;

    private final Settings settings;
    private int made;

    RouterLoad(Settings settings) {
        this.settings = settings;
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        var config = new HashMap<>(KafkaClients.producer(settings, "load"));
        config.putAll(more);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
        return new KafkaProducer<>(config);
    }

    /// @param secret its sealed URL
    private static List<Target> hook(String secret) {
        return List.of(
                new Target.Http(
                        "hook",
                        DeliveryOptions.DEFAULT,
                        new SealedSecret("sealed:none:" + secret),
                        null,
                        null));
    }

    /// Writes the rules.
    void writeRules() throws InvalidPattern, IOException {
        List<Target> hook = hook("none");
        try (var producer = producer(Map.of())) {
            for (int i = 0; i < TYPES; i++) {
                String envelope =
                        "\"source\":[\"%s\"],\"type\":[\"%s\"]".formatted(SOURCE, type(i));
                write(producer, "type-" + i, "{" + envelope + "}", hook);
                String data =
                        "\"data\":{\"projectId\":[%d],\"status\":[\"FAILED\",\"KILLED\"]}"
                                .formatted(i % 10);
                write(producer, "data-" + i, "{" + envelope + "," + data + "}", hook);
            }
        }
    }

    private static void write(
            KafkaProducer<byte[], byte[]> producer,
            String name,
            String pattern,
            List<Target> targets)
            throws InvalidPattern, IOException {
        var rule =
                new Rule(
                        new RuleKey(ACCOUNT, BUS, name),
                        "",
                        true,
                        Pattern.parse(Json.MAPPER.readTree(pattern)),
                        targets,
                        1,
                        Instant.EPOCH,
                        Instant.EPOCH);
        var _ =
                producer.send(
                        new ProducerRecord<>(
                                Topic.RULES.topicName(),
                                rule.key().toString().getBytes(StandardCharsets.UTF_8),
                                RuleRecords.write(rule)));
    }

    /// Writes events with ids that were not there before, in one transaction: no one reads the
    /// first before the last one is there.
    void writeEvents(int events) {
        try (var producer = producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "load"))) {
            producer.initTransactions();
            producer.beginTransaction();
            for (int i = 0; i < events; i++) {
                int number = made++;
                // As many ids as a UUID has: what a MessageId looks like.
                var id = new UUID(number * 0x9E3779B97F4A7C15L, number).toString();
                String type = type(number % TYPES);
                var headers = new RecordHeaders();
                EventHeaders.write(headers, SOURCE, type, 0);
                var _ =
                        producer.send(
                                new ProducerRecord<>(
                                        Topic.EVENTS.topicName(),
                                        null,
                                        new EventKey(ACCOUNT, BUS, id).toBytes(),
                                        body(id, type, number),
                                        headers));
            }
            producer.commitTransaction();
        }
    }

    private static byte[] body(String id, String type, int number) {
        String status = number / TYPES % 10 == 0 ? "FAILED" : "SUCCEEDED";
        String start =
                """
                {"specversion":"1.0","id":"%s","source":"%s","type":"%s","time":"2026-11-21T04:00:00.000Z",\
                "datacontenttype":"application/json","aliyunaccountid":"%s","aliyuneventbusname":"%s",\
                "data":{"eventCode":"instance-status-changes","projectId":%d,"tenantId":28378,\
                "status":"%s","operator":"1107550004253538","instanceId":%d,"tags":["nightly","etl"],\
                "message":\"\
                """
                        .formatted(
                                id,
                                SOURCE,
                                type,
                                ACCOUNT,
                                BUS,
                                number % TYPES % 10,
                                status,
                                9_007_199_254_740_993L + number);
        return (start + "x".repeat(Math.max(0, EVENT_BYTES - start.length() - 3)) + "\"}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String type(int number) {
        return "dataworks:InstanceStatusChanges:Step" + number;
    }
}

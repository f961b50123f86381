package dev.signalbox.benchmarks;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryId;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.RuleRecords;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.rule.Vault;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Rules, each with one signed HTTP target, and deliveries to those targets in turn. For one
/// thread.
final class NotifierLoad {
    private static final String ACCOUNT = "1000000000000001";
    private static final int EVENT_BYTES = 720;

    private final Settings settings;
    private int made;

    NotifierLoad(Settings settings) {
        this.settings = settings;
    }

    /// Writes rules, and waits until Kafka has them.
    ///
    /// @param concurrency deliveries under way to each target
    void writeRules(int rules, URI url, int concurrency) throws Exception {
        Vault vault = Vault.open(settings, new Rulebook());
        try (var producer =
                new KafkaProducer<byte[], byte[]>(KafkaClients.producer(settings, "load"))) {
            for (int i = 0; i < rules; i++) {
                var key = new RuleKey(ACCOUNT, "default", "rule-" + i);
                var target =
                        new Target.Http(
                                "hook",
                                DeliveryOptions.DEFAULT.withConcurrency(concurrency),
                                vault.seal(key, url.toString()),
                                vault.seal(key, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                                null);
                var rule =
                        new Rule(
                                key,
                                "",
                                true,
                                Pattern.parse(
                                        Json.MAPPER.readTree("{\"source\":[\"acs.dataworks\"]}")),
                                List.of(target),
                                1,
                                Instant.EPOCH,
                                Instant.EPOCH);
                producer.send(
                                new ProducerRecord<>(
                                        Topic.RULES.topicName(),
                                        key.toString().getBytes(StandardCharsets.UTF_8),
                                        RuleRecords.write(rule)))
                        .get();
            }
        }
    }

    /// Writes deliveries that were never there before, and waits until Kafka has them.
    ///
    /// @param lanes to as many targets
    void writeDeliveries(int count, int lanes) {
        var config = new HashMap<>(KafkaClients.producer(settings, "load"));
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        try (var producer = new KafkaProducer<byte[], byte[]>(config)) {
            for (int i = 0; i < count; i++) {
                Delivery delivery = delivery(made++, lanes);
                var _ =
                        producer.send(
                                new ProducerRecord<>(
                                        Topic.DELIVERIES.topicName(),
                                        null,
                                        DeliveryRecords.key(delivery),
                                        delivery.body(),
                                        DeliveryRecords.headers(delivery)));
            }
        }
    }

    private static Delivery delivery(int number, int lanes) {
        var event = new EventKey(ACCOUNT, "default", "message-" + number);
        var target = new TargetKey(ACCOUNT, "default", "rule-" + number % lanes, "hook");
        return new Delivery(
                DeliveryId.of(event, target, null),
                target,
                "",
                event,
                "acs.dataworks",
                "dataworks:InstanceStatusChanges:Succeeded",
                Instant.now(),
                0,
                0,
                List.of(),
                "",
                false,
                body(event.id()));
    }

    /// An event as a delivery carries it.
    static byte[] body(String id) {
        String start =
                "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"acs.dataworks\",\"data\":{\"text\":\""
                        .formatted(id);
        return (start + "x".repeat(EVENT_BYTES - start.length() - 3) + "\"}}")
                .getBytes(StandardCharsets.UTF_8);
    }
}

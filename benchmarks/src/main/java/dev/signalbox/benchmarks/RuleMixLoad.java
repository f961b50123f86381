package dev.signalbox.benchmarks;

import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.InvalidPattern;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.rule.BusKey;
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
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/// Writes the rules and events of [RuleMix] to topics.
final class RuleMixLoad implements AutoCloseable {
    private final String account;
    private final KafkaProducer<byte[], byte[]> producer;
    private int made;

    RuleMixLoad(Settings settings) {
        account = settings.accounts().standard();
        var config = new HashMap<>(KafkaClients.producer(settings, "mix"));
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "mix");
        producer = new KafkaProducer<>(config);
        producer.initTransactions();
    }

    /// A bus of the account that this writes for.
    BusKey bus(String name) {
        return new BusKey(account, name);
    }

    /// Writes rules, from one number to another.
    void writeRules(String bus, int from, int to) throws InvalidPattern, IOException {
        var url = new SealedSecret("sealed:none:" + "A".repeat(96));
        List<Target> hook =
                List.of(new Target.Http("hook", DeliveryOptions.DEFAULT, url, null, null));
        producer.beginTransaction();
        for (int number = from; number < to; number++) {
            var rule =
                    new Rule(
                            new RuleKey(account, bus, "rule-" + number),
                            "",
                            true,
                            Pattern.parse(Json.MAPPER.readTree(RuleMix.pattern(number))),
                            hook,
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
        producer.commitTransaction();
    }

    /// Writes events of all teams, in one transaction: no one reads the first before the last one
    /// is there.
    void writeEvents(String bus, int teams, int events) {
        producer.beginTransaction();
        for (int i = 0; i < events; i++) {
            int number = made++;
            int team = MatchLoad.any(number, teams);
            var headers = new RecordHeaders();
            EventHeaders.write(headers, RuleMix.source(team), RuleMix.type(team), 0);
            var _ =
                    producer.send(
                            new ProducerRecord<>(
                                    Topic.EVENTS.topicName(),
                                    null,
                                    new EventKey(account, bus, RuleMix.id(number)).toBytes(),
                                    RuleMix.event(team, number),
                                    headers));
        }
        producer.commitTransaction();
    }

    @Override
    public void close() {
        producer.close();
    }
}

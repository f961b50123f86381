package dev.signalbox.console.health;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.contract.health.TargetHealth;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The health log on `signalbox.targets`. Each call opens a producer of its own, because people
/// seldom enable targets.
final class KafkaHealthLog implements HealthLog {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaHealthLog.class);
    private static final Header ENABLED =
            new RecordHeader(TargetHealth.ENABLED, "true".getBytes(UTF_8));
    private static final int PATIENCE_MILLIS = 3_000;
    private static final int REQUEST_MILLIS = 2_000;

    private final Settings settings;

    KafkaHealthLog(Settings settings) {
        this.settings = settings;
    }

    private static Map<String, Object> config(Settings settings) {
        var config = KafkaClients.promptProducer(settings, "signalbox-console-targets");
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (long) PATIENCE_MILLIS);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        return config;
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's records without a value are not annotated
    public boolean well(Collection<TargetKey> keys) {
        var producer = new KafkaProducer<byte[], byte[]>(config(settings));
        try {
            var sent = new ArrayList<Future<RecordMetadata>>();
            for (TargetKey key : keys) {
                sent.add(
                        producer.send(
                                new ProducerRecord<>(
                                        Topic.TARGETS.topicName(),
                                        null,
                                        key.toString().getBytes(UTF_8),
                                        null,
                                        List.of(ENABLED))));
            }
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
            return true;
        } catch (KafkaException | ExecutionException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("cannot enable targets");
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            producer.close(Duration.ZERO);
        }
    }
}

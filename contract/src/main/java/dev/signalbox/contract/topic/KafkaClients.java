package dev.signalbox.contract.topic;

import dev.signalbox.contract.settings.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// The settings that all Kafka clients of Signalbox have in common.
public final class KafkaClients {
    private KafkaClients() {}

    /// For an admin client.
    public static Map<String, Object> admin(Settings settings) {
        var config = common(settings);
        config.putAll(settings.kafka().client().of(AdminClientConfig.configNames()));
        return config;
    }

    /// For an admin client that waits for answers no longer than a time.
    public static Map<String, Object> admin(Settings settings, Duration longest) {
        var config = admin(settings);
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) longest.toMillis());
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) longest.toMillis());
        return config;
    }

    /// For a producer of bytes that acknowledges only what all in-sync replicas have.
    public static Map<String, Object> producer(Settings settings, String clientId) {
        var config = common(settings);
        config.putAll(settings.kafka().client().of(ProducerConfig.configNames()));
        config.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, settings.limits().recordBytes());
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return config;
    }

    /// For such a producer that neither waits for company nor sends records one by one: one goes at
    /// once where no request is under way to its broker, and those that come meanwhile go together
    /// in the next.
    public static Map<String, Object> promptProducer(Settings settings, String clientId) {
        var config = producer(settings, clientId);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        return config;
    }

    /// For a consumer of bytes that sees committed records only and does not commit by itself.
    public static Map<String, Object> consumer(Settings settings, String clientId) {
        var config = common(settings);
        config.putAll(settings.kafka().client().of(ConsumerConfig.configNames()));
        config.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return config;
    }

    /// What a consumer in a group adds: how soon others hear that a member left, which is with
    /// their next heartbeat, and how soon one that died is given up, which is the least that
    /// brokers take by default.
    public static Map<String, Object> membership() {
        return Map.of(
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000,
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 300);
    }

    /// For Kafka Streams, whose clients of each kind take what they know.
    public static Map<String, Object> streams(Settings settings) {
        var config = common(settings);
        config.putAll(settings.kafka().client().values());
        return config;
    }

    private static Map<String, Object> common(Settings settings) {
        var config = new HashMap<String, Object>();
        config.put(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.kafka().bootstrapServers());
        config.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        config.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L);
        return config;
    }
}

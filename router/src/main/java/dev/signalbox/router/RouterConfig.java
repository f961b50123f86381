package dev.signalbox.router;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaSettings;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/// The Kafka Streams configuration of the router.
final class RouterConfig {
    static final String APPLICATION_ID = "signalbox-router";

    /// Unused here, but its default is warned about at each start; the constant is deprecated.
    private static final String HANDLER_FOR_GLOBAL_STATE =
            "processing.exception.handler.global.enabled";

    private static final long COMMIT_EVERY_MILLIS = 100;
    private static final long COMMIT_EVERY_MILLIS_EXACTLY_ONCE = 20;

    private RouterConfig() {}

    /// @param instance names this instance of the router, the same after each start, so that it
    ///   gets its partitions back at once after a crash and nobody waits for the dead one
    static Properties of(Settings settings, String instance, RouterCounters counters) {
        var config = new Properties();
        config.putAll(KafkaSettings.common(settings));
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION_ID);
        config.put(StreamsConfig.CLIENT_ID_CONFIG, APPLICATION_ID);
        config.put(StreamsConfig.STATE_DIR_CONFIG, folder(settings).toString());
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.routerThreads());
        config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) settings.replication());
        config.put(
                StreamsConfig.topicPrefix(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG),
                Integer.toString(Math.max(1, settings.replication() - 1)));
        config.put(
                StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG),
                Integer.toString(settings.limits().recordBytes()));
        config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        config.put(StreamsConfig.METRICS_RECORDING_LEVEL_CONFIG, "INFO");
        guarantee(settings, config);
        errors(counters, config);
        clients(config);
        config.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                settings.limits().recordBytes());
        config.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                instance);
        return config;
    }

    /// Where the router keeps its state.
    static Path folder(Settings settings) {
        return settings.data().resolve("router");
    }

    private static void guarantee(Settings settings, Properties config) {
        String linger = StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG);
        if (settings.exactlyOnceRouting()) {
            config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
            config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_EVERY_MILLIS_EXACTLY_ONCE);
            // Nobody sees a delivery before the commit.
            config.put(linger, 2);
        } else {
            config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
            config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_EVERY_MILLIS);
            // A delivery goes at once where there is time for it, and with others where there is
            // not.
            config.put(linger, 0);
            config.put(
                    StreamsConfig.producerPrefix(
                            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION),
                    2);
        }
    }

    private static void errors(RouterCounters counters, Properties config) {
        config.put(
                StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, RejectUnprocessable.class);
        config.put(
                StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
                RejectUnprocessable.class);
        config.put(HANDLER_FOR_GLOBAL_STATE, true);
        config.put(RejectUnprocessable.COUNTERS, counters);
    }

    private static void clients(Properties config) {
        // A task reads one partition: there is no other to wait for.
        config.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        // What waits in memory is copied by each collection of garbage: a little of it is faster.
        config.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 1_000);
        config.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 500);
        config.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        // Whoever writes events in a transaction has accepted none before it is committed.
        config.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG),
                "read_committed");
        config.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        config.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 3_000);
        config.put(StreamsConfig.producerPrefix(ProducerConfig.ACKS_CONFIG), "all");
        config.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 << 10);
    }
}

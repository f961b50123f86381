package dev.signalbox.router;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Groups;
import dev.signalbox.streams.RejectUnforeseen;
import dev.signalbox.streams.StreamsApp;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/// The Kafka Streams configuration of the router.
final class RouterConfig {
    static final String ROOM = "router";
    static final String APPLICATION_ID = Groups.ROUTER;
    private static final long COMMIT_EVERY_MILLIS = 100;
    private static final long COMMIT_EVERY_MILLIS_EXACTLY_ONCE = 20;

    private RouterConfig() {}

    static Properties of(Settings settings, RouterCounters counters) {
        Properties config =
                StreamsApp.config(settings, APPLICATION_ID, settings.data().resolve(ROOM));
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.router().threads());
        config.put(RejectUnforeseen.COUNTER, counters.rejected());
        // A task reads one partition: there is no other to wait for.
        config.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        // Each collection of garbage copies the records that wait in memory: few are faster.
        config.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 1_000);
        config.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 500);
        guarantee(settings, config);
        return config;
    }

    private static void guarantee(Settings settings, Properties config) {
        String linger = StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG);
        if (settings.router().exactlyOnce()) {
            config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
            config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_EVERY_MILLIS_EXACTLY_ONCE);
            // Deliveries cannot be read before the commit.
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
}

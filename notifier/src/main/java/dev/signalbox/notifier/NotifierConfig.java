package dev.signalbox.notifier;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.streams.StreamsApp;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/// The Kafka Streams configuration of the notifier's topologies: a single thread each under
/// exactly_once_v2. Nothing waits for them.
public final class NotifierConfig {
    static final String ROOM = "notifier";
    private static final int FETCHED_BYTES = 128 << 10;

    private NotifierConfig() {}

    /// The configuration of one of them.
    public static Properties of(Settings settings, String applicationId) {
        Properties config =
                StreamsApp.config(settings, applicationId, settings.data().resolve(ROOM));
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 300);
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 4L << 20);
        // Under transactions v2 the first batches of a transaction may overtake one another; the
        // client mends it, but the broker reports every case as an error.
        config.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION),
                1);
        // A fetch and a batch for many records leave the processors to others.
        config.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MIN_BYTES_CONFIG),
                FETCHED_BYTES);
        config.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 50);
        config.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 50);
        return config;
    }
}

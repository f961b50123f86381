package dev.signalbox.notifier.streams;

import dev.signalbox.contract.room.Instance;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One of the notifier's topologies at work: a single stream thread under exactly_once_v2, for
/// which nobody waits. Its thread, should it end, is replaced, at most once a second and for ever:
/// what ends it is Kafka or the disk, and either may come back.
public final class StreamsApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsApp.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(4);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final int FETCHED = 128 << 10;

    /// Unused here, but its default is warned about at each start; the constant is deprecated.
    private static final String HANDLER_FOR_GLOBAL_STATE =
            "processing.exception.handler.global.enabled";

    private final KafkaStreams streams;
    private final CountDownLatch closing = new CountDownLatch(1);

    private StreamsApp(Topology topology, Properties config) {
        streams = new KafkaStreams(topology, config);
        streams.setUncaughtExceptionHandler(this::threadEnded);
    }

    /// Starts a topology; it works as soon as its partitions are assigned.
    public static StreamsApp start(Topology topology, Settings settings, String applicationId) {
        var app = new StreamsApp(topology, config(settings, applicationId));
        app.streams.start();
        return app;
    }

    /// The configuration of such an application.
    public static Properties config(Settings settings, String applicationId) {
        var config = new Properties();
        config.putAll(KafkaSettings.common(settings));
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        config.put(StreamsConfig.CLIENT_ID_CONFIG, applicationId);
        config.put(StreamsConfig.STATE_DIR_CONFIG, folder(settings).toString());
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 300);
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 4L << 20);
        config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) settings.replication());
        config.put(
                StreamsConfig.topicPrefix(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG),
                Integer.toString(Math.max(1, settings.replication() - 1)));
        config.put(
                StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG),
                Integer.toString(settings.limits().recordBytes()));
        config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SmallRocksDb.class);
        config.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, RejectUnforeseen.class);
        config.put(HANDLER_FOR_GLOBAL_STATE, true);
        config.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        config.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                Instance.name(folder(settings)));
        config.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        config.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 3_000);
        // Under transactions v2 the first batches of a transaction may overtake one another; the
        // client mends it, but the broker reports every case as an error.
        config.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION),
                1);
        // Nobody waits: a fetch and a batch for many records leave the processors to others.
        config.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MIN_BYTES_CONFIG), FETCHED);
        config.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 50);
        config.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 50);
        config.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), FETCHED);
        config.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                settings.limits().recordBytes());
        return config;
    }

    /// The notifier's folder of state.
    public static Path folder(Settings settings) {
        return settings.data().resolve("notifier");
    }

    private StreamThreadExceptionResponse threadEnded(Throwable cause) {
        LOG.atError()
                .addKeyValue("thread", Thread.currentThread().getName())
                .addKeyValue("reason", cause)
                .log("a stream thread ended, another one takes over");
        try {
            if (closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    /// Whether it has not failed for good; partitions may still be on their way.
    public boolean alive() {
        return streams.state().isRunningOrRebalancing()
                || streams.state() == KafkaStreams.State.CREATED;
    }

    /// Stops, with everything processed so far committed; within 4 s.
    @Override
    public void close() {
        closing.countDown();
        if (!streams.close(CLOSE_WITHIN)) {
            LOG.atWarn().log("a topology did not stop in time; the rest follows at the next start");
        }
    }
}

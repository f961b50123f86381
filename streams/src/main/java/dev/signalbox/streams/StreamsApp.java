package dev.signalbox.streams;

import dev.signalbox.contract.file.DataFolder;
import dev.signalbox.contract.room.RoomPlace;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.topic.UnreadableRecords;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A topology at work. A thread of it that ends is replaced, at most once a second and for ever:
/// only Kafka or the disk can end one, and either may come back. A thread that another process has
/// fenced is replaced when that one has gone.
public final class StreamsApp implements AutoCloseable {
    /// The metric of Kafka's consumers for a partition.
    private static final String LAG = "records-lag";

    private static final Logger LOG = LoggerFactory.getLogger(StreamsApp.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
    private static final Duration PAUSE_BEFORE_ANOTHER_THREAD = Duration.ofSeconds(1);

    /// Unused here, but its default is warned about at each start; the constant is deprecated.
    private static final String HANDLER_FOR_GLOBAL_STATE =
            "processing.exception.handler.global.enabled";

    private final RoomPlace place;
    private final String group;
    private final KafkaStreams streams;
    private final CountDownLatch closing = new CountDownLatch(1);

    private StreamsApp(Topology topology, Properties config, RoomPlace place) {
        this.place = place;
        group = config.getProperty(StreamsConfig.APPLICATION_ID_CONFIG);
        streams = new KafkaStreams(topology, config);
        // Kafka Streams lets the group read them.
        Path folder = Path.of(config.getProperty(StreamsConfig.STATE_DIR_CONFIG));
        DataFolder.makePrivate(folder);
        DataFolder.makePrivate(folder.resolve(group));
        streams.setUncaughtExceptionHandler(this::threadEnded);
    }

    /// Starts a topology; it works as soon as its partitions are assigned.
    ///
    /// @param config [#config], with what the room adds
    /// @param metrics where its own metrics are registered, and the records counted that cannot be
    ///   read
    /// @param place of the room, whose name lets it get its partitions back at once after a crash
    public static StreamsApp start(
            Topology topology, Properties config, PrometheusRegistry metrics, RoomPlace place) {
        var named = new Properties();
        named.putAll(config);
        named.put(RejectUnreadable.COUNT, UnreadableRecords.in(metrics));
        named.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                place.name());
        var app = new StreamsApp(topology, named, place);
        StreamsMetrics.watch(metrics, app.group, app.streams);
        app.streams.start();
        return app;
    }

    /// The configuration that all topologies have in common. The room adds its guarantee, how often
    /// it commits and how many threads it has.
    ///
    /// @param applicationId names the group, the internal topics and the clients; never to be
    ///   changed, since state is found by it
    /// @param folder where the room keeps its state
    public static Properties config(Settings settings, String applicationId, Path folder) {
        var config = new Properties();
        config.putAll(KafkaClients.streams(settings));
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        config.put(StreamsConfig.CLIENT_ID_CONFIG, applicationId);
        config.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SmallRocksDb.class);
        config.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, RejectUnforeseen.class);
        config.put(HANDLER_FOR_GLOBAL_STATE, true);
        // Where several run, each has a copy of another's state, and takes over without reading it.
        config.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, 1);
        internalTopics(settings, config);
        clients(settings, config);
        return config;
    }

    private static void internalTopics(Settings settings, Properties config) {
        config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) settings.kafka().replication());
        config.put(
                StreamsConfig.topicPrefix(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG),
                Integer.toString(Math.max(1, settings.kafka().replication() - 1)));
        config.put(
                StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG),
                Integer.toString(settings.limits().recordBytes()));
    }

    private static void clients(Settings settings, Properties config) {
        config.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        // Whoever writes in a transaction has accepted nothing before it is committed.
        config.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG),
                "read_committed");
        KafkaClients.membership()
                .forEach(
                        (name, value) -> config.put(StreamsConfig.mainConsumerPrefix(name), value));
        config.put(StreamsConfig.producerPrefix(ProducerConfig.ACKS_CONFIG), "all");
        config.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 << 10);
        config.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                settings.limits().recordBytes());
    }

    private StreamThreadExceptionResponse threadEnded(Throwable cause) {
        if (RoomPlace.isFenced(cause)) {
            return place.awaitFree(group, member(Thread.currentThread().getName()))
                    ? StreamThreadExceptionResponse.REPLACE_THREAD
                    : StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.atError()
                .addKeyValue("thread", Thread.currentThread().getName())
                .addKeyValue("reason", cause)
                .log("a stream thread ended, another one takes over");
        try {
            if (closing.await(PAUSE_BEFORE_ANOTHER_THREAD.toMillis(), TimeUnit.MILLISECONDS)) {
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    /// The name of a thread's consumer in its group: Kafka Streams adds the thread's number, which
    /// the thread's name ends with, to that of the process.
    private String member(String thread) {
        return place.name() + thread.substring(thread.lastIndexOf('-'));
    }

    /// Whether it has its partitions and processes them.
    public boolean running() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /// Whether it has not failed for good; partitions may still be on their way.
    public boolean alive() {
        return streams.state().isRunningOrRebalancing()
                || streams.state() == KafkaStreams.State.CREATED;
    }

    /// How many records of a topic it has not fetched yet, as far as it has heard.
    public long behind(Topic topic) {
        var byPartition = new HashMap<String, Double>();
        for (Metric metric : streams.metrics().values()) {
            MetricName name = metric.metricName();
            if (name.name().equals(LAG)
                    && underlined(name.tags().getOrDefault("topic", ""))
                            .equals(underlined(topic.topicName()))
                    && metric.metricValue() instanceof Double lag
                    && lag > 0) {
                byPartition.merge(name.tags().getOrDefault("partition", ""), lag, Math::max);
            }
        }
        return byPartition.values().stream().mapToLong(Double::longValue).sum();
    }

    /// Kafka's metrics name a topic with underlines for its dots; some versions both ways.
    private static String underlined(String name) {
        return name.replace('.', '_');
    }

    /// Stops, with everything processed so far committed; within some seconds. Leaves its group if
    /// others are in it.
    @Override
    public void close() {
        closing.countDown();
        GroupMembershipOperation then =
                place.othersIn(group)
                        ? GroupMembershipOperation.LEAVE_GROUP
                        : GroupMembershipOperation.REMAIN_IN_GROUP;
        if (!streams.close(CloseOptions.groupMembershipOperation(then).withTimeout(CLOSE_WITHIN))) {
            LOG.atWarn().log("a topology did not stop in time; the rest follows at the next start");
        }
    }
}

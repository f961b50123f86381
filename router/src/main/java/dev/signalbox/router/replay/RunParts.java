package dev.signalbox.router.replay;

import dev.signalbox.contract.replay.ReplayBook;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.tracing.Tracing;
import dev.signalbox.history.HistoryConsumer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/// The parts that all runs of replays in a router share.
///
/// @param book the replays, followed
/// @param rules the rules, followed
/// @param consumers opens a consumer without a group, which begins nowhere by itself
/// @param producer writes for all runs
/// @param lag how far live events are behind
/// @param counters counts for all runs
/// @param folder where a run may keep ids that are too many for memory
/// @param runner the name of this process
/// @param clock the time
/// @param tracing records the hops of events
record RunParts(
        ReplayBook book,
        Rulebook rules,
        Function<ConsumerUse, Consumer<byte[], byte[]>> consumers,
        Producer<byte[], byte[]> producer,
        LiveLag lag,
        ReplayCounters counters,
        Path folder,
        String runner,
        InstantSource clock,
        Tracing tracing) {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    /// The purpose for which a run opens a consumer.
    enum ConsumerUse {
        /// To read the history.
        EVENTS,
        /// To follow outcomes.
        OUTCOMES,
        /// To find what the runner before has sent, which is to be found also where a transaction
        /// is open.
        REPLAYED;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The parts of a router.
    ///
    /// @param owned the partitions that it has
    /// @param runner the name of this process
    static RunParts of(RoomContext context, OwnedPartitions owned, Path folder, String runner) {
        return new RunParts(
                context.replays(),
                context.rules(),
                use -> consumer(context, use),
                producer(context),
                owned.lag(),
                ReplayCounters.in(context.metrics()),
                folder,
                runner,
                context.clock(),
                context.tracing());
    }

    private static Consumer<byte[], byte[]> consumer(RoomContext context, ConsumerUse use) {
        String name = "signalbox-router-replay-" + use.label();
        if (use != ConsumerUse.REPLAYED) {
            return HistoryConsumer.open(context.settings(), name, ANSWER);
        }
        Map<String, Object> config = KafkaClients.consumer(context.settings(), name);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        // What was sent is to be found also where a transaction of the scheduler is open.
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        return new KafkaConsumer<>(config);
    }

    private static Producer<byte[], byte[]> producer(RoomContext context) {
        Map<String, Object> config =
                KafkaClients.producer(context.settings(), "signalbox-router-replay");
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
        return new KafkaProducer<>(config);
    }
}

package dev.signalbox.contract.stats;

import dev.signalbox.contract.file.DiskWatch;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes the numbers of this process on `signalbox.stats`: at each full second while they
/// change, else every ten seconds, and once more when the process ends in good order.
///
/// One thread takes the numbers. Where that costs much, as with very many targets, it does so more
/// rarely: it takes a hundredth of a processor at most. While Kafka is away, what it cannot write
/// is left out, and said again later.
public final class StatsPublisher implements AutoCloseable {
    /// The longest time between two records of a process that runs.
    public static final Duration AT_LEAST_EVERY = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(StatsPublisher.class);
    private static final long SECOND = 1_000;
    private static final int PART_OF_THE_TIME = 100;
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final StatsBoard board;
    private final Rulebook rules;
    private final DiskWatch disk;
    private final InstantSource clock;
    private final String version;
    private final Producer<byte[], byte[]> producer;
    private final StatsCollector collector;
    private final Instant started;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicBoolean lost = new AtomicBoolean();
    private final Thread thread;
    private @Nullable ProcessStats last;

    private StatsPublisher(
            StatsBoard board,
            Rulebook rules,
            DiskWatch disk,
            InstantSource clock,
            String version,
            Producer<byte[], byte[]> producer) {
        this.board = board;
        this.rules = rules;
        this.disk = disk;
        this.clock = clock;
        this.version = version;
        this.producer = producer;
        collector = new StatsCollector(board);
        started = clock.instant();
        thread = Thread.ofPlatform().name("signalbox-stats").daemon().unstarted(this::work);
    }

    /// Starts to publish.
    ///
    /// @param board the rooms' numbers
    /// @param version of Signalbox
    public static StatsPublisher start(
            Settings settings,
            StatsBoard board,
            Rulebook rules,
            DiskWatch disk,
            InstantSource clock,
            String version) {
        Map<String, Object> config = KafkaClients.producer(settings, "signalbox-stats");
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 8L << 20);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 5_000);
        var publisher =
                new StatsPublisher(board, rules, disk, clock, version, new KafkaProducer<>(config));
        publisher.thread.start();
        return publisher;
    }

    private void work() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long everyMillis = SECOND;
        long averageNanos = 0;
        try {
            do {
                long began = threads.getCurrentThreadCpuTime();
                publish(false);
                long nanos = threads.getCurrentThreadCpuTime() - began;
                averageNanos += (nanos - averageNanos) / 8;
                everyMillis =
                        lost.get()
                                ? AT_LEAST_EVERY.toMillis()
                                : Math.clamp(
                                        averageNanos / 1_000_000 * PART_OF_THE_TIME,
                                        SECOND,
                                        AT_LEAST_EVERY.toMillis());
            } while (!closing.await(untilNext(everyMillis), TimeUnit.MILLISECONDS));
            publish(true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            producer.close(CLOSE);
        }
    }

    /// Processes whose clocks agree publish at the same time, so that who reads wakes up once.
    private long untilNext(long everyMillis) {
        long nowMillis = clock.millis();
        long next = (nowMillis + everyMillis) / SECOND * SECOND;
        return Math.max(1, next - nowMillis);
    }

    private void publish(boolean ended) {
        try {
            if (lost.compareAndSet(true, false)) {
                collector.forget();
            }
            ProcessStats stats = take(ended);
            ProcessStats before = last;
            if (before != null
                    && stats.saysTheSameAs(before)
                    && Duration.between(before.at(), stats.at())
                                    .plusMillis(SECOND / 2)
                                    .compareTo(AT_LEAST_EVERY)
                            < 0) {
                return;
            }
            last = stats;
            var _ =
                    producer.send(
                            new ProducerRecord<>(
                                    Topic.STATS.topicName(),
                                    ProcessStatsJson.key(stats),
                                    ProcessStatsJson.write(stats)),
                            (_, failure) -> {
                                if (failure != null) {
                                    lost.set(true);
                                }
                            });
        } catch (KafkaException e) {
            lost.set(true);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("the numbers of this process could not be taken");
        }
    }

    private ProcessStats take(boolean ended) {
        DeliveryNumbers deliveries = board.deliveries();
        String shortage = disk.shortage();
        return new ProcessStats(
                board.process(),
                version,
                started,
                clock.instant(),
                ended,
                board.missing(),
                board.toRoute(),
                rules.unreadable(),
                shortage == null ? "" : shortage,
                disk.freeBytes(),
                collector.accounts(
                        deliveries.backlogs(),
                        ended ? StatsBoard.MOST_ACCOUNTS : StatsCollector.MOST_IN_A_RECORD),
                deliveries.oldestOutside(),
                deliveries.unwell());
    }

    /// Publishes once more, with the rooms' last numbers, and stops.
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(CLOSE.plusSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

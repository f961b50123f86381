package dev.signalbox.notifier.testkit;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.replay.ReplayBook;
import dev.signalbox.contract.stats.StatsBoard;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.notifier.channel.Sender;
import dev.signalbox.notifier.engine.DeliveryEngine;
import dev.signalbox.notifier.engine.Membership;
import dev.signalbox.notifier.lane.LaneState;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// A delivery engine between Kafka's own mock clients.
public final class EngineKit implements AutoCloseable {
    public static final TopicPartition P0 = new TopicPartition(Topic.DELIVERIES.topicName(), 0);
    public static final TopicPartition P1 = new TopicPartition(Topic.DELIVERIES.topicName(), 1);

    /// The first partition of what replays send.
    public static final TopicPartition R0 = new TopicPartition(Topic.REPLAYED.topicName(), 0);

    public volatile Unhurried consumer = new Unhurried();
    public final MockProducer<byte[], byte[]> producer;
    public final PrometheusRegistry metrics = new PrometheusRegistry();

    /// Open when the engine waits for its name in the group.
    public final CountDownLatch fenced = new CountDownLatch(1);

    /// Opened by a test that gives the name free.
    public final CountDownLatch free = new CountDownLatch(1);

    /// Whether the group has other members.
    public volatile boolean others;

    /// The replays that the engine knows; none, unless a test applies records.
    public final ReplayBook replays = new ReplayBook();

    private final DeliveryEngine engine;
    private final Map<TopicPartition, Long> offsets = new HashMap<>();

    /// Kafka's mock consumer, which would let the polling thread run hot.
    public static final class Unhurried extends MockConsumer<byte[], byte[]> {
        /// Whether nobody knows what is committed.
        public volatile boolean forgetful;

        /// Where every log ends when a partition comes to the engine.
        public volatile long end = Long.MAX_VALUE;

        private final Map<TopicPartition, OffsetAndMetadata> committed = new ConcurrentHashMap<>();

        /// Whether it left its group when it was closed; null while it is open.
        public volatile @Nullable Boolean left;

        Unhurried() {
            super("earliest");
        }

        @Override
        public synchronized void commitSync(
                Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
            super.commitSync(offsets, timeout);
            committed.putAll(offsets);
        }

        @Override
        public synchronized void commitAsync(
                Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
            super.commitAsync(offsets, callback);
            committed.putAll(offsets);
        }

        /// The offset that was committed last, also after it was closed; 0 for none.
        public long committedAtLast(TopicPartition partition) {
            OffsetAndMetadata offset = committed.get(partition);
            return offset == null ? 0 : offset.offset();
        }

        @Override
        public void close(CloseOptions options) {
            if (left == null) {
                left = options.groupMembershipOperation() == GroupMembershipOperation.LEAVE_GROUP;
            }
            super.close(options);
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
                Set<TopicPartition> partitions) {
            if (forgetful) {
                throw new TimeoutException("no coordinator");
            }
            return super.committed(partitions);
        }

        @Override
        public synchronized Map<TopicPartition, Long> endOffsets(
                Collection<TopicPartition> partitions) {
            var known = new HashMap<TopicPartition, Long>();
            partitions.forEach(partition -> known.put(partition, end));
            return known;
        }

        @Override
        @SuppressWarnings("UnsynchronizedOverridesSynchronized") // or nobody could add records
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
            if (records.isEmpty()) {
                LockSupport.parkNanos(Math.min(timeout.toNanos(), 5_000_000));
            }
            return records;
        }
    }

    /// @param acknowledging whether Kafka takes records at once; else the test completes them
    public EngineKit(TestRules rules, Sender sender, boolean acknowledging) {
        this(rules, sender, acknowledging, InstantSource.system());
    }

    /// An engine whose Kafka takes records at once and whose time the test makes.
    public EngineKit(TestRules rules, Sender sender, InstantSource clock) {
        this(rules, sender, true, clock);
    }

    private EngineKit(TestRules rules, Sender sender, boolean acknowledging, InstantSource clock) {
        producer =
                new MockProducer<>(
                        acknowledging, null, new ByteArraySerializer(), new ByteArraySerializer());
        engine =
                new DeliveryEngine(
                        rules.settings,
                        rules.rules,
                        rules.targets,
                        replays,
                        () -> consumer,
                        producer,
                        sender,
                        clock,
                        new Random(1),
                        metrics,
                        new StatsBoard(),
                        () -> 0,
                        new Place());
        assignAll();
        engine.start();
    }

    private final class Place implements Membership {
        @Override
        public boolean awaitFree() {
            fenced.countDown();
            awaitQuietly(free);
            consumer = new Unhurried();
            assignAll();
            return true;
        }

        @Override
        public boolean hasOthers() {
            return others;
        }
    }

    private void assignAll() {
        consumer.updateBeginningOffsets(Map.of(P0, 0L, P1, 0L, R0, 0L));
        assign(List.of(P0, P1, R0));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Gives the engine these partitions, and no other.
    public void assign(List<TopicPartition> partitions) {
        consumer.schedulePollTask(() -> consumer.rebalance(partitions));
    }

    /// Adds a delivery to the first partition.
    public void add(Delivery delivery) {
        add(P0, delivery, DeliveryRecords.headers(delivery));
    }

    /// Adds a delivery.
    public void add(TopicPartition partition, Delivery delivery, Headers headers) {
        addRaw(partition, DeliveryRecords.key(delivery), delivery.body(), headers);
    }

    /// Adds a delivery as a replay does.
    public void addReplayed(Delivery delivery) {
        add(R0, delivery, DeliveryRecords.headers(delivery));
    }

    /// Adds a delivery as the scheduler does when a record of `signalbox.retries` is due.
    public void addDue(ProducerRecord<byte[], byte[]> retry) {
        var headers = new RecordHeaders(retry.headers().toArray());
        headers.remove(DeliveryRecords.DUE);
        addRaw(
                headers.lastHeader(DeliveryRecords.REPLAY) == null ? P0 : R0,
                retry.key(),
                retry.value(),
                headers);
    }

    /// Adds any record.
    public void addRaw(TopicPartition partition, byte[] key, byte[] value, Headers headers) {
        long offset = offsets.merge(partition, 1L, Long::sum) - 1;
        addAt(partition, offset, key, value, headers);
    }

    /// Adds a record at an offset.
    public void addAt(
            TopicPartition partition, long offset, byte[] key, byte[] value, Headers headers) {
        consumer.schedulePollTask(() ->
                consumer.addRecord(
                        new ConsumerRecord<>(
                                partition.topic(),
                                partition.partition(),
                                offset,
                                0,
                                TimestampType.CREATE_TIME,
                                key.length,
                                value.length,
                                key,
                                value,
                                headers,
                                Optional.empty())));
    }

    /// The committed offset; 0 for none.
    public long committed(TopicPartition partition) {
        OffsetAndMetadata offset = consumer.committed(Set.of(partition)).get(partition);
        return offset == null ? 0 : offset.offset();
    }

    /// What the engine wrote to a topic.
    public List<ProducerRecord<byte[], byte[]>> written(Topic topic) {
        return producer.history().stream()
                .filter(item -> item.topic().equals(topic.topicName()))
                .toList();
    }

    /// The outcomes that the engine wrote.
    public List<Outcome> outcomes() {
        return written(Topic.OUTCOMES).stream().map(item -> outcome(item.value())).toList();
    }

    private static Outcome outcome(byte[] value) {
        try {
            return Outcome.read(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The value of a counter or gauge of the notifier, over all labels.
    public double metric(String name) {
        return metrics.scrape(full -> full.equals("signalbox_notifier_" + name)).stream()
                .flatMap(snapshot -> snapshot.getDataPoints().stream())
                .mapToDouble(point ->
                        switch (point) {
                            case CounterSnapshot.CounterDataPointSnapshot counter ->
                                    counter.getValue();
                            case GaugeSnapshot.GaugeDataPointSnapshot gauge -> gauge.getValue();
                            default -> 0;
                        })
                .sum();
    }

    /// How the engine's lanes stand.
    public List<LaneState> lanes() {
        return engine.lanes();
    }

    /// Whether the engine is at work.
    public boolean ready() {
        return engine.ready();
    }

    @Override
    public void close() {
        engine.close();
    }
}

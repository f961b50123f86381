package dev.signalbox.notifier.lane;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.health.TargetBook;
import dev.signalbox.contract.rule.Handling;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.notifier.channel.Rejections;
import dev.signalbox.notifier.channel.Sender;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes `signalbox.deliveries` to the targets.
///
/// ```
///  poll ─▶ pending of the partition ─▶ admit ─▶ lane ─▶ attempt ─▶ records written ─▶ settled
///             ▲  full, or the rules      │                                              │
///             └──── are not read yet ────┘            commit of the contiguous prefix ◀─┘
/// ```
///
/// Threads: one polls, admits, puts off and commits, and alone touches consumer, tracker, recent
/// memory and intakes. Virtual threads make the attempts ([Lanes]), as many as
/// `SIGNALBOX_DELIVERIES_IN_FLIGHT`. The producer's thread settles: it ends a record's slot, no
/// more.
///
/// Subtle:
/// - What cannot be admitted keeps its partition paused, no other one; how long is bounded by
///   [Lanes] (a lane that does not move is passed by) and by the patience for the rules.
/// - Duplicates that a killed router makes are met by the recent memory, also across a start of
///   this process: when a partition comes to us, the last records before its committed offset are
///   read again, not to be sent but to be remembered.
/// - What nobody foresaw gives all partitions back and takes them again, from their committed
///   offsets: what was under way is known to the recent memory.
/// - A commit that fails is made again; offsets are committed every 100 ms, so that a process that
///   is killed leaves little more to be repeated than what was under way.
public final class DeliveryEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryEngine.class);

    private static final Duration IDLE_POLL = Duration.ofMillis(50);
    private static final Duration BUSY_POLL = Duration.ofMillis(2);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final long COMMIT_MILLIS = 100;
    private static final long RULES_PATIENCE_MILLIS = 1_000;
    private static final long MISSING_RULE_PATIENCE_MILLIS = 60_000;
    private static final Duration DRAIN_ON_REVOKE = Duration.ofSeconds(2);
    private static final Duration DRAIN_ON_CLOSE = Duration.ofSeconds(4);
    private static final Duration LAST_COMMIT = Duration.ofSeconds(2);
    private static final int QUEUED = 8_192;

    /// Records that wait to be admitted before their partition is paused. Not none: a paused
    /// partition is not fetched from, and lanes would stand idle until the next fetch has come.
    private static final int ENOUGH_PENDING = 1_000;

    private static final long BYTES_IN_HAND = 64L << 20;
    private static final int REMEMBERED = 1 << 15;
    private static final int REMEMBERED_BEFORE = 4_096;

    private final Consumer<byte[], byte[]> consumer;
    private final InstantSource clock;
    private final Targets targets;
    private final DeliveryMetrics metrics;
    private final Ledger ledger;
    private final HealthWatch health;
    private final Attempts attempts;
    private final Lanes lanes;
    private final Load load;
    private final Thread thread;

    private final OffsetTracker tracker = new OffsetTracker();
    private final RecentDeliveries recent = new RecentDeliveries(REMEMBERED);
    private final Map<TopicPartition, Intake> intakes = new LinkedHashMap<>();
    private long rulesGivenUp = -1;
    private long lastCommit;
    private boolean committing;

    private volatile boolean closing;
    private volatile boolean joined;

    /// An engine that has not started.
    ///
    /// @param unwell the targets that are not well
    /// @param consumer of `signalbox.deliveries`; closed with the engine
    /// @param producer of outcomes, retries, dead letters and what is wrong with targets; closed
    ///   with the engine
    /// @param sender takes deliveries to their targets
    /// @param waiting how many deliveries wait in the scheduler, for the metrics
    public DeliveryEngine(
            Settings settings,
            Rulebook rules,
            TargetBook unwell,
            Consumer<byte[], byte[]> consumer,
            Producer<byte[], byte[]> producer,
            Sender sender,
            InstantSource clock,
            RandomGenerator random,
            PrometheusRegistry registry,
            LongSupplier waiting) {
        this.consumer = consumer;
        this.clock = clock;
        targets = new Targets(rules, unwell);
        load = new Load(settings.deliveriesInFlight() + QUEUED, BYTES_IN_HAND);
        metrics = new DeliveryMetrics(registry, load::records, waiting);
        ledger = new Ledger(producer);
        health = HealthWatch.of(rules, unwell, settings.disableAfter(), clock, ledger);
        attempts =
                new Attempts(
                        targets,
                        sender,
                        health,
                        settings.backoffRetry(),
                        clock,
                        random,
                        ledger,
                        metrics,
                        this::settle);
        lanes =
                new Lanes(
                        settings.deliveriesInFlight(),
                        QUEUED,
                        clock,
                        random,
                        Thread.ofVirtual().name("signalbox-delivery-", 0).factory(),
                        attempts::make,
                        this::drop);
        thread = Thread.ofPlatform().name("signalbox-notifier").unstarted(this::work);
    }

    /// Starts to deliver.
    public void start() {
        thread.start();
    }

    /// Whether the engine has its share of the partitions, and is at work.
    public boolean ready() {
        return joined && !closing && thread.isAlive();
    }

    private void work() {
        try (consumer;
                metrics) {
            boolean subscribed = false;
            while (!closing) {
                try {
                    if (!subscribed) {
                        consumer.subscribe(List.of(Topic.DELIVERIES.topicName()), new Rebalances());
                        subscribed = true;
                    }
                    turn();
                } catch (WakeupException e) {
                    // closing
                } catch (KafkaException e) {
                    LOG.atWarn()
                            .addKeyValue("reason", e.getMessage())
                            .log("cannot read deliveries, trying again");
                    LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
                } catch (RuntimeException e) {
                    LOG.atError().setCause(e).log("the delivery engine failed and starts over");
                    LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
                    consumer.unsubscribe();
                    subscribed = false;
                }
            }
            finish();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("the delivery engine broke off");
        }
    }

    private void turn() {
        boolean busy = intakes.values().stream().anyMatch(intake -> !intake.pending.isEmpty());
        ConsumerRecords<byte[], byte[]> records = consumer.poll(busy ? BUSY_POLL : IDLE_POLL);
        for (TopicPartition partition : records.partitions()) {
            Intake intake = intakes.get(partition);
            if (intake != null) {
                intake.pending.addAll(records.records(partition));
            }
        }
        intakes.forEach(this::admitPending);
        for (DeliveryTask task : lanes.shed()) {
            defer(task);
        }
        commit();
    }

    private void admitPending(TopicPartition partition, Intake intake) {
        ConsumerRecord<byte[], byte[]> item = intake.pending.peek();
        while (item != null && admit(partition, intake, item)) {
            intake.pending.remove();
            intake.waitsForRules = -1;
            item = intake.pending.peek();
        }
        boolean enough = intake.pending.size() >= ENOUGH_PENDING;
        if (intake.paused != enough) {
            if (intake.paused) {
                consumer.resume(List.of(partition));
            } else {
                consumer.pause(List.of(partition));
            }
            intake.paused = !intake.paused;
        }
    }

    /// Takes a record in hand, unless it has to wait for room or for the rules.
    private boolean admit(
            TopicPartition partition, Intake intake, ConsumerRecord<byte[], byte[]> item) {
        if (load.full()) {
            return false;
        }
        Delivery delivery;
        int deferrals;
        try {
            delivery = DeliveryRecords.read(item.key(), item.value(), item.headers());
            deferrals = DeliveryRecords.deferrals(item.headers());
        } catch (RuntimeException e) {
            if (item.offset() >= intake.begins) {
                reject(item, tracker.open(partition, item.offset()), e);
            }
            return true;
        }
        if (item.offset() < intake.begins) {
            recent.remember(delivery.id(), delivery.attempts().size(), deferrals).finish();
            return true;
        }
        if (!rulesRead(intake, delivery.rulesPosition())) {
            return false;
        }
        return offer(partition, item.offset(), delivery, deferrals);
    }

    private boolean rulesRead(Intake intake, long position) {
        if (position <= rulesGivenUp || targets.reached(position)) {
            return true;
        }
        long now = clock.millis();
        if (intake.waitsForRules < 0) {
            intake.waitsForRules = now;
        }
        if (now - intake.waitsForRules < RULES_PATIENCE_MILLIS) {
            return false;
        }
        rulesGivenUp = position;
        return true;
    }

    private boolean offer(TopicPartition partition, long offset, Delivery delivery, int deferrals) {
        int tried = delivery.attempts().size();
        RecentDeliveries.Entry repeated =
                delivery.redrive() ? null : recent.find(delivery.id(), tried, deferrals);
        if (repeated != null) {
            repeated.join(tracker.open(partition, offset));
            metrics.received.inc();
            metrics.duplicates.inc();
            return true;
        }
        Lanes.Room room = lanes.room(delivery.target());
        if (room == Lanes.Room.SOON) {
            return false;
        }
        Targets.Found found = targets.find(delivery);
        var task =
                new DeliveryTask(
                        delivery,
                        deferrals,
                        found instanceof Targets.Found.Here here
                                ? here.target().handling().concurrency()
                                : Handling.DEFAULT_CONCURRENCY,
                        tracker.open(partition, offset),
                        recent.remember(delivery.id(), tried, deferrals));
        metrics.received.inc();
        load.add(task.bytes());
        if (room == Lanes.Room.NOT_NOW || mayYetAppear(found, delivery)) {
            defer(task);
        } else {
            lanes.add(task);
        }
        return true;
    }

    /// Whether the target is not there because the rules have not been read as far as the router
    /// had read them.
    private boolean mayYetAppear(Targets.Found found, Delivery delivery) {
        return found instanceof Targets.Found.Gone
                && !targets.reached(delivery.rulesPosition())
                && clock.millis() - delivery.accepted().toEpochMilli()
                        < MISSING_RULE_PATIENCE_MILLIS;
    }

    private void defer(DeliveryTask task) {
        if (task.slot().enter()) {
            attempts.defer(task, lanes.deferral(task.delivery().target()));
        } else {
            task.entry().drop();
            drop(task);
        }
    }

    /// Kafka has all that came of a delivery.
    private void settle(DeliveryTask task) {
        task.slot().end();
        task.entry().finish();
        load.remove(task.bytes());
        task.slot().leave();
    }

    /// The delivery is somebody else's.
    private void drop(DeliveryTask task) {
        metrics.dropped.inc();
        load.remove(task.bytes());
    }

    private void reject(
            ConsumerRecord<byte[], byte[]> item, OffsetTracker.Slot slot, RuntimeException why) {
        LOG.atError()
                .addKeyValue("topic", item.topic())
                .addKeyValue("partition", item.partition())
                .addKeyValue("offset", item.offset())
                .addKeyValue("reason", why.getMessage())
                .log("put a record aside that is no delivery");
        metrics.received.inc();
        load.add(0);
        ledger.write(
                List.of(
                        new ProducerRecord<>(
                                Topic.REJECTED.topicName(),
                                null,
                                item.key(),
                                item.value(),
                                Rejections.headers(
                                        item.headers(),
                                        item.topic(),
                                        item.partition(),
                                        item.offset(),
                                        String.valueOf(why.getMessage())))),
                () -> {
                    metrics.unreadable.inc();
                    load.remove(0);
                    slot.end();
                });
    }

    private void commit() {
        long now = clock.millis();
        if (committing || now - lastCommit < COMMIT_MILLIS) {
            return;
        }
        lastCommit = now;
        Map<TopicPartition, OffsetAndMetadata> offsets = tracker.committable();
        if (!offsets.isEmpty()) {
            committing = true;
            consumer.commitAsync(
                    offsets,
                    (done, failure) -> {
                        committing = false;
                        if (failure == null) {
                            tracker.committed(done);
                        } else {
                            LOG.atDebug()
                                    .addKeyValue("reason", failure.getMessage())
                                    .log("a commit failed and will be made again");
                        }
                    });
        }
    }

    private void finish() {
        lanes.stop();
        drain(intakes.keySet(), DRAIN_ON_CLOSE);
        commitNow(intakes.keySet());
        consumer.close(CloseOptions.timeout(LAST_COMMIT));
        ledger.close();
    }

    private void drain(Collection<TopicPartition> partitions, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (tracker.underWay(partitions) > 0 && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
    }

    private void commitNow(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = tracker.committable(partitions);
        if (offsets.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(offsets, LAST_COMMIT);
            tracker.committed(offsets);
        } catch (KafkaException e) {
            LOG.atWarn()
                    .addKeyValue("reason", e.getMessage())
                    .log(
                            "the last commit of partitions failed: their last deliveries are repeated");
        }
    }

    /// Stops: what is under way may end, what is not stays in Kafka.
    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(9));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Partitions come and go; called on the polling thread, within poll.
    private final class Rebalances implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            Map<TopicPartition, OffsetAndMetadata> committed =
                    consumer.committed(new HashSet<>(partitions));
            for (TopicPartition partition : partitions) {
                OffsetAndMetadata offset = committed.get(partition);
                long begins = offset == null ? 0 : offset.offset();
                if (begins > 0) {
                    consumer.seek(partition, Math.max(0, begins - REMEMBERED_BEFORE));
                }
                intakes.put(partition, new Intake(begins));
            }
            joined = true;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (!closing) {
                tracker.revoke(partitions);
                lanes.dropRevoked();
                drain(partitions, DRAIN_ON_REVOKE);
                commitNow(partitions);
            }
            forget(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            tracker.revoke(partitions);
            lanes.dropRevoked();
            forget(partitions);
        }

        private void forget(Collection<TopicPartition> partitions) {
            tracker.forget(partitions);
            health.forgetUntold();
            partitions.forEach(intakes::remove);
        }
    }
}

package dev.signalbox.notifier.engine;

import dev.signalbox.contract.health.HealthBook;
import dev.signalbox.contract.replay.ReplayBook;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.stats.StatsBoard;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.notifier.attempt.AttemptMaker;
import dev.signalbox.notifier.attempt.DeliveryMetrics;
import dev.signalbox.notifier.attempt.DigestAttemptMaker;
import dev.signalbox.notifier.attempt.HealthWatch;
import dev.signalbox.notifier.attempt.OutcomeWriter;
import dev.signalbox.notifier.attempt.RecordWriter;
import dev.signalbox.notifier.attempt.ReplayLookup;
import dev.signalbox.notifier.attempt.TargetLookup;
import dev.signalbox.notifier.channel.Sender;
import dev.signalbox.notifier.lane.LaneState;
import dev.signalbox.notifier.lane.Lanes;
import dev.signalbox.notifier.task.DeliveryTask;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes `signalbox.deliveries`, and `signalbox.replayed` beside it, to the targets.
///
/// ```
///  poll ─▶ pending of the partition ─▶ admit ─▶ lane ─▶ attempt ─▶ records written ─▶ settled
///             ▲  full, or the rules      │                                              │
///             └──── are not read yet ────┘            commit of the contiguous prefix ◀─┘
/// ```
///
/// Threads: one polls, admits, defers and commits, and alone touches consumer, tracker, recent
/// memory and intakes ([Partitions], [Admission]). Virtual threads make the attempts ([Lanes]), as
/// many as `SIGNALBOX_DELIVERIES_IN_FLIGHT`. The producer's thread settles: it ends a record's
/// slot, no more. Those that follow `signalbox.rules` and `signalbox.targets` open lanes
/// ([LaneOpener]).
///
/// Subtle:
/// - What cannot be admitted keeps its partition paused, no other one; how long is bounded by
///   [Lanes] (a lane that does not move is passed by) and by the patience for the rules.
/// - When a lane may begin is decided by its [Gate]: its rate, what its target asks for, whether
///   its target is up. What cannot begin within a second leaves for `signalbox.retries`, with the
///   time at which it is its turn; that is no attempt, and lasts `SIGNALBOX_LONGEST_WAIT` at most.
/// - Deliveries of replays are in a topic of their own, whose partitions are paused apart from the
///   live ones; they have half of all places at most, and go last in their lanes. While their
///   replay is paused they are deferred, and once it is cancelled they end.
/// - Duplicates that a killed router makes are met by the recent memory, also across a start of
///   this process: when a partition comes to us, the last records before its committed offset are
///   read again, not to be sent but to be remembered.
/// - An unforeseen failure gives all partitions back and takes them again, from their committed
///   offsets: what was under way is known to the recent memory.
/// - A commit that fails is made again; offsets are committed every 25 ms, with what is done beyond
///   them ([DoneAhead]), so that a process that is killed leaves little more to be repeated than
///   what was under way, however slow a target is.
public final class DeliveryEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryEngine.class);

    private static final List<String> TOPICS =
            List.of(Topic.DELIVERIES.topicName(), Topic.REPLAYED.topicName());
    private static final Duration IDLE_POLL = Duration.ofMillis(50);
    private static final Duration BUSY_POLL = Duration.ofMillis(2);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final int QUEUED = 2_048;

    /// Records that wait to be admitted before their partition is paused. Not none: a paused
    /// partition is not fetched from, and lanes would be idle until the next fetch has come.
    private static final int ENOUGH_PENDING = 1_000;

    /// And as many bytes, since their number says nothing of large ones.
    private static final long ENOUGH_PENDING_BYTES = 4L << 20;

    /// For how long records are taken in hand in one turn. Not long: between turns commits are made
    /// and acknowledged, and what is not committed is repeated after a kill. Time and not a number,
    /// since a process that has just started takes many times as long for each.
    private static final long ADMIT_NANOS = Duration.ofMillis(10).toNanos();

    /// After as many the clock is looked at.
    private static final int BETWEEN_LOOKS = 16;

    private static final long BYTES_IN_HAND = 64L << 20;

    /// The rest is for what has ended and is being written.
    private static final long BYTES_IN_LANES = 48L << 20;

    private final DeliveryMetrics metrics;
    private final RecordWriter recordWriter;
    private final Lanes lanes;
    private final Load load;
    private final Partitions partitions;
    private final Admission admission;
    private final IntakeAge intakeAge;
    private final Membership membership;
    private final Thread thread;

    private volatile boolean closing;

    /// An engine that has not started.
    ///
    /// @param unwell the targets that are not well
    /// @param replays the replays, which may be paused or cancelled
    /// @param consumers makes a consumer of deliveries, and another when that was fenced; closed by
    ///   the engine
    /// @param producer of outcomes, retries, dead letters and what is wrong with targets; closed
    ///   with the engine
    /// @param sender takes deliveries to their targets
    /// @param stats where deliveries are counted by account
    /// @param waiting how many deliveries wait in the scheduler, for the metrics
    /// @param membership of the consumers
    public DeliveryEngine(
            Settings settings,
            Rulebook rules,
            HealthBook unwell,
            ReplayBook replays,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Producer<byte[], byte[]> producer,
            Sender sender,
            InstantSource clock,
            RandomGenerator random,
            PrometheusRegistry registry,
            StatsBoard stats,
            LongSupplier waiting,
            Membership membership) {
        this.membership = membership;
        var targets = new TargetLookup(rules, unwell);
        var replayStates = new ReplayLookup(replays);
        load = new Load(settings.delivery().inFlight() + QUEUED, BYTES_IN_HAND);
        metrics = new DeliveryMetrics(registry, stats, load::records, waiting);
        recordWriter = new RecordWriter(producer);
        var health =
                HealthWatch.of(
                        rules, unwell, settings.delivery().disableAfter(), clock, recordWriter);
        var outcomes =
                new OutcomeWriter(
                        settings.delivery().backoffRetry(),
                        clock,
                        random,
                        recordWriter,
                        metrics,
                        this::settle);
        var attempts =
                new AttemptMaker(
                        targets,
                        replayStates,
                        sender,
                        health,
                        outcomes,
                        settings.delivery().longestWait(),
                        clock,
                        metrics);
        lanes =
                new Lanes(
                        settings.delivery().inFlight(),
                        QUEUED,
                        BYTES_IN_LANES,
                        clock,
                        random,
                        Thread.ofVirtual().name("signalbox-delivery-", 0).factory(),
                        new DigestAttemptMaker(
                                attempts, outcomes, health, targets, sender, clock, metrics),
                        this::drop);
        metrics.watch(lanes::count);
        LaneOpener.listen(rules, unwell, targets, sender, lanes);
        partitions =
                new Partitions(
                        consumers,
                        clock,
                        () -> {
                            lanes.dropRevoked();
                            health.forgetUntold();
                        });
        admission =
                new Admission(
                        partitions,
                        targets,
                        replayStates,
                        sender,
                        lanes,
                        attempts,
                        load,
                        recordWriter,
                        metrics,
                        clock);
        intakeAge = new IntakeAge(clock);
        thread = Thread.ofPlatform().name("signalbox-notifier").unstarted(this::work);
    }

    /// Starts to deliver.
    public void start() {
        thread.start();
    }

    /// Whether the engine has its share of the partitions, and is at work.
    public boolean ready() {
        return partitions.joined() && !closing && thread.isAlive();
    }

    /// The state of the lanes that have something in hand or do not try what comes. For any thread.
    public List<LaneState> lanes() {
        return lanes.states();
    }

    /// When the oldest event was accepted that waits to be taken in hand at all; null for none. For
    /// any thread.
    public @Nullable Instant backlog() {
        return intakeAge.oldest();
    }

    private void work() {
        try (metrics) {
            boolean subscribed = false;
            while (!closing) {
                try {
                    if (!subscribed) {
                        partitions.consumer().subscribe(TOPICS, partitions);
                        subscribed = true;
                    }
                    turn();
                } catch (WakeupException e) {
                    // closing
                } catch (FencedInstanceIdException e) {
                    if (!partitions.rejoin(membership)) {
                        closing = true;
                    }
                    subscribed = false;
                } catch (KafkaException e) {
                    LOG.atWarn()
                            .addKeyValue("reason", e.getMessage())
                            .log("cannot read deliveries, trying again");
                    LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
                } catch (RuntimeException e) {
                    LOG.atError().setCause(e).log("the delivery engine failed and starts over");
                    LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
                    partitions.consumer().unsubscribe();
                    subscribed = false;
                }
            }
            finish();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("the delivery engine broke off");
        } finally {
            partitions.close();
        }
    }

    private void turn() {
        Map<TopicPartition, Intake> intakes = partitions.intakes();
        ConsumerRecords<byte[], byte[]> records =
                partitions.consumer().poll(patience(intakes.values()));
        for (TopicPartition partition : records.partitions()) {
            Intake intake = intakes.get(partition);
            if (intake == null) {
                // The callback by which it came to us failed.
                throw new IllegalStateException(partition + " is read but was not taken over");
            }
            intake.add(records.records(partition));
        }
        long busy = intakes.values().stream().filter(one -> !one.pending.isEmpty()).count();
        long each = ADMIT_NANOS / Math.max(1, busy);
        intakes.forEach((partition, intake) -> admitPending(partition, intake, each));
        intakeAge.look(intakes.values());
        lanes.tick();
        lanes.shed().forEach(admission::defer);
        partitions.commit();
    }

    /// How long a poll may wait for records.
    private Duration patience(Collection<Intake> intakes) {
        boolean busy = false;
        for (Intake intake : intakes) {
            if (intake.admissible) {
                return Duration.ZERO;
            }
            busy |= !intake.pending.isEmpty();
        }
        return busy ? BUSY_POLL : lanes.patience(IDLE_POLL);
    }

    private void admitPending(TopicPartition partition, Intake intake, long nanos) {
        long began = System.nanoTime();
        boolean timeLeft = true;
        int admitted = 0;
        ConsumerRecord<byte[], byte[]> item = intake.pending.peek();
        while (item != null && timeLeft && admission.admit(partition, intake, item)) {
            intake.remove();
            intake.waitsForRules = -1;
            item = intake.pending.peek();
            timeLeft = ++admitted % BETWEEN_LOOKS != 0 || System.nanoTime() - began < nanos;
        }
        intake.admissible = !timeLeft && item != null;
        boolean enough =
                intake.pending.size() >= ENOUGH_PENDING
                        || intake.pendingBytes() >= ENOUGH_PENDING_BYTES;
        if (intake.paused != enough) {
            if (intake.paused) {
                partitions.consumer().resume(List.of(partition));
            } else {
                partitions.consumer().pause(List.of(partition));
            }
            intake.paused = !intake.paused;
        }
    }

    /// Kafka has all that came of a delivery.
    private void settle(DeliveryTask task) {
        task.slot().end();
        task.entry().finish();
        load.remove(task);
        task.slot().leave();
    }

    /// The delivery is somebody else's.
    private void drop(DeliveryTask task) {
        metrics.dropped.inc();
        load.remove(task);
    }

    private void finish() {
        boolean others = membership.hasOthers();
        lanes.stop();
        partitions.finish(others);
        recordWriter.close();
    }

    /// Stops: what is under way may end, what is not stays in Kafka, for the others in the group at
    /// once.
    @Override
    public void close() {
        closing = true;
        partitions.consumer().wakeup();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

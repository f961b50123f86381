package dev.signalbox.notifier.engine;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryReader;
import dev.signalbox.contract.delivery.ReceivedDelivery;
import dev.signalbox.contract.health.Destination;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.topic.Rejection;
import dev.signalbox.notifier.attempt.AttemptMaker;
import dev.signalbox.notifier.attempt.DeliveryMetrics;
import dev.signalbox.notifier.attempt.RecordWriter;
import dev.signalbox.notifier.attempt.ReplayLookup;
import dev.signalbox.notifier.attempt.TargetLookup;
import dev.signalbox.notifier.channel.Sender;
import dev.signalbox.notifier.lane.Capacity;
import dev.signalbox.notifier.lane.Deferral;
import dev.signalbox.notifier.lane.Lanes;
import dev.signalbox.notifier.lane.Turn;
import dev.signalbox.notifier.task.DeliveryTask;
import dev.signalbox.notifier.task.OffsetTracker;
import dev.signalbox.notifier.task.RecentDeliveries;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes records in hand, each in one of these ways:
///
/// ```
///  no delivery ────────────────────────▶ signalbox.rejected
///  done before this partition was ours ▶ the recent memory
///  too much in hand, rules not read, ─▶ stays pending
///  or its lane full for a moment
///  a repetition of a recent one ───────▶ done when that is
///  its lane closed or stuck, ──────────▶ deferred
///  or its rule may yet appear,
///  or its replay is paused
///  its replay is cancelled ────────────▶ ended
///  all others ─────────────────────────▶ its lane
/// ```
///
/// Only the polling thread calls it.
final class Admission {
    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
    private static final long RULES_PATIENCE_MILLIS = 1_000;
    private static final long MISSING_RULE_PATIENCE_MILLIS = 60_000;
    private static final int REMEMBERED = 1 << 16;

    private final Partitions partitions;
    private final TargetLookup targets;
    private final ReplayLookup replays;
    private final Sender sender;
    private final Lanes lanes;
    private final AttemptMaker attempts;
    private final Load load;
    private final RecordWriter recordWriter;
    private final DeliveryMetrics metrics;
    private final InstantSource clock;
    private final DeliveryReader reader = new DeliveryReader();
    private final RecentDeliveries recent = new RecentDeliveries(REMEMBERED);
    private long rulesGivenUp = -1;

    /// @param sender knows which targets share a robot
    Admission(
            Partitions partitions,
            TargetLookup targets,
            ReplayLookup replays,
            Sender sender,
            Lanes lanes,
            AttemptMaker attempts,
            Load load,
            RecordWriter recordWriter,
            DeliveryMetrics metrics,
            InstantSource clock) {
        this.partitions = partitions;
        this.targets = targets;
        this.replays = replays;
        this.sender = sender;
        this.lanes = lanes;
        this.attempts = attempts;
        this.load = load;
        this.recordWriter = recordWriter;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// Takes a record in hand, unless it has to wait for room or for the rules.
    ///
    /// @return whether it did
    boolean admit(TopicPartition partition, Intake intake, ConsumerRecord<byte[], byte[]> item) {
        if (load.full()) {
            return false;
        }
        ReceivedDelivery arrival;
        try {
            arrival = reader.read(item.key(), item.value(), item.headers());
        } catch (RuntimeException e) {
            if (!passOver(partition, intake, item.offset())) {
                reject(item, partitions.open(partition, item.offset()), e);
            }
            return true;
        }
        if (passOver(partition, intake, item.offset())) {
            recent.remember(arrival).finish();
            return true;
        }
        if (arrival.delivery().replayed() && load.fullOfReplays()) {
            return false;
        }
        if (!rulesRead(intake, arrival.delivery().rulesPosition())) {
            return false;
        }
        return offer(partition, item.offset(), arrival);
    }

    /// Whether a record was done before its partition came to us.
    private boolean passOver(TopicPartition partition, Intake intake, long offset) {
        if (!intake.done(offset)) {
            return false;
        }
        if (intake.ahead(offset)) {
            partitions.open(partition, offset).end();
        }
        return true;
    }

    private boolean rulesRead(Intake intake, long position) {
        if (position <= rulesGivenUp || targets.reached(position)) {
            return true;
        }
        long nowMillis = clock.millis();
        if (intake.waitsForRules < 0) {
            intake.waitsForRules = nowMillis;
        }
        if (nowMillis - intake.waitsForRules < RULES_PATIENCE_MILLIS) {
            return false;
        }
        rulesGivenUp = position;
        return true;
    }

    private boolean offer(TopicPartition partition, long offset, ReceivedDelivery arrival) {
        RecentDeliveries.Entry repeated = recent.find(arrival);
        if (repeated != null) {
            repeated.join(partitions.open(partition, offset));
            metrics.received.inc();
            metrics.duplicates.inc();
            return true;
        }
        Delivery delivery = arrival.delivery();
        long asOf = targets.changes();
        Destination found = targets.find(delivery);
        Target target = found instanceof Destination.Here here ? here.target() : null;
        String robot = target == null ? null : sender.robot(delivery.target(), target);
        boolean held = replays.standing(delivery) != ReplayLookup.Standing.GOES_ON;
        Capacity room =
                held || found instanceof Destination.Disabled
                        ? Capacity.NOW
                        : lanes.capacity(delivery.target(), robot, Turn.of(arrival));
        if (room == Capacity.SOON) {
            return false;
        }
        var task =
                new DeliveryTask(
                        arrival,
                        found,
                        asOf,
                        robot,
                        partitions.open(partition, offset),
                        recent.remember(arrival));
        metrics.received.inc();
        load.add(task);
        if (held) {
            endOrPause(task);
        } else if (found instanceof Destination.Disabled off) {
            giveUp(task, off);
        } else if (room == Capacity.NOT_NOW || mayYetAppear(target, delivery)) {
            defer(task);
        } else {
            lanes.add(task);
        }
        return true;
    }

    /// Ends or defers a delivery of a replay that is cancelled or paused; should it go on as of
    /// now, the delivery comes at once.
    private void endOrPause(DeliveryTask task) {
        if (!task.slot().enter()) {
            drop(task);
        } else if (!attempts.heldByReplay(task)) {
            attempts.defer(
                    task, new Deferral(clock.instant(), Deferral.Why.PAUSED, "its replay paused"));
        }
    }

    /// Gives a delivery up whose target is disabled: its lane, which may be shut, has no part in
    /// that.
    private void giveUp(DeliveryTask task, Destination.Disabled disabled) {
        if (task.slot().enter()) {
            attempts.giveUp(task, clock.instant(), disabled.target(), disabled.reason());
        } else {
            drop(task);
        }
    }

    /// Whether the target is not there because the rules have not been read as far as the router
    /// had read them.
    private boolean mayYetAppear(@Nullable Target target, Delivery delivery) {
        return target == null
                && !targets.reached(delivery.rulesPosition())
                && clock.millis() - delivery.accepted().toEpochMilli()
                        < MISSING_RULE_PATIENCE_MILLIS;
    }

    /// Defers a delivery that its lane cannot take.
    void defer(DeliveryTask task) {
        if (task.slot().enter()) {
            attempts.defer(
                    task,
                    hasMoved(task)
                            ? new Deferral(
                                    clock.instant(), Deferral.Why.CHANGED, "its target was changed")
                            : lanes.deferral(task));
        } else {
            drop(task);
        }
    }

    /// Whether a delivery that was queued for a robot goes elsewhere now.
    private boolean hasMoved(DeliveryTask task) {
        return task.asOf() != targets.changes()
                && targets.find(task) instanceof Destination.Here here
                && !Objects.equals(
                        task.robot(), sender.robot(task.delivery().target(), here.target()));
    }

    private void drop(DeliveryTask task) {
        task.entry().drop();
        metrics.dropped.inc();
        load.remove(task);
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
        recordWriter.write(
                List.of(
                        Rejection.of(item.topic(), item.partition(), item.offset(), why)
                                .toRecord(
                                        item.timestamp(),
                                        item.key(),
                                        item.value(),
                                        item.headers())),
                () -> {
                    metrics.unreadable(item.topic());
                    load.remove(0);
                    slot.end();
                });
    }
}

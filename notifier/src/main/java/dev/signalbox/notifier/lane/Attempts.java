package dev.signalbox.notifier.lane;

import dev.signalbox.contract.delivery.Attempt;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.settings.BackoffPause;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.channel.Sender;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One attempt, and what follows from it:
///
/// ```
///  taken ─────────────────────────▶ outcome delivered
///  failed, another may follow ────▶ outcome retrying + record of signalbox.retries
///  failed for the last time ─┐
///  refused ──────────────────┼────▶ outcome dead + dead letter
///  rule or target gone ──────┘
///  put off ───────────────────────▶ record of signalbox.retries, without an attempt
///  put off for too long ──────────▶ outcome dead + dead letter
/// ```
///
/// The delivery is settled when Kafka has acknowledged those records, and not before. Called by the
/// delivery threads.
final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    private final Targets targets;
    private final Sender sender;
    private final BackoffPause backoff;
    private final Duration longestWait;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Ledger ledger;
    private final DeliveryMetrics metrics;
    private final Consumer<DeliveryTask> settled;

    /// @param longestWait how long a delivery may be put off
    /// @param settled is told of each delivery that Kafka has the outcome of
    Attempts(
            Targets targets,
            Sender sender,
            BackoffPause backoff,
            Duration longestWait,
            InstantSource clock,
            RandomGenerator random,
            Ledger ledger,
            DeliveryMetrics metrics,
            Consumer<DeliveryTask> settled) {
        this.targets = targets;
        this.sender = sender;
        this.backoff = backoff;
        this.longestWait = longestWait;
        this.clock = clock;
        this.random = random;
        this.ledger = ledger;
        this.metrics = metrics;
        this.settled = settled;
    }

    /// Makes an attempt; returns what came of it when it is over, without waiting for Kafka.
    Reply make(DeliveryTask task) {
        Instant began = clock.instant();
        return switch (targets.find(task.delivery())) {
            case Targets.Found.Gone gone -> gone(task, began, gone);
            case Targets.Found.Here here -> {
                Reply reply = send(task.delivery(), here.target());
                if (!(reply instanceof Reply.Postponed)) {
                    metrics.attempted(Duration.between(began, clock.instant()));
                }
                follow(task, began, reply, here.target());
                yield reply;
            }
        };
    }

    /// Gives a delivery up whose rule or target is gone.
    Reply gone(DeliveryTask task, Instant began, Targets.Found.Gone gone) {
        var refused = new Reply.Refused(0, gone.reason());
        dead(task, began, refused, Channel.HTTP, true);
        return refused;
    }

    /// Calls the target.
    Reply send(Delivery delivery, Target target) {
        return foreseen(
                delivery, () -> sender.send(delivery, target, delivery.attempts().size() + 1));
    }

    /// Makes an attempt; what nobody foresaw counts as a failure of it.
    static Reply foreseen(Delivery delivery, Supplier<Reply> attempt) {
        try {
            return attempt.get();
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("deliveryId", delivery.id())
                    .addKeyValue("target", delivery.target())
                    .setCause(e)
                    .log("an attempt ended in a way that nobody foresaw");
            return new Reply.Failed(
                    0, "Signalbox failed: " + e.getClass().getSimpleName(), Duration.ZERO);
        }
    }

    /// Does what follows from an attempt.
    void follow(DeliveryTask task, Instant began, Reply reply, Target target) {
        switch (reply) {
            case Reply.Taken taken -> delivered(task, began, taken, target, "");
            case Reply.Failed failed -> failed(task, began, failed, target);
            case Reply.Throttled throttled ->
                    failed(
                            task,
                            began,
                            new Reply.Failed(
                                    throttled.httpStatus(), throttled.reason(), throttled.pause()),
                            target);
            case Reply.Refused refused ->
                    dead(task, began, refused, target.channel(), target.handling().deadLetter());
            case Reply.Postponed postponed ->
                    comeAgain(task, clock.instant().plus(postponed.pause()), PutOff.Why.CHANNEL);
        }
    }

    private void failed(DeliveryTask task, Instant began, Reply.Failed failed, Target target) {
        if (target.handling().retry().allowsAnother(number(task))) {
            retry(task, began, failed, target);
        } else {
            dead(
                    task,
                    began,
                    new Reply.Refused(failed.httpStatus(), failed.reason()),
                    target.channel(),
                    target.handling().deadLetter());
        }
    }

    private static int number(DeliveryTask task) {
        return task.delivery().attempts().size() + 1;
    }

    /// Writes that a target took a delivery.
    ///
    /// @param mergedInto the delivery that is counted for this one; empty for none
    void delivered(
            DeliveryTask task, Instant began, Reply.Taken taken, Target target, String mergedInto) {
        Delivery delivery = task.delivery();
        Instant now = clock.instant();
        var outcome =
                new Outcome.Delivered(
                        delivery.id(),
                        delivery.target(),
                        target.channel(),
                        delivery.event().id(),
                        number(task),
                        now.toEpochMilli(),
                        Duration.between(began, now).toMillis(),
                        taken.httpStatus(),
                        mergedInto);
        ledger.write(
                List.of(OutgoingRecords.outcome(outcome)),
                () -> {
                    Duration age = Duration.between(delivery.accepted(), now);
                    if (mergedInto.isEmpty()) {
                        metrics.delivered(target.channel(), age);
                    } else {
                        metrics.merged(age);
                    }
                    settled.accept(task);
                });
    }

    private void retry(DeliveryTask task, Instant began, Reply.Failed failed, Target target) {
        Delivery delivery = task.delivery();
        int number = number(task);
        Instant now = clock.instant();
        Duration pause = target.handling().retry().pause(number, backoff, random);
        if (pause.compareTo(failed.notBefore()) < 0) {
            pause = failed.notBefore();
        }
        Instant due = now.plus(pause);
        var outcome =
                new Outcome.Retrying(
                        delivery.id(),
                        delivery.target(),
                        target.channel(),
                        delivery.event().id(),
                        number,
                        now.toEpochMilli(),
                        Duration.between(began, now).toMillis(),
                        failed.httpStatus(),
                        failed.reason(),
                        due.toEpochMilli());
        Delivery next =
                delivery.failed(new Attempt(number, began, failed.httpStatus(), failed.reason()));
        ledger.write(
                List.of(
                        OutgoingRecords.outcome(outcome),
                        OutgoingRecords.retry(next, due, 0, task.putOffSince())),
                () -> {
                    metrics.retried.inc();
                    settled.accept(task);
                });
    }

    private void dead(
            DeliveryTask task,
            Instant began,
            Reply.Refused refused,
            Channel channel,
            boolean deadLetter) {
        Delivery delivery = task.delivery();
        int number = number(task);
        Instant now = clock.instant();
        var outcome =
                new Outcome.Dead(
                        delivery.id(),
                        delivery.target(),
                        channel,
                        delivery.event().id(),
                        number,
                        now.toEpochMilli(),
                        Duration.between(began, now).toMillis(),
                        refused.httpStatus(),
                        refused.reason());
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>(2);
        records.add(OutgoingRecords.outcome(outcome));
        if (deadLetter) {
            Delivery last =
                    delivery.failed(
                            new Attempt(number, began, refused.httpStatus(), refused.reason()));
            records.add(OutgoingRecords.deadLetter(last));
        }
        LOG.atDebug()
                .addKeyValue("deliveryId", delivery.id())
                .addKeyValue("target", delivery.target())
                .addKeyValue("attempt", number)
                .addKeyValue("status", refused.httpStatus())
                .addKeyValue("reason", refused.reason())
                .log("gave a delivery up");
        ledger.write(
                records,
                () -> {
                    metrics.dead.inc();
                    settled.accept(task);
                });
    }

    /// Puts a delivery off without an attempt; where it was put off for too long already, gives it
    /// up.
    void putOff(DeliveryTask task, PutOff putOff) {
        Instant now = clock.instant();
        if (task.putOffSince() == 0
                || now.toEpochMilli() - task.putOffSince() < longestWait.toMillis()) {
            comeAgain(task, inTime(task, putOff), putOff.why());
            return;
        }
        String reason =
                "put off for %s: %s"
                        .formatted(
                                longestWait.toString().substring(2).toLowerCase(Locale.ROOT),
                                putOff.words());
        switch (targets.find(task.delivery())) {
            case Targets.Found.Gone gone -> {
                var _ = gone(task, now, gone);
            }
            case Targets.Found.Here here ->
                    dead(
                            task,
                            now,
                            new Reply.Refused(0, reason),
                            here.target().channel(),
                            here.target().handling().deadLetter());
        }
    }

    /// What waits for a target that is down is given up in time, not when it would be its turn.
    private Instant inTime(DeliveryTask task, PutOff putOff) {
        if (putOff.why() != PutOff.Why.FAILING || task.putOffSince() == 0) {
            return putOff.due();
        }
        Instant end = Instant.ofEpochMilli(task.putOffSince()).plus(longestWait);
        return putOff.due().isAfter(end) ? end : putOff.due();
    }

    /// Has a delivery come again, without an attempt.
    void comeAgain(DeliveryTask task, Instant due, PutOff.Why why) {
        long since = task.putOffSince() == 0 ? clock.millis() : task.putOffSince();
        ledger.write(
                List.of(OutgoingRecords.retry(task.delivery(), due, task.deferrals() + 1, since)),
                () -> {
                    metrics.deferred(why);
                    settled.accept(task);
                });
    }
}

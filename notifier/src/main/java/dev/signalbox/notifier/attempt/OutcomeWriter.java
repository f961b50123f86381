package dev.signalbox.notifier.attempt;

import dev.signalbox.contract.delivery.Attempt;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.delivery.OutcomeFacts;
import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.RetryPolicy;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.settings.BackoffPause;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.lane.Deferral;
import dev.signalbox.notifier.task.DeliveryTask;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes what came of attempts:
///
/// ```
///  taken ─────────────────────────▶ outcome delivered
///  failed, another may follow ────▶ outcome retrying + record of signalbox.retries
///  failed for the last time ─┐
///  refused, given up ────────┴────▶ outcome dead + dead letter
///  its replay was cancelled ──────▶ outcome dead, marked as cancelled
///  deferred ──────────────────────▶ record of signalbox.retries, without an attempt
/// ```
///
/// The delivery is settled when Kafka has acknowledged those records, and not before. Called by the
/// delivery threads.
public final class OutcomeWriter {
    private static final Logger LOG = LoggerFactory.getLogger(OutcomeWriter.class);

    private final BackoffPause backoff;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final RecordWriter recordWriter;
    private final DeliveryMetrics metrics;
    private final Consumer<DeliveryTask> settled;

    /// @param settled receives each delivery that Kafka has the outcome of
    public OutcomeWriter(
            BackoffPause backoff,
            InstantSource clock,
            RandomGenerator random,
            RecordWriter recordWriter,
            DeliveryMetrics metrics,
            Consumer<DeliveryTask> settled) {
        this.backoff = backoff;
        this.clock = clock;
        this.random = random;
        this.recordWriter = recordWriter;
        this.metrics = metrics;
        this.settled = settled;
    }

    /// Does what follows from an attempt.
    void follow(DeliveryTask task, Instant began, Reply reply, Target target) {
        if (reply instanceof Reply.Failed
                || reply instanceof Reply.Throttled
                || reply instanceof Reply.Refused) {
            metrics.attemptFailed(task.delivery().target().account());
        }
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
                    dead(task, began, refused, target.channel(), target.options().deadLetter());
            case Reply.Postponed postponed ->
                    comeAgain(task, clock.instant().plus(postponed.pause()), Deferral.Why.CHANNEL);
        }
    }

    private void failed(DeliveryTask task, Instant began, Reply.Failed failed, Target target) {
        RetryPolicy retry = target.options().retry();
        boolean again = retry.allowsAnother(number(task));
        if (failed.briefly()) {
            retry = RetryPolicy.BACKOFF_RETRY;
            again = again && retry.allowsAnother(inARow(task, failed.httpStatus()));
        }
        if (again) {
            retry(task, began, failed, target, retry);
        } else {
            dead(
                    task,
                    began,
                    new Reply.Refused(failed.httpStatus(), failed.reason()),
                    target.channel(),
                    target.options().deadLetter());
        }
    }

    /// How many of the latest attempts were answered with a status, this one included.
    private static int inARow(DeliveryTask task, int status) {
        int count = 1;
        for (Attempt attempt : task.delivery().attempts().reversed()) {
            if (attempt.status() != status) {
                break;
            }
            count++;
        }
        return count;
    }

    private static int number(DeliveryTask task) {
        return task.delivery().attempts().size() + 1;
    }

    private static OutcomeFacts facts(
            DeliveryTask task, Instant began, Instant now, Channel channel, int httpStatus) {
        return OutcomeFacts.of(
                task.delivery(),
                channel,
                now.toEpochMilli(),
                Duration.between(began, now).toMillis(),
                httpStatus);
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
                        facts(task, began, now, target.channel(), taken.httpStatus()), mergedInto);
        recordWriter.write(
                List.of(OutgoingRecords.outcome(outcome)),
                () -> {
                    if (mergedInto.isEmpty()) {
                        metrics.delivered(delivery.target().account(), target.channel());
                    } else {
                        metrics.merged(delivery.target().account());
                    }
                    if (!delivery.replayed() && !delivery.redrive()) {
                        metrics.aged(
                                delivery.target().account(),
                                Duration.between(delivery.accepted(), now));
                    }
                    settled.accept(task);
                });
    }

    private void retry(
            DeliveryTask task,
            Instant began,
            Reply.Failed failed,
            Target target,
            RetryPolicy retry) {
        Delivery delivery = task.delivery();
        int number = number(task);
        Instant now = clock.instant();
        Duration pause = retry.pause(number, backoff, random);
        if (pause.compareTo(failed.notBefore()) < 0) {
            pause = failed.notBefore();
        }
        Instant due = now.plus(pause);
        var outcome =
                new Outcome.Retrying(
                        facts(task, began, now, target.channel(), failed.httpStatus()),
                        failed.reason(),
                        due.toEpochMilli());
        Delivery next =
                delivery.failed(new Attempt(number, began, failed.httpStatus(), failed.reason()));
        recordWriter.write(
                List.of(
                        OutgoingRecords.outcome(outcome),
                        OutgoingRecords.retry(next, due, 0, task.arrival().deferredSinceMillis())),
                () -> {
                    metrics.retried.inc();
                    settled.accept(task);
                });
    }

    /// Gives a delivery up.
    ///
    /// @param deadLetter whether it is kept as a dead letter
    void dead(
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
                        facts(task, began, now, channel, refused.httpStatus()), refused.reason());
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
        recordWriter.write(
                records,
                () -> {
                    metrics.dead(delivery.target().account());
                    settled.accept(task);
                });
    }

    /// Ends a delivery whose replay was cancelled; it is no dead letter.
    void cancelled(DeliveryTask task, Channel channel) {
        Instant now = clock.instant();
        var outcome =
                new Outcome.Dead(
                        facts(task, now, now, channel, 0), "the replay was cancelled", true);
        recordWriter.write(
                List.of(OutgoingRecords.outcome(outcome)),
                () -> {
                    metrics.cancelled.inc();
                    settled.accept(task);
                });
    }

    /// Has a delivery come again, without an attempt.
    void comeAgain(DeliveryTask task, Instant due, Deferral.Why why) {
        long since =
                task.arrival().deferredSinceMillis() == 0
                        ? clock.millis()
                        : task.arrival().deferredSinceMillis();
        recordWriter.write(
                List.of(
                        OutgoingRecords.retry(
                                task.delivery(), due, task.arrival().deferrals() + 1, since)),
                () -> {
                    metrics.deferred(why);
                    settled.accept(task);
                });
    }
}

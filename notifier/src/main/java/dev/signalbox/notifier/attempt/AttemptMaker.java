package dev.signalbox.notifier.attempt;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.health.Destination;
import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.channel.Sender;
import dev.signalbox.notifier.lane.Deferral;
import dev.signalbox.notifier.task.DeliveryTask;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes attempts, and gives up what need not be attempted; [OutcomeWriter] has what follows.
/// Called by the delivery threads, and for what is deferred or given up by the polling thread.
public final class AttemptMaker {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptMaker.class);

    /// How long a delivery of a paused replay waits at first; each further wait is twice as long.
    private static final Duration PAUSED_AT_FIRST = Duration.ofSeconds(5);

    /// How long one waits that tried in vain if its target is up.
    private static final Duration A_PROBE = Duration.ofSeconds(1);

    private static final Duration PAUSED_AT_MOST = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 4;

    private final TargetLookup targets;
    private final ReplayLookup replays;
    private final Sender sender;
    private final HealthWatch health;
    private final OutcomeWriter outcomes;
    private final Duration longestWait;
    private final InstantSource clock;
    private final DeliveryMetrics metrics;

    /// @param longestWait how long a live delivery may be deferred
    public AttemptMaker(
            TargetLookup targets,
            ReplayLookup replays,
            Sender sender,
            HealthWatch health,
            OutcomeWriter outcomes,
            Duration longestWait,
            InstantSource clock,
            DeliveryMetrics metrics) {
        this.targets = targets;
        this.replays = replays;
        this.sender = sender;
        this.health = health;
        this.outcomes = outcomes;
        this.longestWait = longestWait;
        this.clock = clock;
        this.metrics = metrics;
    }

    /// Makes an attempt; returns what came of it when it is over, without waiting for Kafka.
    ///
    /// @param probe whether it tries if a target is up that was down
    Reply make(DeliveryTask task, boolean probe) {
        Instant began = clock.instant();
        if (heldByReplay(task)) {
            return new Reply.Postponed(Duration.ZERO);
        }
        return switch (targets.find(task)) {
            case Destination.Gone gone -> gone(task, began, gone);
            case Destination.Disabled disabled ->
                    giveUp(task, began, disabled.target(), disabled.reason());
            case Destination.Here here -> {
                Reply reply = inTime(task, began, send(task.delivery(), here.target()));
                if (!(reply instanceof Reply.Postponed)) {
                    metrics.began(task, began);
                }
                metrics.attempted(
                        here.target().channel(), reply, Duration.between(began, clock.instant()));
                health.attempted(task.delivery().target(), here.target(), began, reply);
                if (probe && task.delivery().replayed() && reply instanceof Reply.Failed failed) {
                    waitForTarget(task, failed);
                    yield reply;
                }
                outcomes.follow(task, began, asOfNow(reply, task, here.target()), here.target());
                yield reply;
            }
        };
    }

    /// Ends a delivery whose replay is cancelled, and defers one whose replay is paused.
    ///
    /// @return whether it did either
    public boolean heldByReplay(DeliveryTask task) {
        switch (replays.standing(task.delivery())) {
            case GOES_ON -> {
                return false;
            }
            case PAUSED -> {
                int doublings = Math.min(task.arrival().deferrals(), MOST_DOUBLINGS);
                Duration pause = PAUSED_AT_FIRST.multipliedBy(1L << doublings);
                if (pause.compareTo(PAUSED_AT_MOST) > 0) {
                    pause = PAUSED_AT_MOST;
                }
                outcomes.comeAgain(task, clock.instant().plus(pause), Deferral.Why.PAUSED);
            }
            case CANCELLED ->
                    outcomes.cancelled(
                            task,
                            targets.find(task) instanceof Destination.Here here
                                    ? here.target().channel()
                                    : Channel.HTTP);
        }
        return true;
    }

    /// A replay only waits for a target that is down: what it tries meanwhile is none of the
    /// delivery's attempts.
    private void waitForTarget(DeliveryTask task, Reply.Failed failed) {
        Duration pause = failed.notBefore().compareTo(A_PROBE) < 0 ? A_PROBE : failed.notBefore();
        outcomes.comeAgain(task, clock.instant().plus(pause), Deferral.Why.FAILING);
    }

    /// A failure without the pause that was asked for where the target was changed meanwhile: the
    /// one that asked is not the one that is called next.
    private Reply asOfNow(Reply reply, DeliveryTask task, Target was) {
        return switch (reply) {
            case Reply.Failed failed when hasMoved(task, was) ->
                    new Reply.Failed(failed.httpStatus(), failed.reason(), Duration.ZERO);
            case Reply.Throttled throttled when hasMoved(task, was) ->
                    new Reply.Throttled(throttled.httpStatus(), throttled.reason(), Duration.ZERO);
            case Reply.Taken _,
                    Reply.Failed _,
                    Reply.Throttled _,
                    Reply.Refused _,
                    Reply.Postponed _ ->
                    reply;
        };
    }

    private boolean hasMoved(DeliveryTask task, Target was) {
        return targets.find(task) instanceof Destination.Here now
                && !now.target().equals(was)
                && !now.target().isCalledLike(was);
    }

    /// Gives up in time a delivery that its channel defers again and again.
    private Reply inTime(DeliveryTask task, Instant now, Reply reply) {
        if (!(reply instanceof Reply.Postponed postponed)) {
            return reply;
        }
        Instant end = end(task);
        if (end == null) {
            return reply;
        }
        Duration left = Duration.between(now, end);
        if (left.isPositive()) {
            return postponed.pause().compareTo(left) > 0 ? new Reply.Postponed(left) : postponed;
        }
        return new Reply.Refused(
                0, tooLong("its channel takes no more, such as calls to one number in a day"));
    }

    private String tooLong(String why) {
        String time = longestWait.toString().substring(2).toLowerCase(Locale.ROOT);
        return "put off for %s: %s".formatted(time, why);
    }

    /// Gives a delivery up whose rule or target is gone.
    Reply gone(DeliveryTask task, Instant began, Destination.Gone gone) {
        var refused = new Reply.Refused(0, gone.reason());
        outcomes.dead(task, began, refused, Channel.HTTP, true);
        return refused;
    }

    /// Gives a delivery up without asking the target.
    public Reply giveUp(DeliveryTask task, Instant now, Target target, String reason) {
        var refused = new Reply.Refused(0, reason);
        outcomes.dead(task, now, refused, target.channel(), target.options().deadLetter());
        return refused;
    }

    /// Calls the target.
    Reply send(Delivery delivery, Target target) {
        return foreseen(
                delivery, () -> sender.send(delivery, target, delivery.attempts().size() + 1));
    }

    /// Makes an attempt; an unforeseen exception counts as a failure of it.
    static Reply foreseen(Delivery delivery, Supplier<Reply> attempt) {
        try {
            return attempt.get();
        } catch (RuntimeException | StackOverflowError e) {
            LOG.atError()
                    .addKeyValue("deliveryId", delivery.id())
                    .addKeyValue("target", delivery.target())
                    .setCause(e)
                    .log("an attempt ended in a way that nobody foresaw");
            return new Reply.Failed(
                    0, "Signalbox failed: " + e.getClass().getSimpleName(), Duration.ZERO);
        }
    }

    /// Defers a delivery without an attempt; where it was deferred for too long already, gives it
    /// up.
    public void defer(DeliveryTask task, Deferral deferral) {
        Instant now = clock.instant();
        Instant end = end(task);
        if (end == null || now.isBefore(end)) {
            outcomes.comeAgain(task, inTime(task, deferral), deferral.why());
            return;
        }
        String reason = tooLong(deferral.words());
        Reply _ =
                switch (targets.find(task)) {
                    case Destination.Gone gone -> gone(task, now, gone);
                    case Destination.Disabled disabled ->
                            giveUp(task, now, disabled.target(), disabled.reason());
                    case Destination.Here here -> giveUp(task, now, here.target(), reason);
                };
    }

    /// What waits for a target that is down, or asked to be sent less, is given up in time, not
    /// when it would be its turn.
    private Instant inTime(DeliveryTask task, Deferral deferral) {
        boolean shut =
                deferral.why() == Deferral.Why.FAILING || deferral.why() == Deferral.Why.THROTTLED;
        Instant end = end(task);
        return shut && end != null && deferral.due().isAfter(end) ? end : deferral.due();
    }

    /// Until when a delivery may be deferred; null for one that never was, and for those of
    /// replays, which wait for as long as it takes: a person can cancel them.
    private @Nullable Instant end(DeliveryTask task) {
        long since = task.arrival().deferredSinceMillis();
        return since == 0 || task.delivery().replayed()
                ? null
                : Instant.ofEpochMilli(since).plus(longestWait);
    }
}

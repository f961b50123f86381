package dev.signalbox.notifier.attempt;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.health.Destination;
import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.channel.Sender;
import dev.signalbox.notifier.lane.Deferral;
import dev.signalbox.notifier.lane.Lanes;
import dev.signalbox.notifier.task.DeliveryTask;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// One attempt for many deliveries to the same robot: one message carries them all. What follows
/// from it follows for each of them by itself, as its own rule says ([AttemptMaker]); where the
/// robot took it, one of them is counted, and the others are merged into that one.
public final class DigestAttemptMaker implements Lanes.Worker {
    /// How long a delivery waits whose rule was changed while it was queued.
    private static final Duration A_CHANGE = Duration.ofSeconds(1);

    private final AttemptMaker attempts;
    private final OutcomeWriter outcomes;
    private final HealthWatch health;
    private final TargetLookup targets;
    private final Sender sender;
    private final InstantSource clock;
    private final DeliveryMetrics metrics;

    private record Told(DeliveryTask task, Target.Bot robot) {}

    /// Makes attempts by the rules that hold for single ones.
    public DigestAttemptMaker(
            AttemptMaker attempts,
            OutcomeWriter outcomes,
            HealthWatch health,
            TargetLookup targets,
            Sender sender,
            InstantSource clock,
            DeliveryMetrics metrics) {
        this.attempts = attempts;
        this.outcomes = outcomes;
        this.health = health;
        this.targets = targets;
        this.sender = sender;
        this.clock = clock;
        this.metrics = metrics;
    }

    /// Makes an attempt for one or, where there are others, one for all of them.
    ///
    /// @param others deliveries to the same robot
    @Override
    public Reply make(DeliveryTask task, List<DeliveryTask> others, boolean probe) {
        if (others.isEmpty()) {
            return attempts.make(task, probe);
        }
        Instant began = clock.instant();
        var told = new ArrayList<Told>(others.size() + 1);
        addRobot(told, task, began);
        others.forEach(other -> addRobot(told, other, began));
        if (told.isEmpty()) {
            return new Reply.Postponed(Duration.ZERO);
        }
        Reply reply = sendTogether(told);
        Channel channel = told.getFirst().robot().channel();
        metrics.attempted(channel, reply, Duration.between(began, clock.instant()));
        for (Told one : told) {
            metrics.began(one.task(), began);
            health.attempted(one.task().delivery().target(), one.robot(), began, reply);
        }
        if (reply instanceof Reply.Taken taken) {
            deliveredTogether(told, began, taken);
        } else {
            told.forEach(one -> outcomes.follow(one.task(), began, reply, one.robot()));
        }
        return reply;
    }

    /// Adds a delivery whose rule still names the robot that it named when the delivery was queued.
    private void addRobot(List<Told> told, DeliveryTask task, Instant began) {
        if (attempts.heldByReplay(task)) {
            return;
        }
        switch (targets.find(task)) {
            case Destination.Gone gone -> {
                var _ = attempts.gone(task, began, gone);
            }
            case Destination.Disabled disabled -> {
                var _ = attempts.giveUp(task, began, disabled.target(), disabled.reason());
            }
            case Destination.Here here -> {
                if (here.target() instanceof Target.Bot robot && robot.equals(task.target())) {
                    told.add(new Told(task, robot));
                } else {
                    outcomes.comeAgain(task, began.plus(A_CHANGE), Deferral.Why.CHANGED);
                }
            }
        }
    }

    private Reply sendTogether(List<Told> told) {
        Delivery first = told.getFirst().task().delivery();
        Target.Bot robot = told.getFirst().robot();
        if (told.size() == 1) {
            return attempts.send(first, robot);
        }
        List<Delivery> deliveries = told.stream().map(one -> one.task().delivery()).toList();
        return AttemptMaker.foreseen(first, () -> sender.sendTogether(deliveries, robot));
    }

    /// One is counted for the message: the first that no one had sent again.
    private void deliveredTogether(List<Told> told, Instant began, Reply.Taken taken) {
        int counted = 0;
        while (counted < told.size() - 1 && told.get(counted).task().delivery().redrive()) {
            counted++;
        }
        if (told.size() > 1) {
            metrics.digests.inc();
        }
        String id = told.get(counted).task().delivery().id();
        for (int i = 0; i < told.size(); i++) {
            Told one = told.get(i);
            outcomes.delivered(one.task(), began, taken, one.robot(), i == counted ? "" : id);
        }
    }
}

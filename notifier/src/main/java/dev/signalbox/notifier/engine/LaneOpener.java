package dev.signalbox.notifier.engine;

import dev.signalbox.contract.health.HealthBook;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.notifier.attempt.TargetChanges;
import dev.signalbox.notifier.attempt.TargetLookup;
import dev.signalbox.notifier.channel.Sender;
import dev.signalbox.notifier.lane.Lanes;
import org.jspecify.annotations.Nullable;

/// The listener that opens lanes: of a target that is called in another way, that a person has
/// enabled, or that is well again. Called on the threads that follow the topics.
final class LaneOpener implements TargetChanges.Listener {
    private final TargetLookup targets;
    private final Sender sender;
    private final Lanes lanes;

    private LaneOpener(TargetLookup targets, Sender sender, Lanes lanes) {
        this.targets = targets;
        this.sender = sender;
        this.lanes = lanes;
    }

    /// Listens from now on.
    static void listen(
            Rulebook rules, HealthBook health, TargetLookup targets, Sender sender, Lanes lanes) {
        var opener = new LaneOpener(targets, sender, lanes);
        TargetChanges.listen(rules, health, opener);
        health.listen((key, trouble) -> {
            if (trouble == null) {
                opener.well(key);
            }
        });
    }

    @Override
    public void moved(TargetKey key, Target target) {
        // A robot's lane is another one when it is called otherwise.
        if (sender.robot(key, target) == null) {
            lanes.openAnew(key, null);
        }
    }

    @Override
    public void enabled(TargetKey key) {
        lanes.openAnew(key, robot(key));
    }

    /// It answered, or its rule was changed.
    private void well(TargetKey key) {
        lanes.reopen(key, robot(key));
    }

    private @Nullable String robot(TargetKey key) {
        Target target = targets.named(key);
        return target == null ? null : sender.robot(key, target);
    }
}

package dev.signalbox.notifier.lane;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.notifier.task.DeliveryTask;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The state of a target's lane at a moment. Targets of one robot share a lane, and what is under
/// way in it.
///
/// @param underWay deliveries under way in the lane
/// @param queued deliveries of the target that wait in the lane; deferred ones wait in the
///   scheduler
/// @param first whether it is the first of the lane's targets, with which what is under way in the
///   lane is counted
/// @param until until when nothing is tried; null where the lane is open
/// @param oldest when the oldest event was accepted that is queued and was never attempted, replays
///   apart; null for none
public record LaneState(
        TargetKey target,
        int underWay,
        int queued,
        Standing standing,
        boolean first,
        @Nullable Instant until,
        @Nullable Instant oldest) {
    /// Whether deliveries are tried.
    public enum Standing {
        /// They are.
        OPEN,
        /// The target asked to be left alone for a time; after it one is tried at a time until the
        /// target takes it.
        THROTTLED,
        /// The target is down: one is tried now and then.
        FAILING
    }

    /// The state of a lane for each of its targets.
    static List<LaneState> of(Lane lane) {
        List<TargetKey> targets = lane.targets().toList();
        return targets.stream()
                .map(target -> of(lane, target, target.equals(targets.getFirst())))
                .toList();
    }

    private static LaneState of(Lane lane, TargetKey target, boolean first) {
        List<Delivery> queued =
                lane.queue.stream()
                        .map(DeliveryTask::delivery)
                        .filter(delivery -> lane.robot == null || delivery.target().equals(target))
                        .toList();
        @Nullable Instant oldest =
                queued.stream()
                        .filter(delivery ->
                                delivery.attempts().isEmpty() && delivery.replay().isEmpty())
                        .map(Delivery::accepted)
                        .min(Comparator.naturalOrder())
                        .orElse(null);
        return new LaneState(
                target, lane.underWay, queued.size(), lane.standing(), first, lane.until(), oldest);
    }
}

package dev.signalbox.notifier.lane;

import dev.signalbox.contract.rule.TargetKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a target's lane stands at a moment. Targets that tell one robot share a lane, and what is
/// under way in it.
///
/// @param underWay deliveries under way in the lane
/// @param queued deliveries of the target that wait in the lane; those that were put off wait in
///   the scheduler
/// @param until until when nothing is tried; null where the lane is open
/// @param oldest when the oldest event was accepted that is queued and was never attempted, replays
///   apart; null for none
public record LaneState(
        TargetKey target,
        int underWay,
        int queued,
        Standing standing,
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
}

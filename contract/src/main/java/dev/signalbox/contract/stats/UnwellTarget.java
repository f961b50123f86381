package dev.signalbox.contract.stats;

import dev.signalbox.contract.rule.TargetKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A target that does not take what comes for it, or is behind, as the process sees it that has its
/// lane. What a process does not know, such as who is disabled for a week, is in
/// `signalbox.targets`.
///
/// @param channel its label; empty where rule or target were deleted
/// @param state `well` (but behind), `throttled`, `failing` or `disabled`
/// @param since since when, as far as is known
/// @param until until when nothing is tried; null where it is tried, or never will be
/// @param reason why, in words; empty where it is well, or was not reported yet
/// @param oldest when the oldest event was accepted whose delivery was never attempted
public record UnwellTarget(
        TargetKey key,
        String channel,
        String state,
        @Nullable Instant since,
        @Nullable Instant until,
        String reason,
        @Nullable Instant oldest) {}

package dev.signalbox.contract.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How far a replay is: what a runner needs to go on from there. A record of `signalbox.replays`,
/// keyed `account/id/progress`, written by the runner when something changed, once a second at
/// most, and when it stops.
///
/// @param next the offset to read next, by partition of `signalbox.events`
/// @param counts the account so far
/// @param unfinished ids of the deliveries that have not ended, by `rule/target`
/// @param outcomes the offset from which outcomes of those are still to be read, in the account's
///   partition of `signalbox.outcomes`
/// @param replayed the offset by partition of `signalbox.replayed` after which there may be
///   deliveries that this record does not count
/// @param runner the name of the process that runs it; empty once its run has stopped in good order
/// @param epoch one more each time that a runner takes the replay over; a runner that reads a
///   higher one than its own stops
/// @param at when it was written
/// @param eventsPerSecond how fast records are being read
/// @param waitsFor why it does not go on faster, in words; empty when it does
/// @param timeLeft how long the rest will take; null where that cannot be said
public record ReplayProgress(
        Map<Integer, Long> next,
        ReplayAccount counts,
        Map<String, List<String>> unfinished,
        long outcomes,
        Map<Integer, Long> replayed,
        String runner,
        long epoch,
        Instant at,
        double eventsPerSecond,
        String waitsFor,
        @Nullable Duration timeLeft) {
    /// Copies its collections; offsets are sorted by partition.
    public ReplayProgress {
        next = new TreeMap<>(next);
        var copied = new TreeMap<String, List<String>>();
        unfinished.forEach((target, ids) -> copied.put(target, List.copyOf(ids)));
        unfinished = copied;
        replayed = new TreeMap<>(replayed);
    }

    /// How much of the order's history has been read, from 0 to 1.
    public double share(ReplayOrder order) {
        long all = order.offsets();
        if (all == 0) {
            return 1;
        }
        long done = 0;
        for (var range : order.ranges().entrySet()) {
            OffsetRange offsets = range.getValue();
            long at = next.getOrDefault(range.getKey(), offsets.begin());
            done += Math.clamp(at - offsets.begin(), 0, offsets.size());
        }
        return (double) done / all;
    }
}

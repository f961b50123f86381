package dev.signalbox.contract.stats;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The deliveries of an account that a process has in hand or waiting.
///
/// @param queued those in lanes that have not begun
/// @param underWay those being attempted
/// @param waiting those in the scheduler, until they are due
/// @param oldest when the oldest event was accepted whose delivery was never attempted, replays
///   apart; null for none
/// @param throttled targets that asked to be left alone for a time
public record Backlog(
        int queued, int underWay, int waiting, @Nullable Instant oldest, int throttled) {
    /// Nothing.
    public static final Backlog NONE = new Backlog(0, 0, 0, null, 0);

    /// Both together.
    public Backlog plus(Backlog other) {
        return new Backlog(
                queued + other.queued,
                underWay + other.underWay,
                waiting + other.waiting,
                older(oldest, other.oldest),
                throttled + other.throttled);
    }

    private static @Nullable Instant older(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }
}

package dev.signalbox.router.replay;

import dev.signalbox.contract.replay.Speed;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The pace of a replay: when the next event may go.
///
/// What was missed in a wait is not made up for: an event is due its distance after the one before,
/// or now.
///
/// Used by one thread.
final class Pace {
    /// How late an event may go without those after it going later too: a thread that wakes up a
    /// little late is to keep its rate.
    private static final Duration LATENESS = Duration.ofMillis(250);

    private final Speed speed;
    private @Nullable Instant before;
    private long eventBeforeMillis;

    Pace(Speed speed) {
        this.speed = speed;
    }

    /// When an event may go.
    ///
    /// @param eventMillis when it happened, in milliseconds since the epoch
    Instant due(long eventMillis, Instant now) {
        if (before == null) {
            return now;
        }
        Instant due = before.plus(distance(eventMillis));
        Instant earliest = now.minus(LATENESS);
        return due.isBefore(earliest) ? earliest : due;
    }

    private Duration distance(long eventMillis) {
        return switch (speed) {
            case Speed.Max _ -> Duration.ZERO;
            case Speed.Original _ ->
                    Duration.ofMillis(Math.max(0, eventMillis - eventBeforeMillis));
            case Speed.PerSecond perSecond -> Duration.ofSeconds(1).dividedBy(perSecond.events());
        };
    }

    /// The event goes.
    void goes(long eventMillis, Instant now) {
        before = due(eventMillis, now);
        eventBeforeMillis = eventMillis;
    }
}

package dev.signalbox.router.replay;

import dev.signalbox.contract.replay.ReplayProgress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The state of a run of a replay that has taken over. Used by one thread.
final class RunWork {
    final RunStart start;
    final Speedometer speed;

    /// The progress that was written last.
    ReplayProgress written;

    Instant writeAt;

    /// When to read on, while live events are behind.
    Instant readAt;

    /// When a delivery was sent or ended for the last time.
    Instant movedAt;

    int inFlightBefore;

    /// The changes of the rules that were looked at.
    long rules = -1;

    /// Why the replay cannot go on, in words; null while it can.
    @Nullable String failure;

    RunWork(RunStart start, Instant now) {
        this.start = start;
        written = start.progress();
        failure = start.failure();
        writeAt = now;
        readAt = now;
        movedAt = now;
        speed = new Speedometer(now, start.ledger().counts().read(), start.reader().left());
    }

    /// How long the rest takes; null where that cannot be said.
    @Nullable Duration timeLeft() {
        Duration measured = speed.timeLeft();
        Duration least = start.reader().leastTimeLeft();
        return measured == null || (least != null && least.compareTo(measured) > 0)
                ? least
                : measured;
    }
}

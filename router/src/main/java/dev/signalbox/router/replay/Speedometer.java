package dev.signalbox.router.replay;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How fast a replay reads, smoothed over some seconds. Used by one thread.
final class Speedometer {
    /// How much of what it says is the last reading.
    private static final double WEIGHT = 0.3;

    private Instant before;
    private long readBefore;
    private long leftBefore;
    private double eventsPerSecond;
    private double offsetsPerSecond;
    private boolean moved;

    /// @param read the events that have been read
    /// @param left the offsets that have not
    Speedometer(Instant now, long read, long left) {
        before = now;
        readBefore = read;
        leftBefore = left;
    }

    /// Takes a reading.
    void read(Instant now, long read, long left) {
        double seconds = Duration.between(before, now).toMillis() / 1_000.0;
        if (seconds <= 0) {
            return;
        }
        double weight = moved ? WEIGHT : 1;
        eventsPerSecond += weight * ((read - readBefore) / seconds - eventsPerSecond);
        offsetsPerSecond += weight * ((leftBefore - left) / seconds - offsetsPerSecond);
        moved = true;
        before = now;
        readBefore = read;
        leftBefore = left;
    }

    /// Events a second, to a tenth.
    double eventsPerSecond() {
        return Math.round(eventsPerSecond * 10) / 10.0;
    }

    /// How long the rest takes at this speed; null where it does not move.
    @Nullable Duration timeLeft() {
        return leftBefore == 0
                ? Duration.ZERO
                : offsetsPerSecond < 0.01
                        ? null
                        : Duration.ofSeconds(Math.round(leftBefore / offsetsPerSecond));
    }
}

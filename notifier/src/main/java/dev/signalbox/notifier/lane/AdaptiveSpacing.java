package dev.signalbox.notifier.lane;

/// The spacing that a lane finds where its target says "too fast" and not how fast is right: the
/// time between two beginnings doubles with each such answer, and shrinks by a twentieth with each
/// success until it is gone. Times are milliseconds.
final class AdaptiveSpacing {
    private static final double SHORTEST = 10;
    private static final double LONGEST = 60_000;
    private static final double SHRINKS_TO = 0.95;
    private static final double GONE = 1;

    private double spacing;
    private long last;
    private long slowedAt = -1;

    /// The target said that it is sent too much.
    ///
    /// @param beganMillis when the attempt began; what began before the last slowing down counts no
    ///   more
    /// @param gap the time between beginnings at present
    /// @param pause how long it asked to be left alone, which is time enough between two; 0 where
    ///   it did not say
    void slow(long beganMillis, long nowMillis, double gap, long pause) {
        if (beganMillis > slowedAt) {
            double longest = pause == 0 ? LONGEST : Math.min(LONGEST, (double) pause);
            double doubled = 2 * Math.max(spacing, Math.max(gap, SHORTEST));
            spacing = Math.max(spacing, Math.min(longest, doubled));
            slowedAt = nowMillis;
        }
    }

    /// The target took one.
    void quicken(long beganMillis) {
        if (beganMillis > slowedAt) {
            spacing *= SHRINKS_TO;
            if (spacing < GONE) {
                spacing = 0;
            }
        }
    }

    /// Forgets what was heard.
    void forget() {
        spacing = 0;
        slowedAt = -1;
    }

    /// One begins.
    void begin(long nowMillis) {
        last = nowMillis;
    }

    /// When the next may begin that has so many before it.
    long opens(long nowMillis, int ahead) {
        return spacing == 0
                ? nowMillis
                : Math.max(nowMillis, Math.min(last, nowMillis) + spacing())
                        + (long) (ahead * spacing);
    }

    /// The time from one to the next; 0 for no pace.
    long spacing() {
        return (long) Math.ceil(spacing);
    }
}

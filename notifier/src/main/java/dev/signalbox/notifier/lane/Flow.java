package dev.signalbox.notifier.lane;

import java.util.random.RandomGenerator;

/// How fast a lane's deliveries end, and whether it moves at all.
///
/// A full lane that empties within half a second is healthy and merely has much to take. One that
/// does not is stuck after a quarter of a second, until it moves again.
///
/// Not for several threads: [Lanes] has the lock. Times are milliseconds.
final class Flow {
    private static final long MOVING = 250;
    private static final long EMPTIES_WITHIN = 500;
    private static final long STUCK_AFTER = 250;
    private static final long SHORTEST_DEFERRAL = 1_000;
    private static final long LONGEST_DEFERRAL = 60_000;

    private double attemptMillis;
    private double nextDeferral;
    private long lastFinish;
    private long fullSince = -1;
    private boolean stuck;

    /// The time between two beginnings at present.
    ///
    /// @param underWay at least one
    double gap(int underWay) {
        return attemptMillis / underWay;
    }

    /// An attempt has ended.
    void ended(long began, long now) {
        lastFinish = now;
        attemptMillis += ((now - began) - attemptMillis) / 8;
    }

    /// Whether an attempt has ended just now.
    boolean moves(long now) {
        return now - lastFinish < MOVING;
    }

    /// The lane has room although much is queued.
    void roomy() {
        fullSince = -1;
    }

    /// Whether a full lane will soon have room.
    ///
    /// @param moving whether it moves, or would if there were a free place
    Room roomWhenFull(boolean moving, int queued, int concurrency, long now) {
        if (moving && queued * attemptMillis / concurrency < EMPTIES_WITHIN) {
            fullSince = -1;
            stuck = false;
            return Room.SOON;
        }
        if (fullSince < 0) {
            fullSince = now;
        }
        stuck |= now - fullSince >= STUCK_AFTER;
        return stuck ? Room.NOT_NOW : Room.SOON;
    }

    /// When a delivery that the lane has no room for comes again: spread out as fast as it works,
    /// from a second on, at most a minute.
    ///
    /// @param waited how long the first of its queue has waited
    long deferral(long waited, int concurrency, long now, RandomGenerator random) {
        double each = Math.max(Math.max(1, attemptMillis), (double) waited);
        double due =
                Math.max((double) (now + SHORTEST_DEFERRAL), nextDeferral + each / concurrency);
        if (due > now + LONGEST_DEFERRAL) {
            return now + random.nextLong(LONGEST_DEFERRAL / 2, LONGEST_DEFERRAL);
        }
        nextDeferral = due;
        return (long) due;
    }
}

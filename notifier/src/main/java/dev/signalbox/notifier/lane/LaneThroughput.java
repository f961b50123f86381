package dev.signalbox.notifier.lane;

import java.util.random.RandomGenerator;

/// A measure of how fast a lane's deliveries end, and whether it moves at all.
///
/// A full lane that empties within half a second is healthy and merely has much to take. One that
/// does not is stuck after a quarter of a second, until it moves again.
///
/// Not for several threads: [Lanes] has the lock. Times are milliseconds.
final class LaneThroughput {
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
    void ended(long beganMillis, long nowMillis) {
        lastFinish = nowMillis;
        attemptMillis += ((nowMillis - beganMillis) - attemptMillis) / 8;
    }

    /// Whether an attempt has ended just now.
    boolean moves(long nowMillis) {
        return nowMillis - lastFinish < MOVING;
    }

    /// The lane has room although much is queued.
    void roomy() {
        fullSince = -1;
    }

    /// Whether a full lane will soon have room.
    ///
    /// @param moving whether it moves, or would if there were a free place
    Capacity capacityWhenFull(boolean moving, int queued, int concurrency, long nowMillis) {
        if (moving && queued * attemptMillis / concurrency < EMPTIES_WITHIN) {
            fullSince = -1;
            stuck = false;
            return Capacity.SOON;
        }
        if (fullSince < 0) {
            fullSince = nowMillis;
        }
        stuck |= nowMillis - fullSince >= STUCK_AFTER;
        return stuck ? Capacity.NOT_NOW : Capacity.SOON;
    }

    /// When a delivery that the lane has no room for comes again: spread out as fast as it works,
    /// from a second on, at most a minute.
    ///
    /// @param waited how long the first of its queue has waited
    long deferral(long waited, int concurrency, long nowMillis, RandomGenerator random) {
        double each = Math.max(Math.max(1, attemptMillis), (double) waited);
        double due =
                Math.max(
                        (double) (nowMillis + SHORTEST_DEFERRAL),
                        nextDeferral + each / concurrency);
        if (due > nowMillis + LONGEST_DEFERRAL) {
            return nowMillis + random.nextLong(LONGEST_DEFERRAL / 2, LONGEST_DEFERRAL);
        }
        nextDeferral = due;
        return (long) due;
    }
}

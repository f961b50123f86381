package dev.signalbox.notifier.lane;

import java.util.Arrays;

/// The window that holds one limit of a rate: at most so many begin in any period of that length.
/// It remembers when the last of them began. Times are milliseconds.
final class RateWindow {
    private static final long NEVER = Long.MIN_VALUE / 2;

    private final Rate.Limit limit;
    private final long[] begun;
    private int eldest;

    RateWindow(Rate.Limit limit) {
        this.limit = limit;
        begun = new long[limit.most()];
        Arrays.fill(begun, NEVER);
    }

    /// When the next may begin that has so many before it; now where it may at once.
    long opens(long nowMillis, int ahead) {
        int most = begun.length;
        // A clock that was set back must not close the window for longer than its period.
        long before = Math.min(begun[(eldest + ahead % most) % most], nowMillis);
        return Math.max(nowMillis, before + limit.millis()) + ahead / most * limit.millis();
    }

    /// One begins.
    void begin(long nowMillis) {
        begun[eldest] = nowMillis;
        eldest = (eldest + 1) % begun.length;
    }

    /// The time from one to the next where they come evenly.
    long spacing() {
        return Math.ceilDiv(limit.millis(), begun.length);
    }

    /// Whether none began within the last period.
    boolean idle(long nowMillis) {
        return begun[(eldest + begun.length - 1) % begun.length] <= nowMillis - limit.millis();
    }

    /// Goes on from what another one remembers.
    void follow(RateWindow other) {
        for (int i = 0; i < other.begun.length; i++) {
            begin(other.begun[(other.eldest + i) % other.begun.length]);
        }
    }
}

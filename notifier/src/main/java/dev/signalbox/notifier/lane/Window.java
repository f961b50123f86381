package dev.signalbox.notifier.lane;

import java.util.Arrays;

/// One limit of a rate, held: at most so many begin in any period of that length. It remembers when
/// the last of them began. Times are milliseconds.
final class Window {
    private static final long NEVER = Long.MIN_VALUE / 2;

    private final Rate.Limit limit;
    private final long[] begun;
    private int eldest;

    Window(Rate.Limit limit) {
        this.limit = limit;
        begun = new long[limit.most()];
        Arrays.fill(begun, NEVER);
    }

    /// When the next may begin that has so many before it; now where it may at once.
    long opens(long now, int ahead) {
        int most = begun.length;
        // A clock that was set back must not close the window for longer than its period.
        long before = Math.min(begun[(eldest + ahead % most) % most], now);
        return Math.max(now, before + limit.millis()) + ahead / most * limit.millis();
    }

    /// One begins.
    void begin(long now) {
        begun[eldest] = now;
        eldest = (eldest + 1) % begun.length;
    }

    /// The time from one to the next where they come evenly.
    long spacing() {
        return Math.ceilDiv(limit.millis(), begun.length);
    }

    /// Whether none began within the last period.
    boolean idle(long now) {
        return begun[(eldest + begun.length - 1) % begun.length] <= now - limit.millis();
    }

    /// Goes on from what another one remembers.
    void follow(Window other) {
        for (int i = 0; i < other.begun.length; i++) {
            begin(other.begun[(other.eldest + i) % other.begun.length]);
        }
    }
}

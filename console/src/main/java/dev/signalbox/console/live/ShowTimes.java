package dev.signalbox.console.live;

/// When viewers are shown something: once a second, and a moment after records have come, so that
/// they see what is new soon and that of all processes at once. For one thread; times are
/// milliseconds.
final class ShowTimes {
    private static final long EVERY = 1_000;

    /// Processes publish at full seconds: so long is waited for those that are a little later.
    private static final long TOGETHER = 150;

    /// A process whose record comes late is not to have the next item come sooner than that.
    private static final long SOONEST = 800;

    private long last;
    private long next;

    ShowTimes(long nowMillis) {
        last = nowMillis - EVERY;
        next = nowMillis;
    }

    /// Records have come.
    void heard(long nowMillis) {
        next = Math.min(next, Math.max(nowMillis + TOGETHER, last + SOONEST));
    }

    /// How long there is to wait; not positive when it is time.
    long waitMillis(long nowMillis) {
        return next - nowMillis;
    }

    /// Something is shown.
    void shown(long nowMillis) {
        last = nowMillis;
        next = nowMillis + EVERY;
    }
}

package dev.signalbox.notifier.lane;

import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.lane.LaneState.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Decides when a lane may begin a delivery, by its rate, by the pace and the pauses that its
/// target asks for, and by whether the target is up.
///
/// ```
///            "too fast", or a pause asked for              failed again and again
///   open ───────────────────────────────▶ throttled   open ───────────────────────▶ failing
///    ▲                                        │         ▲                              │
///    └── one was tried, and not "too fast" ◀──┘         └── one was answered, or the ◀─┘
///                                                           target was enabled
/// ```
///
/// While it is not open nothing begins until a time, and from then on one at a time. What began
/// before that time neither opens it nor closes it for longer, but for an answer of a target that
/// was thought to be down, and for one that asks for a longer pause. Whatever else is heard, a
/// pause that was asked for is kept to its end.
///
/// What cannot begin soon is given a place in a line, the next that is free at the lane's rate.
/// What comes fresh goes behind those who have a place; what comes to its place goes first.
///
/// Not for several threads: [Lanes] has the lock. Times are milliseconds.
final class Gate {
    /// What can begin within this time waits for it in the lane.
    static final long HOLD = 800;

    private static final long APART = 2;
    private static final int MOST_DOUBLINGS = 8;
    private static final long FORGET = Duration.ofMinutes(10).toMillis();

    private final RandomGenerator random;
    private final Pace pace = new Pace();
    private final Breaker breaker = new Breaker();
    private Window[] windows = {};
    private Standing standing = Standing.OPEN;
    private long opensAt;
    private long askedUntil;
    private long line;
    private long touched;

    Gate(RandomGenerator random) {
        this.random = random;
    }

    /// Holds a rate from now on, with what began under the former one in mind.
    void limit(Rate rate) {
        Window[] former = windows;
        windows = rate.limits().stream().map(Window::new).toArray(Window[]::new);
        if (former.length > 0) {
            for (Window window : windows) {
                window.follow(former[0]);
            }
        }
        endLineWithoutRate();
    }

    /// Whether a delivery may begin.
    ///
    /// @param underWay deliveries of the lane that have begun and not ended
    boolean mayBegin(long now, int underWay) {
        return (standing == Standing.OPEN || underWay == 0) && opens(now, 0) <= now;
    }

    /// When a delivery may begin that has so many before it, as far as can be told.
    long opens(long now, int ahead) {
        long from = standing == Standing.OPEN ? now : Math.max(now, opensAt);
        long opens = pace.opens(from, ahead);
        for (Window window : windows) {
            opens = Math.max(opens, window.opens(from, ahead));
        }
        return opens;
    }

    /// A delivery begins.
    void begin(long now) {
        touched = now;
        pace.begin(now);
        for (Window window : windows) {
            window.begin(now);
        }
    }

    /// Why a delivery must be put off; null where it can begin soon.
    ///
    /// @param ahead how many of its lane's queue go before it
    /// @param returned whether it has been here before
    PutOff.@Nullable Why refuses(long now, int ahead, int underWay, boolean returned) {
        if (standing == Standing.FAILING) {
            return opensAt <= now && ahead + underWay == 0 ? null : PutOff.Why.FAILING;
        }
        long soon = now + HOLD;
        if (opens(now, ahead) > soon || (!returned && line > now && line + spacing() > soon)) {
            return standing == Standing.THROTTLED || windows.length == 0
                    ? PutOff.Why.THROTTLED
                    : PutOff.Why.RATE;
        }
        return null;
    }

    /// The next free place in the line. What is put off again and again because its target is down
    /// comes less and less often.
    ///
    /// @param deferrals how often the delivery was put off before
    long place(long now, int ahead, int deferrals) {
        if (standing == Standing.FAILING) {
            line = Math.max(Math.max(now, opensAt), line + APART);
            long patience = 1_000L << Math.min(deferrals, MOST_DOUBLINGS);
            return Math.max(line, now + (long) (patience * random.nextDouble(0.8, 1.2)));
        }
        line = Math.max(opens(now, ahead), line + spacing());
        return line;
    }

    private long spacing() {
        long spacing = pace.spacing();
        for (Window window : windows) {
            spacing = Math.max(spacing, window.spacing());
        }
        return spacing;
    }

    /// What came of a delivery that began at that time.
    ///
    /// @param gap the time between two beginnings at present
    void heard(Reply reply, long began, long now, double gap) {
        touched = now;
        switch (reply) {
            case Reply.Taken _ -> {
                pace.quicken(began);
                answered(began);
            }
            case Reply.Refused refused -> {
                if (refused.httpStatus() != 0) {
                    answered(began);
                }
            }
            case Reply.Throttled throttled -> throttled(throttled, began, now, gap);
            case Reply.Failed failed -> failed(failed, began, now);
            case Reply.Postponed _ -> {}
        }
    }

    private void answered(long began) {
        breaker.answered();
        if (standing == Standing.FAILING) {
            up(began);
        } else if (began >= opensAt) {
            open();
        }
    }

    /// A target that was thought to be down is up, as of that time.
    private void up(long now) {
        if (askedUntil > now) {
            standing = Standing.THROTTLED;
            opensAt = askedUntil;
        } else {
            open();
        }
    }

    private void open() {
        standing = Standing.OPEN;
        endLineWithoutRate();
    }

    private void endLineWithoutRate() {
        if (windows.length == 0 && pace.spacing() == 0) {
            line = 0;
        }
    }

    private void throttled(Reply.Throttled throttled, long began, long now, double gap) {
        breaker.answered();
        long asked = throttled.pause().toMillis();
        if (windows.length == 0 || asked == 0) {
            pace.slow(began, now, Math.max(gap, (double) spacing()), asked);
        }
        pause(now, Math.max(asked, pace.spacing()));
    }

    /// A 503 with `Retry-After` says how long the whole service is away (RFC 9110, 10.2.3).
    private void failed(Reply.Failed failed, long began, long now) {
        if (standing == Standing.FAILING) {
            if (began >= opensAt) {
                down(now + breaker.failedAgain(failed.reason(), random));
            }
        } else {
            if (began >= opensAt) {
                standing = Standing.OPEN;
            }
            boolean down = failed.httpStatus() == 0 || failed.httpStatus() >= 500;
            long rest = down ? breaker.failed(now, failed.reason(), random) : 0;
            if (rest > 0) {
                down(now + rest);
            }
        }
        if (failed.httpStatus() == 503 && failed.notBefore().isPositive()) {
            pause(now, failed.notBefore().toMillis());
        }
    }

    private void pause(long now, long millis) {
        askedUntil = Math.max(askedUntil, now + millis);
        opensAt = Math.max(standing == Standing.OPEN ? 0 : opensAt, askedUntil);
        standing = Standing.THROTTLED;
    }

    private void down(long until) {
        opensAt = Math.max(until, askedUntil);
        standing = Standing.FAILING;
    }

    /// Forgets that its target was down. A pause that it asked for still holds, and so does a rate.
    void reopen(long now) {
        breaker.answered();
        switch (standing) {
            case OPEN -> {}
            case THROTTLED -> opensAt = askedUntil;
            case FAILING -> up(now);
        }
    }

    /// Whether nothing needs to be remembered of it: all is well and its line is empty, or nothing
    /// was heard of it for long.
    boolean atRest(long now) {
        if (line > now || (standing != Standing.OPEN && opensAt > now)) {
            return false;
        }
        for (Window window : windows) {
            if (!window.idle(now)) {
                return false;
            }
        }
        return now - touched > FORGET
                || (standing == Standing.OPEN && pace.spacing() == 0 && breaker.clear());
    }

    /// Whether it has a rate to hold.
    boolean limited() {
        return windows.length > 0;
    }

    Standing standing() {
        return standing;
    }

    /// From when on one is tried where it is not open.
    long opensAt() {
        return opensAt;
    }

    /// Why the lane does not begin more, for people.
    String words(PutOff.Why why) {
        return switch (why) {
            case RATE -> "others used up the target's rate";
            case THROTTLED -> "the target asked to be sent less";
            case FAILING ->
                    "the target has not answered since %s; last: %s"
                            .formatted(Instant.ofEpochMilli(breaker.since()), breaker.reason());
            case FULL, CHANNEL, CHANGED ->
                    throw new IllegalArgumentException("not for a gate to say");
        };
    }
}

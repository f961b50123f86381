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
/// Replays have a line of their own, behind the one of the live: none begins while any live one has
/// a place to come. And where there is a rate they begin evenly and never in bursts, so that a live
/// one waits for the next place at most, and not until a minute is over.
///
/// Not for several threads: [Lanes] has the lock. Times are milliseconds.
final class Gate {
    /// What can begin within this time waits for it in the lane.
    static final long HOLD = 800;

    private static final long APART = 2;
    private static final int MOST_DOUBLINGS = 8;
    private static final long FORGET = Duration.ofMinutes(10).toMillis();

    private final RandomGenerator random;
    private final AdaptiveSpacing pace = new AdaptiveSpacing();
    private final Breaker breaker = new Breaker();
    private RateWindow[] windows = {};
    private Standing standing = Standing.OPEN;
    private long opensAt;
    private long askedUntil;
    private long line;
    private long replayLine;
    private long began;
    private long touched;

    Gate(RandomGenerator random) {
        this.random = random;
    }

    /// Holds a rate from now on, with what began under the former one in mind.
    void limit(Rate rate) {
        RateWindow[] former = windows;
        windows = rate.limits().stream().map(RateWindow::new).toArray(RateWindow[]::new);
        if (former.length > 0) {
            for (RateWindow window : windows) {
                window.follow(former[0]);
            }
        }
        endLineWithoutRate();
    }

    /// Whether a delivery may begin.
    ///
    /// @param underWay deliveries of the lane that have begun and not ended
    boolean mayBegin(long nowMillis, int underWay) {
        return (standing == Standing.OPEN || underWay == 0) && opens(nowMillis, 0) <= nowMillis;
    }

    /// When a delivery may begin that has so many before it, as far as is known.
    long opens(long nowMillis, int ahead) {
        long from = standing == Standing.OPEN ? nowMillis : Math.max(nowMillis, opensAt);
        long opens = pace.opens(from, ahead);
        for (RateWindow window : windows) {
            opens = Math.max(opens, window.opens(from, ahead));
        }
        return opens;
    }

    /// When one of a replay may begin that has so many before it, as far as is known.
    long opensForReplay(long nowMillis, int ahead) {
        return Math.max(
                opens(nowMillis, ahead), Math.min(began, nowMillis) + (ahead + 1) * spacing());
    }

    /// A delivery begins.
    void begin(long nowMillis) {
        touched = nowMillis;
        began = nowMillis;
        pace.begin(nowMillis);
        for (RateWindow window : windows) {
            window.begin(nowMillis);
        }
    }

    /// Why a delivery must be deferred; null where it can begin soon.
    ///
    /// @param ahead how many of its lane's queue go before it
    Deferral.@Nullable Why refuses(long nowMillis, int ahead, int underWay, Turn turn) {
        if (standing == Standing.FAILING) {
            return opensAt <= nowMillis && ahead + underWay == 0 ? null : Deferral.Why.FAILING;
        }
        long soon = nowMillis + HOLD;
        boolean replay = turn.isReplay();
        long opens = replay ? opensForReplay(nowMillis, ahead) : opens(nowMillis, ahead);
        if (opens > soon
                || ((replay || !turn.isReturned()) && isTaken(line, nowMillis))
                || (turn == Turn.REPLAY_FRESH && isTaken(replayLine, nowMillis))) {
            return standing == Standing.THROTTLED || windows.length == 0
                    ? Deferral.Why.THROTTLED
                    : Deferral.Why.RATE;
        }
        return null;
    }

    /// Whether others have all places of a line that come soon.
    private boolean isTaken(long last, long nowMillis) {
        return last > nowMillis && last + spacing() > nowMillis + HOLD;
    }

    /// The next free place in the line. What is deferred again and again because its target is down
    /// comes less and less often.
    ///
    /// @param deferrals how often the delivery was deferred before
    long place(long nowMillis, int ahead, int deferrals) {
        if (standing == Standing.FAILING) {
            line = Math.max(Math.max(nowMillis, opensAt), line + APART);
            long patience = 1_000L << Math.min(deferrals, MOST_DOUBLINGS);
            return Math.max(line, nowMillis + (long) (patience * random.nextDouble(0.8, 1.2)));
        }
        line = Math.max(opens(nowMillis, ahead), line + spacing());
        return line;
    }

    /// The next free place in the line of replays, which is behind the line of the live.
    long placeOfReplay(long nowMillis, int ahead, int deferrals) {
        long live = line;
        line = Math.max(Math.max(line, replayLine), Math.min(began, nowMillis));
        long place = place(nowMillis, ahead, deferrals);
        replayLine = line;
        line = live;
        return place;
    }

    private long spacing() {
        long spacing = pace.spacing();
        for (RateWindow window : windows) {
            spacing = Math.max(spacing, window.spacing());
        }
        return spacing;
    }

    /// What came of a delivery that began at that time.
    ///
    /// @param gap the time between two beginnings at present
    void heard(Reply reply, long beganMillis, long nowMillis, double gap) {
        touched = nowMillis;
        switch (reply) {
            case Reply.Taken _ -> {
                pace.quicken(beganMillis);
                answered(beganMillis);
            }
            case Reply.Refused refused -> {
                if (refused.httpStatus() != 0) {
                    answered(beganMillis);
                }
            }
            case Reply.Throttled throttled -> throttled(throttled, beganMillis, nowMillis, gap);
            case Reply.Failed failed -> failed(failed, beganMillis, nowMillis);
            case Reply.Postponed _ -> {}
        }
    }

    private void answered(long beganMillis) {
        breaker.answered();
        if (standing == Standing.FAILING) {
            up(beganMillis);
        } else if (beganMillis >= opensAt) {
            open();
        }
    }

    /// A target that was thought to be down is up, as of that time.
    private void up(long nowMillis) {
        if (askedUntil > nowMillis) {
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
            replayLine = 0;
        }
    }

    private void throttled(
            Reply.Throttled throttled, long beganMillis, long nowMillis, double gap) {
        breaker.answered();
        long asked = throttled.pause().toMillis();
        if (windows.length == 0 || asked == 0) {
            pace.slow(beganMillis, nowMillis, Math.max(gap, (double) spacing()), asked);
        }
        pause(nowMillis, Math.max(asked, pace.spacing()));
    }

    /// A 503 with `Retry-After` says how long the whole service is away (RFC 9110, 10.2.3).
    private void failed(Reply.Failed failed, long beganMillis, long nowMillis) {
        if (standing == Standing.FAILING) {
            if (beganMillis >= opensAt) {
                down(nowMillis + breaker.failedAgain(failed.reason(), random));
            }
        } else {
            if (beganMillis >= opensAt) {
                standing = Standing.OPEN;
            }
            boolean down = failed.httpStatus() == 0 || failed.httpStatus() >= 500;
            long rest = down ? breaker.failed(nowMillis, failed.reason(), random) : 0;
            if (rest > 0) {
                down(nowMillis + rest);
            }
        }
        if (failed.httpStatus() == 503 && failed.notBefore().isPositive()) {
            pause(nowMillis, failed.notBefore().toMillis());
        }
    }

    private void pause(long nowMillis, long millis) {
        askedUntil = Math.max(askedUntil, nowMillis + millis);
        opensAt = Math.max(standing == Standing.OPEN ? 0 : opensAt, askedUntil);
        standing = Standing.THROTTLED;
    }

    private void down(long until) {
        opensAt = Math.max(until, askedUntil);
        standing = Standing.FAILING;
    }

    /// Forgets that its target was down. A pause that it asked for still holds, and so does a rate.
    void reopen(long nowMillis) {
        breaker.answered();
        switch (standing) {
            case OPEN -> {}
            case THROTTLED -> opensAt = askedUntil;
            case FAILING -> up(nowMillis);
        }
    }

    /// Forgets all that was heard of its target: it is another one now, or a person says that it is
    /// well. Only a rate still holds.
    void forget() {
        breaker.answered();
        pace.forget();
        askedUntil = 0;
        opensAt = 0;
        line = 0;
        replayLine = 0;
        standing = Standing.OPEN;
    }

    /// Whether nothing needs to be remembered of it: all is well and its line is empty, or nothing
    /// was heard of it for long.
    boolean atRest(long nowMillis) {
        if (Math.max(line, replayLine) > nowMillis
                || (standing != Standing.OPEN && opensAt > nowMillis)) {
            return false;
        }
        for (RateWindow window : windows) {
            if (!window.idle(nowMillis)) {
                return false;
            }
        }
        return nowMillis - touched > FORGET
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
    String words(Deferral.Why why) {
        return switch (why) {
            case RATE -> "others used up the target's rate";
            case THROTTLED -> "the target asked to be sent less";
            case FAILING ->
                    "the target has not answered since %s; last: %s"
                            .formatted(Instant.ofEpochMilli(breaker.since()), breaker.reason());
            case FULL, CHANNEL, CHANGED, PAUSED ->
                    throw new IllegalArgumentException("not for a gate to say");
        };
    }
}

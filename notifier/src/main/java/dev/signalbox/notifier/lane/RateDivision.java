package dev.signalbox.notifier.lane;

/// Divides a robot's rate between messages of one delivery and digests, which carry many.
///
/// Of what may begin in a minute, messages of one delivery may be three quarters. The last quarter
/// is kept for digests and spread evenly, so that people hear soon however much there is to say. A
/// delivery for which there is no message of its own gathers with others in the lane's queue where
/// a digest may begin soon. Else it is deferred to the next digest, and as long as any wait for
/// that one, all that come are carried by it as well: nothing overtakes them.
///
/// ```
///   one of its own? ──▶ queue ──▶ sent alone
///   digest soon?    ──▶ queue, gathers for half a second ──▶ sent with all that are queued
///   neither         ──▶ signalbox.retries, due at the time of the next digest that has room
/// ```
///
/// One of a replay is sent alone only while half of those messages are left for live ones, and one
/// that is deferred to a digest is not waited for: live ones may overtake it.
///
/// Not for several threads: [Lanes] has the lock. Times are milliseconds.
final class RateDivision {
    /// Deliveries that one digest carries.
    static final int MOST = 500;

    /// How long deliveries gather.
    static final long GATHERING = 500;

    private static final long SOON = 300;
    private static final long SHORTEST_DEFERRAL = 1_000;

    /// How late deliveries may come to their digest; one that none has come to by then is not
    /// waited for.
    private static final long LATEST = 5_000;

    private static final long ON_TIME = 1_500;
    private static final long NEVER = Long.MIN_VALUE / 2;

    private RateWindow[] singles = {};

    /// What replays leave of the messages of one delivery.
    private int reserved;

    private long spacing;
    private long last = NEVER;

    /// The first and the last digest that deliveries were deferred to, and how many to the last.
    private long next = NEVER;

    private long planned = NEVER;
    private int expected;

    /// When what is queued has gathered.
    private long gathered = NEVER;

    /// Divides that rate from now on, with what began under the former one in mind.
    void limit(Rate rate) {
        RateWindow[] former = singles;
        singles = rate.singles().stream().map(RateWindow::new).toArray(RateWindow[]::new);
        if (former.length > 0) {
            for (RateWindow window : singles) {
                window.follow(former[0]);
            }
        }
        reserved = rate.singles().stream().mapToInt(Rate.Limit::most).min().orElse(0) / 2;
        spacing = rate.betweenDigests();
    }

    /// The lane's queue is empty: nothing gathers there.
    void nothingQueued() {
        gathered = NEVER;
    }

    /// Whether there is room in the lane for a delivery, be it alone or for a digest.
    ///
    /// @param ahead how many are queued before it
    /// @param replay whether it is of a replay
    /// @param opens when the robot may be sent anything, behind those
    /// @param soonest when the next message may be sent at all
    boolean hasRoom(long nowMillis, int ahead, boolean replay, long opens, long soonest) {
        long alone = Math.max(opens, opensForOne(nowMillis, ahead, replay));
        return alone <= nowMillis + Gate.HOLD
                || (ahead < MOST && opensForMany(nowMillis, soonest) <= nowMillis + SOON);
    }

    /// A delivery was queued.
    ///
    /// @param queued how many are queued now
    /// @param replay whether it is of a replay
    void queued(long nowMillis, int queued, boolean replay) {
        boolean alone = opensForOne(nowMillis, queued - 1, replay) <= nowMillis + Gate.HOLD;
        if (queued == 1) {
            gathered = NEVER;
        }
        if (!alone && gathered == NEVER) {
            gathered = nowMillis + GATHERING;
        }
    }

    /// When one may be sent alone that has so many before it.
    ///
    /// @param replay whether it is of a replay
    long opensForOne(long nowMillis, int ahead, boolean replay) {
        if (othersWait(nowMillis)) {
            return Long.MAX_VALUE;
        }
        long opens = nowMillis;
        for (RateWindow window : singles) {
            opens = Math.max(opens, window.opens(nowMillis, ahead + (replay ? reserved : 0)));
        }
        return opens;
    }

    private boolean othersWait(long nowMillis) {
        while (next != NEVER && nowMillis > next + LATEST) {
            takeNext();
        }
        return next != NEVER;
    }

    private void takeNext() {
        next = planned <= next ? NEVER : planned - next < 2 * spacing ? planned : next + spacing;
    }

    private long opensForMany(long nowMillis, long soonest) {
        long opens = Math.max(soonest, Math.min(last, nowMillis) + spacing);
        return gathered == NEVER && othersWait(nowMillis) ? Math.max(opens, next) : opens;
    }

    /// When what is queued may be sent as a digest; never where nothing has gathered.
    ///
    /// @param soonest when the robot may be sent anything at all
    long opensForGathered(long nowMillis, long soonest) {
        return gathered == NEVER
                ? Long.MAX_VALUE
                : Math.max(
                        Math.min(gathered, nowMillis + GATHERING),
                        opensForMany(nowMillis, soonest));
    }

    /// One is sent alone.
    void beginOne(long nowMillis) {
        for (RateWindow window : singles) {
            window.begin(nowMillis);
        }
    }

    /// A digest is sent. Deliveries come to it a little late and then gather; the one after it is
    /// expected as if they had not.
    void beginMany(long nowMillis) {
        last = nowMillis;
        gathered = NEVER;
        if (othersWait(nowMillis) && next <= nowMillis) {
            last = Math.max(next, nowMillis - ON_TIME);
            takeNext();
        }
    }

    /// When the next digest is sent that has room for one more, which is expected there from now
    /// on.
    ///
    /// @param soonest when the robot may be sent anything at all
    long place(long nowMillis, long soonest) {
        boolean waits = othersWait(nowMillis);
        if (!waits || planned < Math.max(nowMillis, soonest)) {
            long before =
                    waits
                            ? next
                            : gathered == NEVER ? last : Math.min(gathered, nowMillis + GATHERING);
            planned = Math.max(Math.max(nowMillis + SHORTEST_DEFERRAL, soonest), before + spacing);
            expected = 0;
            next = waits ? next : planned;
        }
        if (expected == MOST) {
            planned += spacing;
            expected = 0;
        }
        expected++;
        return planned;
    }

    /// When the next digest may be sent, which one of a replay comes back for.
    ///
    /// @param soonest when the robot may be sent anything at all
    long placeOfReplay(long nowMillis, long soonest) {
        return Math.max(nowMillis + SHORTEST_DEFERRAL, opensForMany(nowMillis, soonest));
    }

    /// Whether nothing needs to be remembered of it.
    boolean atRest(long nowMillis) {
        return !othersWait(nowMillis) && last + spacing <= nowMillis;
    }
}

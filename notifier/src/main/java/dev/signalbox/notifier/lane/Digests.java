package dev.signalbox.notifier.lane;

/// Divides a robot's rate between messages of one delivery and digests, which tell many.
///
/// Of what may begin in a minute, messages of one delivery may be three quarters. The last quarter
/// is kept for digests and spread evenly, so that people are told soon however much there is to
/// tell. A delivery for which there is no message of its own gathers with others in the lane's
/// queue where a digest may begin soon. Else it is put off to the next digest, and as long as any
/// wait for that one, all that come are told by it as well: nothing overtakes them.
///
/// ```
///   one of its own? ──▶ queue ──▶ told alone
///   digest soon?    ──▶ queue, gathers for half a second ──▶ told with all that are queued
///   neither         ──▶ signalbox.retries, due at the time of the next digest that has room
/// ```
///
/// Not for several threads: [Lanes] has the lock. Times are milliseconds.
final class Digests {
    /// Deliveries that one digest tells.
    static final int MOST = 500;

    /// How long deliveries gather.
    static final long GATHERING = 500;

    private static final long SOON = 300;
    private static final long SHORTEST_DEFERRAL = 1_000;

    /// How late deliveries may come to their digest; one that nobody has come to by then is not
    /// waited for.
    private static final long LATEST = 5_000;

    private static final long ON_TIME = 1_500;
    private static final long NEVER = Long.MIN_VALUE / 2;

    private Window[] singles = {};
    private long spacing;
    private long last = NEVER;

    /// The first and the last digest that deliveries were put off to, and how many to the last.
    private long next = NEVER;

    private long planned = NEVER;
    private int expected;

    /// When what is queued has gathered.
    private long gathered = NEVER;

    /// Divides that rate from now on, with what began under the former one in mind.
    void limit(Rate rate) {
        Window[] former = singles;
        singles = rate.singles().stream().map(Window::new).toArray(Window[]::new);
        if (former.length > 0) {
            for (Window window : singles) {
                window.follow(former[0]);
            }
        }
        spacing = rate.betweenDigests();
    }

    /// Whether there is room in the lane for a delivery, be it alone or for a digest.
    ///
    /// @param queued how many are queued
    /// @param opens when the robot may be told anything, behind those queued
    /// @param soonest when it may be told anything at all
    boolean hasRoom(long now, int queued, long opens, long soonest) {
        if (queued == 0) {
            gathered = NEVER;
        }
        long alone = Math.max(opens, opensForOne(now, queued));
        return alone <= now + Gate.HOLD
                || (queued < MOST && opensForMany(now, soonest) <= now + SOON);
    }

    /// A delivery was queued.
    ///
    /// @param queued how many are queued now
    void queued(long now, int queued) {
        boolean alone = opensForOne(now, queued - 1) <= now + Gate.HOLD;
        if (queued == 1) {
            gathered = NEVER;
        }
        if (!alone && gathered == NEVER) {
            gathered = now + GATHERING;
        }
    }

    /// When one may be told alone that has so many before it.
    long opensForOne(long now, int ahead) {
        if (othersWait(now)) {
            return Long.MAX_VALUE;
        }
        long opens = now;
        for (Window window : singles) {
            opens = Math.max(opens, window.opens(now, ahead));
        }
        return opens;
    }

    private boolean othersWait(long now) {
        while (next != NEVER && now > next + LATEST) {
            takeNext();
        }
        return next != NEVER;
    }

    private void takeNext() {
        next = planned <= next ? NEVER : planned - next < 2 * spacing ? planned : next + spacing;
    }

    private long opensForMany(long now, long soonest) {
        long opens = Math.max(soonest, Math.min(last, now) + spacing);
        return gathered == NEVER && othersWait(now) ? Math.max(opens, next) : opens;
    }

    /// When what is queued may be told by a digest; never where nothing has gathered.
    ///
    /// @param soonest when the robot may be told anything at all
    long opensForGathered(long now, long soonest) {
        return gathered == NEVER
                ? Long.MAX_VALUE
                : Math.max(Math.min(gathered, now + GATHERING), opensForMany(now, soonest));
    }

    /// One is told alone.
    void beginOne(long now) {
        for (Window window : singles) {
            window.begin(now);
        }
    }

    /// A digest is told. Deliveries come to it a little late and then gather; the one after it is
    /// expected as if they had not.
    void beginMany(long now) {
        last = now;
        gathered = NEVER;
        if (othersWait(now) && next <= now) {
            last = Math.max(next, now - ON_TIME);
            takeNext();
        }
    }

    /// When the next digest is told that has room for one more, which is expected there from now
    /// on.
    ///
    /// @param soonest when the robot may be told anything at all
    long place(long now, long soonest) {
        boolean waits = othersWait(now);
        if (!waits || planned < Math.max(now, soonest)) {
            long before =
                    waits ? next : gathered == NEVER ? last : Math.min(gathered, now + GATHERING);
            planned = Math.max(Math.max(now + SHORTEST_DEFERRAL, soonest), before + spacing);
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

    /// Whether nothing needs to be remembered of it.
    boolean atRest(long now) {
        return !othersWait(now) && last + spacing <= now;
    }
}

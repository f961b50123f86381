package dev.signalbox.notifier.lane;

import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.lane.LaneState.Standing;
import dev.signalbox.notifier.task.DeliveryTask;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The deliveries to one place: what waits, how many are under way, how fast it is.
///
/// Its gate is there only where there is something to hold back for: a rate, or trouble. A lane
/// with a rate is never waited for.
///
/// Not for several threads: [Lanes] has the lock. Times are milliseconds.
final class Lane {
    private static final long REMEMBER_RATES = Duration.ofHours(1).toMillis();

    /// Which of the lanes it is: a target's, or, with [#robot], that of a robot.
    final TargetKey target;

    /// The robot; null where the target has the lane for itself.
    final @Nullable String robot;

    final LaneQueue queue = new LaneQueue();

    /// What is queued and under way.
    long bytes;

    /// What replays have of that.
    final ReplayShare.OfLane replays = new ReplayShare.OfLane();

    int concurrency = DeliveryOptions.DEFAULT_CONCURRENCY;
    int underWay;

    /// How often it was opened anew: what began before says nothing about the target as it is now.
    int openings;

    /// Whether it is among the lanes that begin when they can.
    boolean listed;

    /// Whether it is among the lanes that have something queued.
    boolean inBacklog;

    private final RandomGenerator random;
    private final LaneThroughput flow = new LaneThroughput();

    /// How the rate is divided; only where there is a robot.
    private final @Nullable RateDivision digests;

    private @Nullable Gate gate;
    private int perMinute = -1;

    /// The rates of the targets that used the robot lately; only where there is one.
    private final Map<TargetKey, Integer> rates;

    private long ratesSince;

    Lane(TargetKey target, @Nullable String robot, RandomGenerator random) {
        this.target = target;
        this.robot = robot;
        this.random = random;
        digests = robot == null ? null : new RateDivision();
        rates = robot == null ? Map.of() : new HashMap<>();
    }

    /// Takes over what a delivery's target asks for.
    void serve(DeliveryTask task, long nowMillis) {
        Target asks = task.target();
        if (asks == null) {
            return;
        }
        DeliveryOptions options = asks.options();
        concurrency = options.concurrency();
        if (robot != null) {
            if (nowMillis - ratesSince > REMEMBER_RATES) {
                rates.clear();
                ratesSince = nowMillis;
            }
            Integer former = rates.put(task.delivery().target(), options.ratePerMinute());
            if (former == null || former != options.ratePerMinute()) {
                limit(asks.channel(), lowestRate());
            }
        } else if (perMinute != options.ratePerMinute()) {
            limit(asks.channel(), options.ratePerMinute());
        }
    }

    private int lowestRate() {
        return rates.values().stream().filter(rate -> rate > 0).min(Integer::compare).orElse(0);
    }

    private void limit(Channel channel, int rate) {
        if (perMinute == rate) {
            return;
        }
        perMinute = rate;
        Rate limits = Rate.of(channel, rate);
        if (gate != null || !limits.limits().isEmpty()) {
            gate().limit(limits);
        }
        if (digests != null) {
            digests.limit(limits);
        }
    }

    private Gate gate() {
        if (gate == null) {
            gate = new Gate(random);
        }
        return gate;
    }

    /// Why a delivery must be deferred; null where it need not be.
    Deferral.@Nullable Why refuses(long nowMillis, Turn turn) {
        if (gate == null) {
            return null;
        }
        RateDivision divided = divided(gate);
        if (divided == null) {
            return gate.refuses(nowMillis, queue.ahead(turn), underWay, turn);
        }
        if (queue.isEmpty()) {
            divided.nothingQueued();
        }
        int ahead = queue.ahead(turn.isReplay() ? Turn.REPLAY_FRESH : Turn.FRESH);
        return divided.hasRoom(
                        nowMillis,
                        ahead,
                        turn.isReplay(),
                        gate.opens(nowMillis, ahead),
                        gate.opens(nowMillis, 0))
                ? null
                : gate.standing() == Standing.THROTTLED
                        ? Deferral.Why.THROTTLED
                        : Deferral.Why.RATE;
    }

    /// Whether the next that is queued may begin, as far as the gate decides.
    boolean open(long nowMillis) {
        return open(nowMillis, queue.replayIsNext());
    }

    /// Whether a delivery may begin.
    ///
    /// @param replay whether it is of a replay
    boolean open(long nowMillis, boolean replay) {
        return gate == null
                || (gate.mayBegin(nowMillis, underWay)
                        && (gate.standing() != Standing.OPEN
                                || opens(nowMillis, replay) <= nowMillis));
    }

    /// Whether there is a gate at all.
    boolean gated() {
        return gate != null;
    }

    /// When the gate opens for the next one.
    long opens(long nowMillis) {
        return opens(nowMillis, queue.replayIsNext());
    }

    private long opens(long nowMillis, boolean replay) {
        if (gate == null) {
            return nowMillis;
        }
        long opens =
                replay && digests == null
                        ? gate.opensForReplay(nowMillis, 0)
                        : gate.opens(nowMillis, 0);
        if (digests == null || gate.standing() != Standing.OPEN) {
            return opens;
        }
        long one = Math.max(opens, digests.opensForOne(nowMillis, 0, replay));
        return queue.isEmpty() ? one : Math.min(one, digests.opensForGathered(nowMillis, opens));
    }

    /// The division of the rate; null where there is none, or the robot is down, and then nothing
    /// is sent but to try it.
    private @Nullable RateDivision divided(Gate gate) {
        return gate.standing() == Standing.FAILING ? null : digests;
    }

    /// Whether what is queued is to be sent as one message.
    boolean gathered(long nowMillis) {
        return gate != null
                && digests != null
                && gate.standing() == Standing.OPEN
                && digests.opensForGathered(nowMillis, gate.opens(nowMillis, 0)) <= nowMillis;
    }

    /// A delivery was queued.
    void queued(long nowMillis, boolean replay) {
        if (digests != null) {
            digests.queued(nowMillis, queue.size(), replay);
        }
    }

    /// A delivery begins.
    void begin(long nowMillis) {
        underWay++;
        if (gate != null) {
            gate.begin(nowMillis);
        }
        if (digests != null) {
            digests.beginOne(nowMillis);
        }
    }

    /// A digest begins.
    void beginMany(long nowMillis) {
        underWay++;
        if (gate != null) {
            gate.begin(nowMillis);
        }
        if (digests != null) {
            digests.beginMany(nowMillis);
        }
    }

    /// A delivery has ended.
    ///
    /// @param openingsThen the openings when it began
    void end(Reply reply, long beganMillis, long nowMillis, int openingsThen) {
        double gap = flow.gap(underWay);
        underWay--;
        flow.ended(beganMillis, nowMillis);
        if (openingsThen != openings) {
            return;
        }
        if (gate != null) {
            gate.heard(reply, beganMillis, nowMillis, gap);
            forgetIdleGate(gate, nowMillis);
        } else if (reply instanceof Reply.Failed || reply instanceof Reply.Throttled) {
            gate().heard(reply, beganMillis, nowMillis, gap);
        }
    }

    /// Its target is up, as far as is known.
    void reopen(long nowMillis) {
        if (gate != null) {
            gate.reopen(nowMillis);
            forgetIdleGate(gate, nowMillis);
        }
    }

    /// Its target is another one now, or a person says that it is well.
    void openAnew(long nowMillis) {
        openings++;
        if (gate != null) {
            gate.forget();
            forgetIdleGate(gate, nowMillis);
        }
    }

    private void forgetIdleGate(Gate idle, long nowMillis) {
        if (!idle.limited() && idle.atRest(nowMillis)) {
            gate = null;
        }
    }

    /// Says that there is room although much is queued.
    void roomy() {
        flow.roomy();
    }

    /// Whether a full lane will soon have room.
    Capacity capacityWhenFull(long nowMillis) {
        if (gate != null && gate.limited()) {
            return Capacity.NOT_NOW;
        }
        boolean moving = flow.moves(nowMillis) || starved(nowMillis);
        return flow.capacityWhenFull(
                moving, Math.max(queue.size(), underWay), concurrency, nowMillis);
    }

    /// The same for one of a replay: it waits only where others end all the time.
    Capacity capacityWhenFullOfReplays(long nowMillis) {
        return (gate == null || !gate.limited()) && flow.moves(nowMillis)
                ? Capacity.SOON
                : Capacity.NOT_NOW;
    }

    /// Whether it has deliveries that wait for nothing but a free place: all lanes together have
    /// more to do than there are places, which is not this lane's fault, and it would not help if
    /// they left.
    boolean starved(long nowMillis) {
        return underWay < concurrency
                && (underWay == 0 || flow.moves(nowMillis))
                && !queue.isEmpty()
                && open(nowMillis);
    }

    /// When a delivery that the lane cannot take comes again.
    Deferral deferral(DeliveryTask task, long nowMillis) {
        Deferral.Why why = refuses(nowMillis, Turn.of(task.arrival()));
        long place =
                gate != null && (why != null || gate.limited())
                        ? place(task, nowMillis, gate)
                        : nowMillis;
        return gate == null || why == null
                ? new Deferral(
                        Instant.ofEpochMilli(Math.max(place, dueWhenFull(nowMillis))),
                        Deferral.Why.FULL,
                        "the target took others too slowly")
                : new Deferral(Instant.ofEpochMilli(place), why, gate.words(why));
    }

    private long place(DeliveryTask task, long nowMillis, Gate gate) {
        RateDivision divided = divided(gate);
        Turn turn = Turn.of(task.arrival());
        if (divided == null) {
            int ahead = queue.ahead(turn);
            int deferrals = task.arrival().deferrals();
            return turn.isReplay()
                    ? gate.placeOfReplay(nowMillis, ahead, deferrals)
                    : gate.place(nowMillis, ahead, deferrals);
        }
        long opens = gate.opens(nowMillis, 0);
        return turn.isReplay()
                ? divided.placeOfReplay(nowMillis, opens)
                : divided.place(nowMillis, opens);
    }

    private long dueWhenFull(long nowMillis) {
        return flow.deferral(queue.waited(nowMillis), concurrency, nowMillis, random);
    }

    /// Whether nothing is in it and nothing needs to be remembered of it.
    boolean atRest(long nowMillis) {
        return underWay == 0
                && queue.isEmpty()
                && (gate == null || gate.atRest(nowMillis))
                && (digests == null || digests.atRest(nowMillis));
    }

    Standing standing() {
        return gate == null ? Standing.OPEN : gate.standing();
    }

    /// From when on one is tried; null where it is open.
    @Nullable Instant until() {
        return gate == null || gate.standing() == Standing.OPEN
                ? null
                : Instant.ofEpochMilli(gate.opensAt());
    }

    /// The target, or those that used the robot lately or wait for it.
    Stream<TargetKey> targets() {
        return robot == null
                ? Stream.of(target)
                : Stream.concat(
                                rates.keySet().stream(),
                                queue.stream().map(task -> task.delivery().target()))
                        .distinct();
    }
}

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

    int concurrency = DeliveryOptions.DEFAULT_CONCURRENCY;
    int underWay;

    /// Whether it stands among the lanes that begin when they can.
    boolean listed;

    /// Whether it stands among the lanes that have something queued.
    boolean inBacklog;

    private final RandomGenerator random;
    private final Flow flow = new Flow();

    /// How the rate is divided; only where a robot is told.
    private final @Nullable Digests digests;

    private @Nullable Gate gate;
    private int perMinute = -1;

    /// The rates of the targets that have told the robot lately; only where there is one.
    private final Map<TargetKey, Integer> rates;

    private long ratesSince;

    Lane(TargetKey target, @Nullable String robot, RandomGenerator random) {
        this.target = target;
        this.robot = robot;
        this.random = random;
        digests = robot == null ? null : new Digests();
        rates = robot == null ? Map.of() : new HashMap<>();
    }

    /// Takes over what a delivery's target asks for.
    void serve(DeliveryTask task, long now) {
        Target asks = task.target();
        if (asks == null) {
            return;
        }
        DeliveryOptions options = asks.options();
        concurrency = options.concurrency();
        if (robot != null) {
            if (now - ratesSince > REMEMBER_RATES) {
                rates.clear();
                ratesSince = now;
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

    /// Why a delivery must be put off; null where it need not be.
    ///
    /// @param returned whether it has been here before
    PutOff.@Nullable Why refuses(long now, boolean returned) {
        if (gate == null) {
            return null;
        }
        Digests divided = divided(gate);
        if (divided == null) {
            return gate.refuses(now, queue.ahead(returned), underWay, returned);
        }
        int queued = queue.size();
        return divided.hasRoom(now, queued, gate.opens(now, queued), gate.opens(now, 0))
                ? null
                : gate.standing() == Standing.THROTTLED ? PutOff.Why.THROTTLED : PutOff.Why.RATE;
    }

    /// Whether a delivery may begin, as far as the gate decides.
    boolean open(long now) {
        return gate == null
                || (gate.mayBegin(now, underWay)
                        && (gate.standing() != Standing.OPEN || opens(now) <= now));
    }

    /// Whether there is a gate at all.
    boolean gated() {
        return gate != null;
    }

    /// When the gate opens for the next one.
    long opens(long now) {
        if (gate == null) {
            return now;
        }
        long opens = gate.opens(now, 0);
        if (digests == null || gate.standing() != Standing.OPEN) {
            return opens;
        }
        long one = Math.max(opens, digests.opensForOne(now, 0));
        return queue.isEmpty() ? one : Math.min(one, digests.opensForGathered(now, opens));
    }

    /// The division of the rate; null where there is none, or the robot is down, and then nothing
    /// is told but to try it.
    private @Nullable Digests divided(Gate gate) {
        return gate.standing() == Standing.FAILING ? null : digests;
    }

    /// Whether what is queued is to be told by one message.
    boolean gathered(long now) {
        return gate != null
                && digests != null
                && gate.standing() == Standing.OPEN
                && digests.opensForGathered(now, gate.opens(now, 0)) <= now;
    }

    /// A delivery was queued.
    void queued(long now) {
        if (digests != null) {
            digests.queued(now, queue.size());
        }
    }

    /// A delivery begins.
    void begin(long now) {
        underWay++;
        if (gate != null) {
            gate.begin(now);
        }
        if (digests != null) {
            digests.beginOne(now);
        }
    }

    /// A digest begins.
    void beginMany(long now) {
        underWay++;
        if (gate != null) {
            gate.begin(now);
        }
        if (digests != null) {
            digests.beginMany(now);
        }
    }

    /// A delivery has ended.
    void end(Reply reply, long began, long now) {
        double gap = flow.gap(underWay);
        underWay--;
        flow.ended(began, now);
        if (gate != null) {
            gate.heard(reply, began, now, gap);
            forgetIdleGate(gate, now);
        } else if (reply instanceof Reply.Failed || reply instanceof Reply.Throttled) {
            gate().heard(reply, began, now, gap);
        }
    }

    /// Its target is up, as far as anybody knows.
    void reopen(long now) {
        if (gate != null) {
            gate.reopen(now);
            forgetIdleGate(gate, now);
        }
    }

    private void forgetIdleGate(Gate idle, long now) {
        if (!idle.limited() && idle.atRest(now)) {
            gate = null;
        }
    }

    /// Says that there is room although much is queued.
    void roomy() {
        flow.roomy();
    }

    /// Whether a full lane will soon have room.
    Room roomWhenFull(long now) {
        if (gate != null && gate.limited()) {
            return Room.NOT_NOW;
        }
        boolean moving = flow.moves(now) || starved(now);
        return flow.roomWhenFull(moving, Math.max(queue.size(), underWay), concurrency, now);
    }

    /// Whether it has deliveries that wait for nothing but a free place: all lanes together have
    /// more to do than there are places, which is not this lane's fault, and nobody would be helped
    /// if they left.
    boolean starved(long now) {
        return underWay < concurrency
                && (underWay == 0 || flow.moves(now))
                && !queue.isEmpty()
                && open(now);
    }

    /// When a delivery that the lane cannot take comes again.
    PutOff putOff(DeliveryTask task, long now) {
        PutOff.Why why = refuses(now, task.arrival().returned());
        long place = gate != null && (why != null || gate.limited()) ? place(task, now, gate) : now;
        return gate == null || why == null
                ? new PutOff(
                        Instant.ofEpochMilli(Math.max(place, deferral(now))),
                        PutOff.Why.FULL,
                        "the target took others too slowly")
                : new PutOff(Instant.ofEpochMilli(place), why, gate.words(why));
    }

    private long place(DeliveryTask task, long now, Gate gate) {
        Digests divided = divided(gate);
        return divided == null
                ? gate.place(
                        now, queue.ahead(task.arrival().returned()), task.arrival().deferrals())
                : divided.place(now, gate.opens(now, 0));
    }

    private long deferral(long now) {
        return flow.deferral(queue.waited(now), concurrency, now, random);
    }

    /// Whether nothing is in it and nothing needs to be remembered of it.
    boolean atRest(long now) {
        return underWay == 0
                && queue.isEmpty()
                && (gate == null || gate.atRest(now))
                && (digests == null || digests.atRest(now));
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

    /// The target, or those that have told the robot lately or wait for it.
    Stream<TargetKey> targets() {
        return robot == null
                ? Stream.of(target)
                : Stream.concat(
                                rates.keySet().stream(),
                                queue.stream().map(task -> task.delivery().target()))
                        .distinct();
    }
}

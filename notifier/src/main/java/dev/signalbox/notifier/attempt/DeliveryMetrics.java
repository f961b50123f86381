package dev.signalbox.notifier.attempt;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.stats.Counted;
import dev.signalbox.contract.stats.StatsBoard;
import dev.signalbox.contract.topic.UnreadableRecords;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.lane.Deferral;
import dev.signalbox.notifier.lane.LaneState.Standing;
import dev.signalbox.notifier.task.DeliveryTask;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/// The notifier's counters. They count since the start of the process, and each delivery record
/// once, when Kafka has acknowledged what came of it.
///
/// Always, in one process: `received = delivered + merged + dead + cancelled + retried + deferred +
/// duplicates + unreadable + dropped + in flight`. *Merged* are those delivered in the message of
/// another one, which counts as *delivered*; so the notifications that went out are *delivered*,
/// and the deliveries that arrived *delivered + merged*.
///
/// Over all processes, since all of them started on empty topics and none was killed: `matched +
/// what replays sent = delivered + merged + dead + cancelled + in flight + waiting + what is not
/// yet read`, where *matched* is the router's, and what is not yet read is the lag of the groups
/// `signalbox-notifier` and `signalbox-scheduler`. A process that was killed begins at zero, so
/// after a kill the sum over the topics is what counts: distinct delivery ids on
/// `signalbox.deliveries` = distinct ids delivered or dead on `signalbox.outcomes` once nothing
/// waits, and those delivered are what `signalbox.usage` shows as delivered and merged.
public final class DeliveryMetrics implements AutoCloseable {
    private static final double[] SECONDS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30
    };
    private static final double[] AGES = {
        0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 300, 3_600, 86_400
    };

    private final PrometheusRegistry registry;
    private final StatsBoard stats;
    private final List<Collector> registered = new ArrayList<>();
    private final Map<Channel, CounterDataPoint> delivered = new EnumMap<>(Channel.class);
    private final Map<Deferral.Why, CounterDataPoint> deferred = new EnumMap<>(Deferral.Why.class);
    private final Map<Channel, Attempts> attempts = new EnumMap<>(Channel.class);
    private final DistributionDataPoint attemptSeconds;
    private final DistributionDataPoint firstAttemptSeconds;
    private final DistributionDataPoint deferredFirstAttemptSeconds;
    private final DistributionDataPoint ageSeconds;

    /// The attempts by one channel.
    private record Attempts(
            CounterDataPoint taken,
            CounterDataPoint failed,
            CounterDataPoint throttled,
            CounterDataPoint refused) {}

    public final CounterDataPoint received;
    private final CounterDataPoint merged;
    final CounterDataPoint digests;
    private final CounterDataPoint dead;
    final CounterDataPoint cancelled;
    final CounterDataPoint retried;
    public final CounterDataPoint duplicates;
    private final CounterDataPoint unreadable;
    public final CounterDataPoint dropped;

    /// @param stats counts by account
    /// @param inFlight how many deliveries are in hand
    /// @param waiting how many deliveries wait for their time in this process's scheduler
    public DeliveryMetrics(
            PrometheusRegistry registry,
            StatsBoard stats,
            LongSupplier inFlight,
            LongSupplier waiting) {
        this.registry = registry;
        this.stats = stats;
        Counter byChannel =
                register(
                        Counter.builder()
                                .name("signalbox_notifier_delivered")
                                .help("Deliveries that a target took")
                                .labelNames("channel")
                                .withoutExemplars()
                                .build());
        for (Channel channel : Channel.values()) {
            delivered.put(channel, byChannel.labelValues(channel.label()));
        }
        Counter byResult =
                register(
                        Counter.builder()
                                .name("signalbox_notifier_attempts")
                                .help("Attempts, by what the target answered")
                                .labelNames("channel", "result")
                                .withoutExemplars()
                                .build());
        for (Channel channel : Channel.values()) {
            attempts.put(
                    channel,
                    new Attempts(
                            byResult.labelValues(channel.label(), "taken"),
                            byResult.labelValues(channel.label(), "failed"),
                            byResult.labelValues(channel.label(), "throttled"),
                            byResult.labelValues(channel.label(), "refused")));
        }
        received = counter("received", "Delivery records taken from Kafka, each way they end");
        merged = counter("merged", "Deliveries that a target took in the message of another one");
        digests = counter("digests", "Messages that told several deliveries, taken by the target");
        dead = counter("dead", "Deliveries that were given up");
        cancelled = counter("cancelled", "Deliveries not made since their replay was cancelled");
        retried = counter("retried", "Failed attempts after which another one was scheduled");
        Counter byReason =
                register(
                        Counter.builder()
                                .name("signalbox_notifier_deferred")
                                .help("Deliveries put off without an attempt")
                                .labelNames("reason")
                                .withoutExemplars()
                                .build());
        for (Deferral.Why why : Deferral.Why.values()) {
            deferred.put(why, byReason.labelValues(why.label()));
        }
        duplicates = counter("duplicates", "Delivery records that repeated a recent one, not sent");
        unreadable = counter("unreadable", "Records that are no delivery, put aside");
        dropped = counter("dropped", "Deliveries left unsent to another notifier in a rebalance");
        attemptSeconds = histogram("attempt_seconds", "Time of one attempt", SECONDS);
        Histogram firstAttempts =
                register(
                        Histogram.builder()
                                .name("signalbox_notifier_first_attempt_seconds")
                                .help(
                                        "Time from acceptance of the event to the beginning of the"
                                                + " first attempt, live deliveries only, by whether"
                                                + " they were deferred before")
                                .labelNames("deferred")
                                .classicOnly()
                                .classicUpperBounds(AGES)
                                .withoutExemplars()
                                .build());
        firstAttemptSeconds = firstAttempts.labelValues("no");
        deferredFirstAttemptSeconds = firstAttempts.labelValues("yes");
        ageSeconds =
                histogram(
                        "age_seconds",
                        "Time from acceptance of the event to its delivery, live ones only",
                        AGES);
        gauge("in_flight", "Deliveries in hand: queued, under way, being written", inFlight);
        gauge("waiting", "Deliveries that wait for their time in this scheduler", waiting);
    }

    /// A record was put aside that is no delivery.
    public void unreadable(String topic) {
        unreadable.inc();
        UnreadableRecords.in(registry).count(topic);
    }

    private CounterDataPoint counter(String name, String help) {
        return register(
                Counter.builder()
                        .name("signalbox_notifier_" + name)
                        .help(help)
                        .withoutExemplars()
                        .build());
    }

    private DistributionDataPoint histogram(String name, String help, double[] bounds) {
        return register(
                Histogram.builder()
                        .name("signalbox_notifier_" + name)
                        .help(help)
                        .classicOnly()
                        .classicUpperBounds(bounds)
                        .withoutExemplars()
                        .build());
    }

    private void gauge(String name, String help, LongSupplier value) {
        register(
                GaugeWithCallback.builder()
                        .name("signalbox_notifier_" + name)
                        .help(help)
                        .callback(callback -> callback.call((double) value.getAsLong()))
                        .build());
    }

    /// Shows how many lanes are in each state.
    public void watch(ToIntFunction<Standing> lanes) {
        register(
                GaugeWithCallback.builder()
                        .name("signalbox_notifier_lanes")
                        .help("Lanes that do not try what comes for them")
                        .labelNames("standing")
                        .callback(callback -> {
                            callback.call(lanes.applyAsInt(Standing.THROTTLED), "throttled");
                            callback.call(lanes.applyAsInt(Standing.FAILING), "failing");
                        })
                        .build());
    }

    private <T extends Collector> T register(T collector) {
        registry.register(collector);
        registered.add(collector);
        return collector;
    }

    void delivered(String account, Channel channel) {
        Objects.requireNonNull(delivered.get(channel)).inc();
        stats.of(account).count(Counted.DELIVERED);
    }

    void merged(String account) {
        merged.inc();
        stats.of(account).count(Counted.MERGED);
    }

    void dead(String account) {
        dead.inc();
        stats.of(account).count(Counted.DEAD);
    }

    void attemptFailed(String account) {
        stats.of(account).count(Counted.FAILED_ATTEMPTS);
    }

    /// A live delivery arrived that old. Of any length: nanoseconds and milliseconds of a claimed
    /// age may overflow.
    void aged(String account, Duration age) {
        stats.of(account).aged(age);
        ageSeconds.observe(age.toSeconds() + age.toMillisPart() / 1000.0);
    }

    void deferred(Deferral.Why why) {
        Objects.requireNonNull(deferred.get(why)).inc();
    }

    /// An attempt was made, for one delivery or for several in one message.
    void attempted(Channel channel, Reply reply, Duration took) {
        Attempts of = Objects.requireNonNull(attempts.get(channel));
        switch (reply) {
            case Reply.Taken _ -> of.taken.inc();
            case Reply.Failed _ -> of.failed.inc();
            case Reply.Throttled _ -> of.throttled.inc();
            case Reply.Refused _ -> of.refused.inc();
            case Reply.Postponed _ -> {
                return; // nothing was tried
            }
        }
        attemptSeconds.observe(took.toNanos() / 1e9);
    }

    /// An attempt began for a delivery, which counts here if it is its first and it is live.
    void began(DeliveryTask task, Instant began) {
        Delivery delivery = task.delivery();
        if (delivery.replayed() || delivery.redrive() || !delivery.attempts().isEmpty()) {
            return;
        }
        Duration age = Duration.between(delivery.accepted(), began);
        (task.arrival().deferrals() == 0 ? firstAttemptSeconds : deferredFirstAttemptSeconds)
                .observe(Math.max(0, age.toSeconds() + age.toMillisPart() / 1000.0));
    }

    /// Takes the counters off the registry.
    @Override
    public void close() {
        registered.forEach(registry::unregister);
    }
}

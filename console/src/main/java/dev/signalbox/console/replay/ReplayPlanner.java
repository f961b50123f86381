package dev.signalbox.console.replay;

import dev.signalbox.contract.replay.PlannedTarget;
import dev.signalbox.contract.replay.ReplayOrder;
import dev.signalbox.contract.replay.ReplayPlan;
import dev.signalbox.contract.replay.Speed;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.usage.MonthlyUsage;
import dev.signalbox.history.ChosenEvents;
import dev.signalbox.history.Forecast;
import dev.signalbox.history.ForecastCost;
import dev.signalbox.history.ForecastEstimate;
import dev.signalbox.history.HistoryConsumer;
import dev.signalbox.history.HistoryPeriod;
import dev.signalbox.history.RuleForecast;
import dev.signalbox.history.RuleForecast.TargetForecast;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.call.CallParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The planner of replays: it finds the period in the history, and counts what a replay would send.
///
/// Counting is bounded: two plans are made at one time, each by a consumer of its own within
/// [#TIME]; what could not be read by then is estimated. Safe for use by any thread.
public final class ReplayPlanner {
    /// How long the counting of a plan may take.
    public static final Duration TIME = Duration.ofSeconds(4);

    private static final int MOST_AT_ONCE = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(ReplayPlanner.class);

    private final RoomContext room;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Function<String, MonthlyUsage> usage;
    private final Semaphore permits = new Semaphore(MOST_AT_ONCE);

    /// An order with its plan.
    record Planned(ReplayOrder order, ReplayPlan plan) {}

    /// @param consumers opens a consumer for each plan, which is in no group and never moved
    /// @param usage an account's usage this month
    public ReplayPlanner(
            RoomContext room,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Function<String, MonthlyUsage> usage) {
        this.room = room;
        this.consumers = consumers;
        this.usage = usage;
    }

    /// Makes the planner that reads Kafka's topics.
    ///
    /// @param usage an account's usage this month
    public static ReplayPlanner open(RoomContext room, Function<String, MonthlyUsage> usage) {
        Settings settings = room.settings();
        return new ReplayPlanner(
                room,
                () -> HistoryConsumer.open(settings, "signalbox-console-replay", PATIENCE),
                usage);
    }

    /// Plans a replay.
    ///
    /// @throws ApiException 400 when nothing of the period is kept any more; 429 when too many
    ///   plans are made at once, 503 when Kafka cannot be read
    Planned plan(String account, ReplayRequest request, ChosenRules chosen) {
        if (!permits.tryAcquire()) {
            throw new ApiException(
                    429,
                    "TooManyRequests",
                    "%d replays are being planned, as many as may be at one time; ask again"
                            .formatted(MOST_AT_ONCE),
                    RETRY_AFTER);
        }
        try {
            Consumer<byte[], byte[]> consumer = consumers.get();
            try {
                return plan(consumer, account, request, chosen);
            } finally {
                consumer.close(CloseOptions.timeout(RETRY_AFTER));
            }
        } catch (KafkaException e) {
            LOG.atWarn()
                    .addKeyValue("reason", String.valueOf(e.getMessage()))
                    .log("a replay cannot be planned");
            throw new ApiException(
                    503,
                    "ServiceUnavailable",
                    "the event history cannot be read now; no replay was ordered, ask again",
                    RETRY_AFTER);
        } finally {
            permits.release();
        }
    }

    private Planned plan(
            Consumer<byte[], byte[]> consumer,
            String account,
            ReplayRequest request,
            ChosenRules chosen) {
        var warnings = new ArrayList<>(request.warnings());
        HistoryPeriod period = period(consumer, request, warnings);
        var events =
                new ChosenEvents(
                        new BusKey(account, request.bus()),
                        period.from(),
                        period.to(),
                        chosen.rules(),
                        request.pattern(),
                        request.ids());
        Forecast forecast =
                ForecastEstimate.of(
                        consumer, period, events, room.settings().data(), TIME, room.clock());
        List<PlannedTarget> targets = targets(forecast);
        Duration duration = duration(request.speed(), forecast, period, targets);
        new PlanWarnings(room, warnings).add(request, chosen, forecast, targets, period, duration);
        var cost =
                ForecastCost.of(
                        forecast.notifications(),
                        usage.apply(account),
                        Duration.between(period.from(), period.to()));
        var plan =
                new ReplayPlan(
                        forecast.read(),
                        forecast.matched(),
                        forecast.notifications(),
                        targets,
                        cost.addedUsd(),
                        duration,
                        forecast.exact(),
                        warnings);
        var order =
                new ReplayOrder(
                        request.bus(),
                        period.from(),
                        period.to(),
                        chosen.pinned(),
                        request.pattern(),
                        request.ids(),
                        request.only(),
                        request.speed(),
                        request.note(),
                        period.ranges(),
                        request.all());
        return new Planned(order, plan);
    }

    private static HistoryPeriod period(
            Consumer<byte[], byte[]> consumer, ReplayRequest request, List<String> warnings) {
        HistoryPeriod found = HistoryPeriod.find(consumer, request.from(), request.to(), PATIENCE);
        Instant begin = found.completeFrom();
        if (begin == null) {
            return found;
        }
        if (!begin.isBefore(request.to())) {
            throw CallParameters.invalid(
                    "to", "the history begins at " + begin + "; all of that period has expired");
        }
        warnings.add("the history begins at %s, and so does the replay".formatted(begin));
        return new HistoryPeriod(begin, found.to(), found.ranges(), null);
    }

    private static List<PlannedTarget> targets(Forecast forecast) {
        var targets = new ArrayList<PlannedTarget>();
        for (RuleForecast rule : forecast.rules()) {
            for (TargetForecast target : rule.targets()) {
                targets.add(
                        new PlannedTarget(
                                rule.rule().key().rule(),
                                target.target().id(),
                                target.target().channel(),
                                target.notifications(),
                                target.perMinute(),
                                target.duration()));
            }
        }
        return targets;
    }

    /// The longest that anything takes.
    private static Duration duration(
            Speed speed, Forecast forecast, HistoryPeriod period, List<PlannedTarget> targets) {
        Duration reading =
                switch (speed) {
                    case Speed.Max _ -> Duration.ZERO;
                    case Speed.Original _ -> Duration.between(period.from(), period.to());
                    case Speed.PerSecond perSecond ->
                            Duration.ofSeconds(
                                    Math.ceilDiv(forecast.matched(), perSecond.events()));
                };
        Duration longest = reading;
        for (PlannedTarget target : targets) {
            longest = target.duration().compareTo(longest) > 0 ? target.duration() : longest;
        }
        return longest;
    }
}

package dev.signalbox.notifier.attempt;

import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.health.HealthBook;
import dev.signalbox.contract.health.TargetHealth;
import dev.signalbox.contract.health.TargetHealth.Disabled;
import dev.signalbox.contract.health.TargetHealth.Failing;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.notifier.channel.Reply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches how targets fare, and disables those that have failed for too long.
///
/// ```
///  well ── fails ─▶ failing ── for a minute ─▶ failing, said ── for five days, or 410 ─▶ disabled
///   ▲                  │                            │                                       │
///   └──── succeeds ────┴──── succeeds: tombstone ───┘      enabled, or the rule changed ────┘
/// ```
///
/// `signalbox.targets` hears of a failing target after a minute, so that one that merely stumbles
/// writes nothing, and then every ten minutes as long as it fails. What the topic holds of targets
/// that are gone, or were changed since, is taken off it when the rule changes and at the start.
///
/// Subtle:
/// - A target that was not tried for as long as that begins anew: two failures far apart are not
///   days of nothing but failure.
/// - An attempt that began before the rule was changed says nothing about the target as it is now.
/// - States change and records are handed to the producer under the lock that the map has for the
///   key, so that the topic has them in the order in which they were meant. A state that leaves the
///   topic stays here, as *leaving*, until the topic has been read so far; else each success until
///   then would write one more tombstone.
///
/// Memory: a state for each target that fails. Called by the delivery threads, and by those that
/// follow the rules and the targets.
public final class HealthWatch {
    static final Duration TOLD_AFTER = Duration.ofMinutes(1);
    static final Duration TOLD_AGAIN_AFTER = Duration.ofMinutes(10);
    private static final int GONE = 410;
    private static final Logger LOG = LoggerFactory.getLogger(HealthWatch.class);

    private final Rulebook rules;
    private final Duration disableAfter;
    private final InstantSource clock;
    private final RecordWriter recordWriter;
    private final Map<TargetKey, State> states = new ConcurrentHashMap<>();

    /// The state of a target that is not well.
    private sealed interface State {
        /// It is not well.
        ///
        /// @param told when it was last written to the topic; null for never
        record Unwell(TargetHealth health, @Nullable Instant told) implements State {}

        /// It is well; the topic has heard so, but has not yet been read so far.
        record Leaving() implements State {}
    }

    private HealthWatch(
            Rulebook rules, Duration disableAfter, InstantSource clock, RecordWriter recordWriter) {
        this.rules = rules;
        this.disableAfter = disableAfter;
        this.clock = clock;
        this.recordWriter = recordWriter;
    }

    /// A watch that knows what the book knows.
    ///
    /// @param disableAfter how long a target may do nothing but fail
    public static HealthWatch of(
            Rulebook rules,
            HealthBook book,
            Duration disableAfter,
            InstantSource clock,
            RecordWriter recordWriter) {
        var watch = new HealthWatch(rules, disableAfter, clock, recordWriter);
        book.listen(watch::read);
        rules.listen(watch::ruleChanged);
        watch.states.keySet().forEach(watch::letGo);
        return watch;
    }

    /// Learns what came of an attempt.
    ///
    /// @param began when the attempt did
    void attempted(TargetKey key, Target target, Instant began, Reply reply) {
        switch (reply) {
            case Reply.Taken _ -> {
                if (!states.isEmpty() && states.containsKey(key)) {
                    succeeded(key);
                }
            }
            case Reply.Failed failed ->
                    failed(key, target, began, failed.httpStatus(), failed.reason());
            case Reply.Throttled throttled ->
                    failed(key, target, began, throttled.httpStatus(), throttled.reason());
            case Reply.Refused refused when refused.httpStatus() > 0 ->
                    failed(key, target, began, refused.httpStatus(), refused.reason());
            case Reply.Refused _, Reply.Postponed _ -> {}
        }
    }

    /// A target that a person has to enable stays disabled, even if one of the last attempts
    /// succeeds.
    private void succeeded(TargetKey key) {
        Rule rule = rules.rule(key.ruleKey());
        states.computeIfPresent(
                key,
                (same, state) ->
                        state instanceof State.Unwell(Disabled disabled, var _)
                                        && rule != null
                                        && disabled.holdsFor(rule.updated())
                                ? state
                                : leave(key, state));
    }

    /// The state of a target that is well, or no more.
    private @Nullable State leave(TargetKey key, State state) {
        return switch (state) {
            case State.Leaving leaving -> leaving;
            case State.Unwell unwell -> {
                if (unwell.told() == null) {
                    yield null;
                }
                write(key, null);
                yield new State.Leaving();
            }
        };
    }

    private void failed(TargetKey key, Target target, Instant began, int status, String reason) {
        Rule rule = rules.rule(key.ruleKey());
        if (rule == null || rule.target(key.target()) == null || began.isBefore(rule.updated())) {
            return;
        }
        boolean gone = target instanceof Target.Http && status == GONE;
        states.compute(
                key,
                (same, state) ->
                        switch (state) {
                            case State.Unwell(Disabled disabled, var _)
                                    when disabled.holdsFor(rule.updated()) ->
                                    state;
                            case State.Unwell unwell ->
                                    unwell(key, rule, unwell, gone, status, reason);
                            case State.Leaving _ -> unwell(key, rule, null, gone, status, reason);
                            case null -> unwell(key, rule, null, gone, status, reason);
                        });
    }

    private State unwell(
            TargetKey key,
            Rule rule,
            State.@Nullable Unwell before,
            boolean gone,
            int status,
            String reason) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var failing = new Failing(since(rule, before, now), now, status, reason);
        Instant told = before == null ? null : before.told();
        boolean tooLong = !now.isBefore(failing.since().plus(disableAfter));
        if (gone || tooLong) {
            String why =
                    gone
                            ? "it answered 410 Gone"
                            : "nothing but failures since %s; the last: %s"
                                    .formatted(failing.since(), reason);
            LOG.atWarn()
                    .addKeyValue("rule", key.ruleKey())
                    .addKeyValue("target", key.target())
                    .addKeyValue("reason", why)
                    .log("disabled a target");
            return tell(key, new Disabled(now, why, failing), now);
        }
        boolean due =
                !now.isBefore(failing.since().plus(TOLD_AFTER))
                        && (told == null || !now.isBefore(told.plus(TOLD_AGAIN_AFTER)));
        return due ? tell(key, failing, now) : new State.Unwell(failing, told);
    }

    private Instant since(Rule rule, State.@Nullable Unwell before, Instant now) {
        if (before == null || !before.health().holdsFor(rule.updated())) {
            return now;
        }
        Failing failures = before.health().failures();
        return failures.last().plus(disableAfter).isAfter(now) ? failures.since() : now;
    }

    private State tell(TargetKey key, TargetHealth health, Instant now) {
        write(key, health);
        return new State.Unwell(health, now);
    }

    private void write(TargetKey key, @Nullable TargetHealth health) {
        recordWriter.write(
                List.of(
                        new ProducerRecord<>(
                                Topic.TARGETS.topicName(),
                                EventHeaders.utf8(key.toString()),
                                health == null ? null : health.toBytes())),
                () -> {});
    }

    /// A record of the topic has been read, be it of this notifier, of another, or of a console.
    private void read(TargetKey key, @Nullable TargetHealth health) {
        states.compute(key, (same, state) -> afterReading(state, health));
    }

    private static @Nullable State afterReading(
            @Nullable State state, @Nullable TargetHealth health) {
        boolean knowsBetter =
                state instanceof State.Unwell mine
                        && (health == null ? mine.told() == null : isAsNew(mine, health));
        if (knowsBetter) {
            return state;
        }
        return health == null ? null : new State.Unwell(health, health.failures().last());
    }

    private static boolean isAsNew(State.Unwell mine, TargetHealth read) {
        return !mine.health().failures().last().isBefore(read.failures().last());
    }

    /// Forgets what the topic has not heard of: partitions go, and another notifier will see how
    /// their targets fare.
    public void forgetUntold() {
        states.values()
                .removeIf(state -> state instanceof State.Unwell mine && mine.told() == null);
    }

    private void ruleChanged(RuleKey key, @Nullable Rule before, @Nullable Rule after) {
        if (before != null && !states.isEmpty()) {
            before.targets().forEach(target -> letGo(key.target(target.id())));
        }
    }

    /// Lets go of what no longer holds.
    private void letGo(TargetKey key) {
        Rule rule = rules.rule(key.ruleKey());
        states.computeIfPresent(
                key,
                (same, state) ->
                        state instanceof State.Unwell unwell
                                        && rule != null
                                        && rule.target(key.target()) != null
                                        && unwell.health().holdsFor(rule.updated())
                                ? state
                                : leave(key, state));
    }
}

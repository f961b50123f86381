package dev.signalbox.console.replay;

import dev.signalbox.contract.health.TargetHealth;
import dev.signalbox.contract.replay.Only;
import dev.signalbox.contract.replay.PlannedTarget;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.history.Forecast;
import dev.signalbox.history.HistoryPeriod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The warnings that a plan carries, one sentence each.
///
/// @param warnings where they are added
record PlanWarnings(RoomContext room, List<String> warnings) {
    /// How long a target may take before that is worth a word.
    private static final Duration LONG = Duration.ofHours(1);

    private static final int MOST = 20;

    void add(
            ReplayRequest request,
            ChosenRules chosen,
            Forecast forecast,
            List<PlannedTarget> targets,
            HistoryPeriod period,
            Duration duration) {
        if (!forecast.exact()) {
            warnings.add("there was no time to count everything: the numbers are estimates");
        }
        if (request.only() != Only.ALL) {
            warnings.add(
                    "the numbers are of all that match; deliveries that are not %s are left out when it runs"
                            .formatted(request.only().label()));
        }
        if (forecast.notifications() == 0) {
            warnings.add("it would send nothing");
        }
        chosen.rules().forEach(this::add);
        targets.forEach(this::add);
        Instant expires = period.from().plus(room.settings().kafka().eventsRetention());
        if (expires.isBefore(room.clock().instant().plus(duration))) {
            warnings.add(
                    "its first events are deleted from the history at about %s, before it would end"
                            .formatted(expires));
        }
        if (warnings.size() > MOST) {
            int more = warnings.size() - MOST;
            warnings.subList(MOST, warnings.size()).clear();
            warnings.add("and %d more warnings".formatted(more));
        }
    }

    private void add(Rule rule) {
        String name = rule.key().rule();
        if (!rule.enabled()) {
            warnings.add("the rule %s is disabled; it is replayed all the same".formatted(name));
        }
        if (rule.targets().isEmpty()) {
            warnings.add("the rule %s has no targets".formatted(name));
        }
        for (Target target : rule.targets()) {
            TargetHealth.Disabled disabled = room.targets().disabled(rule, target.id());
            if (disabled != null) {
                warnings.add(
                        "the target %s of the rule %s is disabled; its deliveries are given up until it is enabled"
                                .formatted(target.id(), name));
            }
        }
    }

    private void add(PlannedTarget target) {
        if (target.duration().compareTo(LONG) >= 0) {
            warnings.add(
                    "the target %s of the rule %s takes %,d a minute, which is %s for %,d%s"
                            .formatted(
                                    target.target(),
                                    target.rule(),
                                    target.ratePerMinute(),
                                    words(target.duration()),
                                    target.deliveries(),
                                    switch (target.channel()) {
                                        case DINGTALK, WECOM, LARK -> ", or fewer as digests";
                                        case HTTP, SMS, VOICE, EMAIL -> "";
                                    }));
        }
    }

    /// A long time in words, such as `3 d 11 h`.
    static String words(Duration time) {
        return time.toDays() > 0
                ? "%d d %d h".formatted(time.toDays(), time.toHoursPart())
                : "%d h %d min".formatted(time.toHours(), time.toMinutesPart());
    }
}

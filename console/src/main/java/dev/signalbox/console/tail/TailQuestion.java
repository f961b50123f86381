package dev.signalbox.console.tail;

import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.rule.Bus;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.call.CallParameters;
import dev.signalbox.web.call.EventBodies;
import dev.signalbox.web.call.RuleLookup;
import dev.signalbox.web.input.PatternInput;
import dev.signalbox.web.input.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/// A request to watch events or outcomes.
///
/// @param account whose
/// @param bus null for all of the account's
/// @param pattern what the events match; null for any
/// @param rule whose pattern the events match, or whose outcomes they are; null for any
/// @param why the rule that is judged by each event; null for none
/// @param type the events' `type`; null for any
/// @param source the events' `source`; null for any
/// @param deliveries whether outcomes of deliveries are wanted instead of events
/// @param bodies whether the watcher may see the bodies of events
/// @param since from when on what is kept is shown first; null for what comes alone
record TailQuestion(
        String account,
        @Nullable String bus,
        @Nullable Pattern pattern,
        @Nullable RuleKey rule,
        @Nullable RuleKey why,
        @Nullable String type,
        @Nullable String source,
        boolean deliveries,
        boolean bodies,
        @Nullable Instant since) {
    static final String[] PARAMETERS = {
        "bus", "pattern", "rule", "why", "type", "source", "deliveries", "since"
    };

    /// Further back there is the search of events.
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final java.util.regex.Pattern AGE =
            java.util.regex.Pattern.compile("([0-9]{1,6})(s|m|h|d)");

    /// Reads the parameters of a call.
    ///
    /// @throws ApiException 400 naming the parameter that is wrong; 404 where there is no such bus
    ///   or rule
    static TailQuestion of(CallParameters call, Rulebook rules, Instant now) {
        String account = call.account();
        String bus = call.askedBus();
        String rule = call.asked("rule");
        String why = call.asked("why");
        boolean deliveries = call.flag("deliveries");
        if (rule != null && why != null) {
            throw CallParameters.invalid("why", "does not go with rule");
        }
        if (deliveries) {
            for (String other : new String[] {"pattern", "why", "type", "source"}) {
                if (call.text(other) != null) {
                    throw CallParameters.invalid(other, "does not go with deliveries");
                }
            }
        }
        if (bus != null) {
            RuleLookup.bus(rules, new BusKey(account, bus));
        }
        var question =
                new TailQuestion(
                        account,
                        bus == null && (rule != null || why != null) ? Bus.DEFAULT : bus,
                        PatternInput.parameter(call),
                        key(account, bus, rule),
                        key(account, bus, why),
                        call.text("type"),
                        call.text("source"),
                        deliveries,
                        EventBodies.shown(),
                        since(call, now));
        EventBodies.requireFor(question.pattern);
        if (!deliveries) {
            question.requireRule(rules, question.rule);
        }
        question.requireRule(rules, question.why);
        return question;
    }

    private static @Nullable RuleKey key(
            String account, @Nullable String bus, @Nullable String rule) {
        return rule == null ? null : new RuleKey(account, bus == null ? Bus.DEFAULT : bus, rule);
    }

    private void requireRule(Rulebook rules, @Nullable RuleKey key) {
        if (key != null) {
            RuleLookup.rule(rules, key);
        }
    }

    private static @Nullable Instant since(CallParameters call, Instant now) {
        String text = call.text("since");
        if (text == null) {
            return null;
        }
        Matcher age = AGE.matcher(text);
        Instant since = age.matches() ? now.minus(length(age)) : TimeText.parse(text);
        if (since == null) {
            throw CallParameters.invalid(
                    "since",
                    "must be how long ago, such as 90s, 10m or 2h, or a time such as"
                            + " 2026-11-21T04:00:00Z");
        }
        if (since.isBefore(now.minus(LONGEST))) {
            throw CallParameters.invalid(
                    "since", "is more than a day ago; GET /api/events looks further back");
        }
        return since;
    }

    private static Duration length(Matcher age) {
        long number = Long.parseLong(age.group(1));
        return switch (age.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}

package dev.signalbox.console.backtest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.account.Names;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.rule.Bus;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.input.InputObject;
import dev.signalbox.web.input.PatternInput;
import dev.signalbox.web.input.TimeText;
import dev.signalbox.web.target.TargetInput;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A request for a backtest, as a person wrote it.
///
/// @param to not later than now
/// @param pattern a draft's; null where stored rules are asked for
/// @param rule the name of the draft or of the one stored rule; null for neither
/// @param rules the names of stored rules; empty for none
/// @param all whether all enabled rules are asked for
/// @param targets a draft's; null where it says none
/// @param samples how many samples are wanted, and how many near misses
record BacktestRequest(
        String bus,
        Instant from,
        Instant to,
        @Nullable Pattern pattern,
        @Nullable String rule,
        Set<String> rules,
        boolean all,
        @Nullable List<TargetInput> targets,
        int samples) {
    private static final List<String> FIELDS =
            List.of("bus", "from", "to", "pattern", "rule", "rules", "all", "targets", "samples");
    private static final int MOST_RULES = 1_000;
    private static final int SAMPLES = 20;
    private static final int MOST_SAMPLES = 100;

    /// Reads a request.
    ///
    /// @throws ApiException 400 with all problems
    static BacktestRequest read(JsonNode json, Instant now) {
        InputObject input = InputObject.body(json, "a request for a backtest");
        input.onlyFields(FIELDS);
        Pattern pattern = input.value("pattern") == null ? null : PatternInput.read(input);
        String rule = input.text("rule");
        if (rule != null && !Names.isRule(rule)) {
            input.problem("rule", "must be " + Names.RULES);
        }
        Set<String> rules = rules(input);
        boolean all = input.flag("all", false);
        List<TargetInput> targets = targets(input);
        checkChoice(input, all);
        Instant from = time(input, "from", null);
        Instant to = time(input, "to", now);
        if (to != null && to.isAfter(now)) {
            to = now;
        }
        if (from != null && to != null && !from.isBefore(to)) {
            input.problem("from", "must be earlier than to, " + to);
        }
        int samples = input.number("samples", SAMPLES, 0, MOST_SAMPLES);
        String bus = input.text("bus");
        if (bus != null && !Names.isBus(bus)) {
            input.problem("bus", "must be " + Names.BUSES);
        }
        input.problems().throwIfAny();
        if (from == null || to == null) {
            throw new IllegalStateException("what is missing was a problem");
        }
        return new BacktestRequest(
                bus == null ? Bus.DEFAULT : bus,
                from,
                to,
                pattern,
                rule,
                rules,
                all,
                targets,
                samples);
    }

    private static void checkChoice(InputObject input, boolean all) {
        boolean draft = input.value("pattern") != null;
        boolean one = draft || input.value("rule") != null;
        boolean several = input.value("rules") != null;
        if ((one ? 1 : 0) + (several ? 1 : 0) + (all ? 1 : 0) != 1) {
            input.problem(
                    "body",
                    "must say what to test, one of: pattern (a draft, with a rule's name to compare it with), rule, rules (a list of names), or \"all\": true for all enabled rules");
        }
        if (!draft && input.value("targets") != null) {
            input.problem("targets", "are those of a draft, which needs a pattern");
        }
    }

    private static Set<String> rules(InputObject input) {
        JsonNode list = input.value("rules");
        var rules = new LinkedHashSet<String>();
        if (list == null) {
            return rules;
        }
        if (!list.isArray() || list.isEmpty() || list.size() > MOST_RULES) {
            input.problem("rules", "must be a list of 1 to %,d names".formatted(MOST_RULES));
            return rules;
        }
        for (int i = 0; i < list.size(); i++) {
            JsonNode name = list.get(i);
            if (name.isTextual() && Names.isRule(name.textValue())) {
                rules.add(name.textValue());
            } else {
                input.problem("rules[" + i + "]", "must be " + Names.RULES);
            }
        }
        return rules;
    }

    private static @Nullable List<TargetInput> targets(InputObject input) {
        JsonNode list = input.value("targets");
        if (list == null) {
            return null;
        }
        var targets = new ArrayList<TargetInput>();
        if (!list.isArray()) {
            input.problem("targets", "must be an array");
            return targets;
        }
        var ids = new HashSet<String>();
        for (int i = 0; i < list.size(); i++) {
            String where = "targets[" + i + "]";
            TargetInput target = TargetInput.read(list.get(i), where, input.problems());
            if (target != null && !ids.add(target.id())) {
                input.problem(where + ".id", "'" + target.id() + "' is another target's id");
            } else if (target != null) {
                targets.add(target);
            }
        }
        return targets;
    }

    private static @Nullable Instant time(
            InputObject input, String field, @Nullable Instant absent) {
        JsonNode json = input.value(field);
        if (json == null) {
            if (absent == null) {
                input.problem(field, "is missing; it " + TimeText.EXPECTED);
            }
            return absent;
        }
        Instant time =
                json.isTextual() || json.isIntegralNumber() ? TimeText.parse(json.asText()) : null;
        if (time == null) {
            input.problem(field, TimeText.EXPECTED);
        }
        return time;
    }
}

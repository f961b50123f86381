package dev.signalbox.console.backtest;

import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.call.CallParameters;
import dev.signalbox.web.call.RuleLookup;
import dev.signalbox.web.input.InputProblems;
import dev.signalbox.web.target.TargetInput;
import dev.signalbox.web.target.TargetTranslator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rules that a backtest is about.
///
/// @param bus their bus
/// @param rules stored ones, or one draft
/// @param stored what the draft is to be compared with; null where there is nothing, or it has the
///   same pattern
/// @param draft whether it is one
record BacktestRules(BusKey bus, List<Rule> rules, @Nullable Rule stored, boolean draft) {
    private static final String DRAFT = "draft";

    /// Looks the rules up.
    ///
    /// @throws ApiException 404 when there is no such bus or rule; 400 when a target's mask means
    ///   no stored secret, or there is no rule at all
    static BacktestRules of(
            Rulebook book, String account, BacktestRequest request, TargetTranslator translator) {
        var bus = new BusKey(account, request.bus());
        var _ = RuleLookup.bus(book, bus);
        Pattern pattern = request.pattern();
        if (pattern != null) {
            return draft(book, bus, request, pattern, translator);
        }
        var rules = new ArrayList<Rule>();
        String one = request.rule();
        if (one != null) {
            rules.add(RuleLookup.rule(book, key(bus, one)));
        }
        request.rules().forEach(name -> rules.add(RuleLookup.rule(book, key(bus, name))));
        if (request.all()) {
            book.rules(bus).stream().filter(Rule::enabled).forEach(rules::add);
            if (rules.isEmpty()) {
                throw CallParameters.invalid(
                        "all", "the bus " + bus.bus() + " has no enabled rule");
            }
        }
        return new BacktestRules(bus, rules, null, false);
    }

    private static RuleKey key(BusKey bus, String name) {
        return new RuleKey(bus.account(), bus.bus(), name);
    }

    private static BacktestRules draft(
            Rulebook book,
            BusKey bus,
            BacktestRequest request,
            Pattern pattern,
            TargetTranslator translator) {
        RuleKey key = key(bus, request.rule() == null ? DRAFT : request.rule());
        Rule stored = request.rule() == null ? null : book.rule(key);
        List<TargetInput> inputs = request.targets();
        List<Target> targets =
                inputs != null
                        ? targets(key, stored, inputs, translator)
                        : stored == null ? List.of() : stored.targets();
        var rule =
                new Rule(
                        key,
                        "",
                        true,
                        pattern,
                        targets,
                        stored == null ? 0 : stored.revision(),
                        Instant.EPOCH,
                        Instant.EPOCH);
        boolean same = stored != null && stored.pattern().equals(pattern);
        return new BacktestRules(bus, List.of(rule), same ? null : stored, true);
    }

    private static List<Target> targets(
            RuleKey key,
            @Nullable Rule stored,
            List<TargetInput> inputs,
            TargetTranslator translator) {
        var problems = new InputProblems();
        var targets = new ArrayList<Target>();
        for (TargetInput input : inputs) {
            Target before = stored == null ? null : stored.target(input.id());
            Target target = translator.merge(key, before, input, input.options(), problems);
            if (target != null) {
                targets.add(target);
            }
        }
        problems.throwIfAny();
        return targets;
    }
}

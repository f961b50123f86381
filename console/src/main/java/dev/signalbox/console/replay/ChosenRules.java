package dev.signalbox.console.replay;

import dev.signalbox.contract.replay.PinnedRule;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.call.RuleLookup;
import dev.signalbox.web.input.InputProblems;
import java.util.ArrayList;
import java.util.List;

/// The rules that a request names: those by name, which may be disabled, or all that are enabled.
record ChosenRules(List<Rule> rules) {
    /// The bytes of patterns that an order may have, so that its record fits Kafka's default.
    private static final int MOST_BYTES = 512 << 10;

    /// Looks the rules up.
    ///
    /// @throws ApiException 404 when there is no such bus; 400 naming each rule that cannot be used
    static ChosenRules of(Rulebook book, String account, ReplayRequest request) {
        var bus = new BusKey(account, request.bus());
        var _ = RuleLookup.bus(book, bus);
        var problems = new InputProblems();
        var rules = new ArrayList<Rule>();
        if (request.rules().isEmpty()) {
            book.rules(bus).stream().filter(Rule::enabled).forEach(rules::add);
            if (rules.isEmpty()) {
                problems.add("rules", "the bus " + request.bus() + " has no enabled rule");
            }
        } else {
            byName(book, bus, request, rules, problems);
        }
        int bytes = rules.stream().mapToInt(rule -> rule.pattern().toString().length()).sum();
        if (bytes > MOST_BYTES) {
            problems.add(
                    "rules",
                    "the patterns of these %,d rules have %,d characters, more than %,d; order several replays of fewer rules"
                            .formatted(rules.size(), bytes, MOST_BYTES));
        }
        problems.throwIfAny();
        return new ChosenRules(rules);
    }

    private static void byName(
            Rulebook book,
            BusKey bus,
            ReplayRequest request,
            List<Rule> rules,
            InputProblems problems) {
        int index = 0;
        for (String name : request.rules()) {
            var key = new RuleKey(bus.account(), bus.bus(), name);
            Rule rule = book.rule(key);
            if (rule == null) {
                String unreadable = book.whyUnreadable(key);
                problems.add(
                        "rules[" + index + "]",
                        unreadable == null
                                ? "there is no rule %s on the bus %s".formatted(name, bus.bus())
                                : "the rule %s cannot be read: %s".formatted(name, unreadable));
            } else {
                rules.add(rule);
            }
            index++;
        }
    }

    /// The rules as they are now.
    List<PinnedRule> pinned() {
        return rules.stream()
                .map(rule -> new PinnedRule(rule.key().rule(), rule.revision(), rule.pattern()))
                .toList();
    }
}

package dev.signalbox.web.call;

import dev.signalbox.contract.rule.Bus;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.web.ApiException;

/// Looks up the bus or rule that a call names.
public final class RuleLookup {
    private RuleLookup() {}

    /// The bus of that name.
    ///
    /// @throws ApiException 404 when there is none
    public static Bus bus(Rulebook rules, BusKey key) {
        Bus bus = rules.bus(key);
        if (bus == null) {
            throw RuleErrors.noBus(key);
        }
        return bus;
    }

    /// The rule of that name.
    ///
    /// @throws ApiException 404 when there is no such rule or bus; 409 when it cannot be read
    public static Rule rule(Rulebook rules, RuleKey key) {
        var _ = bus(rules, key.busKey());
        Rule rule = rules.rule(key);
        if (rule == null) {
            String reason = rules.whyUnreadable(key);
            throw reason == null ? RuleErrors.noRule(key) : RuleErrors.unreadable(key, reason);
        }
        return rule;
    }
}

package dev.signalbox.web;

import dev.signalbox.contract.rule.Bus;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Rulebook;

/// What a call is about, where it is there.
public final class Existing {
    private Existing() {}

    /// The bus of that name.
    ///
    /// @throws ApiException 404 when there is none
    public static Bus bus(Rulebook rules, BusKey key) {
        Bus bus = rules.bus(key);
        if (bus == null) {
            throw Missing.bus(key);
        }
        return bus;
    }

    /// The rule of that name.
    ///
    /// @throws ApiException 404 when there is none, nor such a bus; 409 when it cannot be read
    public static Rule rule(Rulebook rules, RuleKey key) {
        var _ = bus(rules, key.busKey());
        Rule rule = rules.rule(key);
        if (rule == null) {
            String reason = rules.whyUnreadable(key);
            throw reason == null ? Missing.rule(key) : Missing.unreadable(key, reason);
        }
        return rule;
    }
}

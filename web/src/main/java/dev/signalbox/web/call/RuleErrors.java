package dev.signalbox.web.call;

import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.web.ApiException;

/// The errors about buses, rules and targets that do not exist, in EventBridge's words.
public final class RuleErrors {
    private RuleErrors() {}

    /// There is no such bus.
    public static ApiException noBus(BusKey key) {
        return new ApiException(
                404, "EventBusNotExist", "The event bus [%s] not existed!".formatted(key.bus()));
    }

    /// The rule cannot be read.
    ///
    /// @param reason why
    public static ApiException unreadable(RuleKey key, String reason) {
        return new ApiException(
                409,
                "EventRuleUnreadable",
                ("The event rule [%s] of event bus [%s] cannot be read: %s; write it anew or delete"
                                + " it")
                        .formatted(key.rule(), key.bus(), reason));
    }

    /// The rule has no such target.
    public static ApiException noTarget(RuleKey key, String target) {
        return new ApiException(
                404,
                "EventTargetNotExist",
                "The target [%s] of event rule [%s] not existed!".formatted(target, key.rule()));
    }

    /// There is no such rule.
    public static ApiException noRule(RuleKey key) {
        return new ApiException(
                404,
                "EventRuleNotExist",
                "The event rule [%s] of event bus [%s] not existed!"
                        .formatted(key.rule(), key.bus()));
    }
}

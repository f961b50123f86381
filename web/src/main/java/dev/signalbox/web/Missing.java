package dev.signalbox.web;

import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.RuleKey;

/// Answers about what is not there, in EventBridge's words.
public final class Missing {
    private Missing() {}

    /// There is no such bus.
    public static ApiException bus(BusKey key) {
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
    public static ApiException target(RuleKey key, String target) {
        return new ApiException(
                404,
                "EventTargetNotExist",
                "The target [%s] of event rule [%s] not existed!".formatted(target, key.rule()));
    }

    /// There is no such rule.
    public static ApiException rule(RuleKey key) {
        return new ApiException(
                404,
                "EventRuleNotExist",
                "The event rule [%s] of event bus [%s] not existed!"
                        .formatted(key.rule(), key.bus()));
    }
}

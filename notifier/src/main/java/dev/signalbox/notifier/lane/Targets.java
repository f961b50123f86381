package dev.signalbox.notifier.lane;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.health.TargetBook;
import dev.signalbox.contract.health.TargetHealth;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;

/// Finds the present definition of a delivery's target. A rule that was disabled meanwhile still
/// delivers what it had matched; a rule that was deleted does not.
final class Targets {
    /// A target, or why there is none any more.
    sealed interface Found {
        /// It is there.
        record Here(Target target) implements Found {}

        /// It is there, but nothing is to be sent to it.
        record Disabled(Target target, String reason) implements Found {}

        /// It is not.
        record Gone(String reason) implements Found {}
    }

    private final Rulebook rules;
    private final TargetBook health;

    Targets(Rulebook rules, TargetBook health) {
        this.rules = rules;
        this.health = health;
    }

    Found find(Delivery delivery) {
        TargetKey key = delivery.target();
        RuleKey ruleKey = key.ruleKey();
        Rule rule = rules.rule(ruleKey);
        if (rule == null) {
            String unreadable = rules.whyUnreadable(ruleKey);
            return new Found.Gone(
                    unreadable != null
                            ? "the rule cannot be read: " + unreadable
                            : rules.bus(ruleKey.busKey()) == null
                                    ? "the bus was deleted"
                                    : "the rule was deleted");
        }
        Target target = rule.target(key.target());
        if (target == null) {
            return new Found.Gone("the target was taken out of the rule");
        }
        TargetHealth.Disabled disabled = health.disabled(rule, key.target());
        return disabled == null
                ? find(target, delivery.contact())
                : new Found.Disabled(
                        target,
                        "the target is disabled since %s: %s; enable it and redrive"
                                .formatted(disabled.since(), disabled.reason()));
    }

    private static Found find(Target target, String contact) {
        if (contact.isEmpty()) {
            return target.contacts().isEmpty()
                    ? new Found.Here(target)
                    : new Found.Gone("the target has become one with contacts");
        }
        return target.contacts().contains(contact)
                ? new Found.Here(target)
                : new Found.Gone("the contact was taken out of the target");
    }

    /// Whether rules have been read as far as the router had when it matched.
    boolean reached(long position) {
        return rules.position() >= position;
    }
}

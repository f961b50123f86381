package dev.signalbox.contract.health;

import dev.signalbox.contract.contact.Way;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;

/// Where a delivery goes, as the rules and the health of their targets have it now. A rule that was
/// disabled meanwhile still delivers what it had matched; a rule that was deleted does not.
public sealed interface Destination {
    /// The target is there.
    record Here(Target target) implements Destination {}

    /// It is there, but nothing is to be sent to it.
    ///
    /// @param reason since when, why and what to do, in plain words
    record Disabled(Target target, String reason) implements Destination {}

    /// It is not.
    ///
    /// @param reason why, in plain words
    record Gone(String reason) implements Destination {}

    /// Finds a delivery's target.
    ///
    /// @param contact whom of the target's contacts it is for; empty for a target without contacts
    static Destination find(Rulebook rules, HealthBook health, TargetKey key, String contact) {
        RuleKey ruleKey = key.ruleKey();
        Rule rule = rules.rule(ruleKey);
        if (rule == null) {
            String unreadable = rules.whyUnreadable(ruleKey);
            return new Gone(
                    unreadable != null
                            ? "the rule cannot be read: " + unreadable
                            : rules.bus(ruleKey.busKey()) == null
                                    ? "the bus was deleted"
                                    : "the rule was deleted");
        }
        Target target = rule.target(key.target());
        if (target == null) {
            return new Gone("the target was taken out of the rule");
        }
        Way way = target.channel().way();
        String nobody = way == null ? null : rules.contacts(key.account()).problem(contact, way);
        if (nobody != null) {
            return new Gone(nobody);
        }
        TargetHealth.Disabled disabled = health.disabled(rule, key.target());
        return disabled == null
                ? find(target, contact)
                : new Disabled(
                        target,
                        "the target is disabled since %s: %s; enable it and redrive"
                                .formatted(disabled.since(), disabled.reason()));
    }

    private static Destination find(Target target, String contact) {
        if (contact.isEmpty()) {
            return target.contacts().isEmpty()
                    ? new Here(target)
                    : new Gone("the target has become one with contacts");
        }
        return target.contacts().contains(contact)
                ? new Here(target)
                : new Gone("the contact was taken out of the target");
    }
}

package dev.signalbox.contract.rule;

/// Where a delivery goes, as the rules have it now. A rule that was disabled meanwhile still
/// delivers what it had matched; a rule that was deleted does not.
public sealed interface Destination {
    /// The target is there.
    record Here(Target target) implements Destination {}

    /// It is not.
    ///
    /// @param reason why, in plain words
    record Gone(String reason) implements Destination {}

    /// Finds a delivery's target.
    ///
    /// @param contact whom of the target's contacts it is for; empty for a target without contacts
    static Destination find(Rulebook rules, TargetKey key, String contact) {
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

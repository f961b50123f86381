package dev.signalbox.contract.rule;

/// Names a rule: `account/bus/rule`.
///
/// @param account the account that owns it
/// @param bus the rule's bus
/// @param rule the rule's name
public record RuleKey(String account, String bus, String rule) {
    /// The bus that the rule listens to.
    public BusKey busKey() {
        return new BusKey(account, bus);
    }

    /// The key of one of the rule's targets.
    public TargetKey target(String id) {
        return new TargetKey(account, bus, rule, id);
    }

    @Override
    public String toString() {
        return account + "/" + bus + "/" + rule;
    }
}

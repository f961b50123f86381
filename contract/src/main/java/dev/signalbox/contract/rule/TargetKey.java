package dev.signalbox.contract.rule;

/// Names a target: `account/bus/rule/target`, the key of its deliveries.
///
/// @param account the account that owns the rule
/// @param bus the rule's bus
/// @param rule the rule's name
/// @param target the target's id within the rule
public record TargetKey(String account, String bus, String rule, String target) {

    /// Reads a record's key.
    ///
    /// @throws IllegalArgumentException when it is not `account/bus/rule/target`
    public static TargetKey parse(String text) {
        String[] parts = text.split("/", 4);
        if (parts.length != 4) {
            throw new IllegalArgumentException("the key is not account/bus/rule/target");
        }
        return new TargetKey(parts[0], parts[1], parts[2], parts[3]);
    }

    /// The rule that the target belongs to.
    public RuleKey ruleKey() {
        return new RuleKey(account, bus, rule);
    }

    @Override
    public String toString() {
        return account + "/" + bus + "/" + rule + "/" + target;
    }
}

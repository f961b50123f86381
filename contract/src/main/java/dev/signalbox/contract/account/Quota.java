package dev.signalbox.contract.account;

/// A limit of what an account may have. The settings say how much, and an admin may set another
/// limit for one account while everything runs.
public enum Quota {
    /// Targets of one rule, each contact of sms, voice and email counting as one. Source:
    /// EventBridge, "Limits", and PAI's page on event rules: 5, and at most 100 on request.
    TARGETS_PER_RULE("targetsPerRule", 100),
    /// Rules of one bus.
    RULES_PER_BUS("rulesPerBus", 10_000_000),
    /// Buses other than `default`.
    BUSES("buses", 1_000_000);

    private final String field;
    private final int most;

    Quota(String field, int most) {
        this.field = field;
        this.most = most;
    }

    /// The name in JSON, such as `targetsPerRule`.
    public String field() {
        return field;
    }

    /// The highest that it can be set to; the lowest is 0.
    public int most() {
        return most;
    }
}

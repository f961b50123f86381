package dev.signalbox.notifier.usage;

/// Names one counter, `account/month/channel/bus/rule`.
record CounterKey(String account, String month, String channel, String bus, String rule) {

    /// @throws IllegalArgumentException when a part is empty or a slash would make the name
    ///   ambiguous
    CounterKey {
        if (account.isEmpty() || bus.isEmpty() || rule.isEmpty()) {
            throw new IllegalArgumentException("an outcome names an account, a bus and a rule");
        }
        if (account.indexOf('/') >= 0 || bus.indexOf('/') >= 0) {
            throw new IllegalArgumentException("neither account nor bus may hold a slash");
        }
    }

    static CounterKey parse(String text) {
        String[] parts = text.split("/", 5);
        return new CounterKey(parts[0], parts[1], parts[2], parts[3], parts[4]);
    }

    @Override
    public String toString() {
        return account + "/" + month + "/" + channel + "/" + bus + "/" + rule;
    }
}

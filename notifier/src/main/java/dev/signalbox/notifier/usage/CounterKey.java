package dev.signalbox.notifier.usage;

import dev.signalbox.contract.usage.MonthlyUsage;

/// Names one counter of an account's month.
sealed interface CounterKey {
    /// The account.
    String account();

    /// The month, such as `2026-11`.
    String month();

    /// Counts what a rule sent through a channel: `account/month/channel/bus/rule`. A rule may hold
    /// slashes, nothing before it may.
    record OfRule(String account, String month, String channel, String bus, String rule)
            implements CounterKey {
        /// @throws IllegalArgumentException when a part is empty or a slash would make the name
        ///   ambiguous
        public OfRule {
            if (account.isEmpty() || bus.isEmpty() || rule.isEmpty()) {
                throw new IllegalArgumentException("an outcome names an account, a bus and a rule");
            }
            if (account.indexOf('/') >= 0 || bus.indexOf('/') >= 0) {
                throw new IllegalArgumentException("neither account nor bus may hold a slash");
            }
        }

        @Override
        public String toString() {
            return MonthlyUsage.key(account, month) + "/" + channel + "/" + bus + "/" + rule;
        }
    }

    /// Counts what a replay sent, of all its rules: `account/month/replay/id`, which has one part
    /// less.
    record OfReplay(String account, String month, String replay) implements CounterKey {
        private static final String MARK = "replay";

        /// @throws IllegalArgumentException when the id is empty or holds a slash
        public OfReplay {
            if (replay.isEmpty() || replay.indexOf('/') >= 0) {
                throw new IllegalArgumentException("the id of a replay holds no slash");
            }
        }

        @Override
        public String toString() {
            return MonthlyUsage.key(account, month) + "/" + MARK + "/" + replay;
        }
    }

    /// Counts what was sent in a day: `account/month/day/2026-11-21`. A build before days takes the
    /// day for a replay.
    record OfDay(String account, String month, String day) implements CounterKey {
        private static final String MARK = "day";

        @Override
        public String toString() {
            return MonthlyUsage.key(account, month) + "/" + MARK + "/" + day;
        }
    }

    /// Reads a name.
    static CounterKey parse(String text) {
        String[] parts = text.split("/", 5);
        if (parts.length == 4) {
            return parts[2].equals(OfDay.MARK)
                    ? new OfDay(parts[0], parts[1], parts[3])
                    : new OfReplay(parts[0], parts[1], parts[3]);
        }
        return new OfRule(parts[0], parts[1], parts[2], parts[3], parts[4]);
    }
}

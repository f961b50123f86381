package dev.signalbox.contract.topic;

import java.util.List;

/// The consumer groups of Signalbox, which name its state and its transactions too.
public final class Groups {
    /// The beginning of each name.
    public static final String PREFIX = "signalbox-";

    /// Of the router, which reads events.
    public static final String ROUTER = PREFIX + "router";

    /// Of the notifier, which reads deliveries.
    public static final String NOTIFIER = PREFIX + "notifier";

    /// Of the notifier's scheduler, which reads retries.
    public static final String SCHEDULER = PREFIX + "scheduler";

    /// Of the notifier's counters, which read outcomes.
    public static final String USAGE = PREFIX + "usage";

    /// All of them.
    public static final List<String> ALL = List.of(ROUTER, NOTIFIER, SCHEDULER, USAGE);

    private Groups() {}
}

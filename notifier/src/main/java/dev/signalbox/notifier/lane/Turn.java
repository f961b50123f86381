package dev.signalbox.notifier.lane;

import dev.signalbox.contract.delivery.ReceivedDelivery;

/// The turn of a delivery in its lane: live ones go before those of replays, and of each kind those
/// that have been here before go first. In the order in which they are served.
public enum Turn {
    /// A live one that has been here before.
    RETURNED,
    /// A live one that comes for the first time.
    FRESH,
    /// One of a replay that has been here before.
    REPLAY_RETURNED,
    /// One of a replay that comes for the first time.
    REPLAY_FRESH;

    /// The turn of a delivery.
    public static Turn of(ReceivedDelivery arrival) {
        boolean returned = arrival.returned();
        return arrival.delivery().replayed()
                ? (returned ? REPLAY_RETURNED : REPLAY_FRESH)
                : (returned ? RETURNED : FRESH);
    }

    /// Whether it is of a replay.
    boolean isReplay() {
        return switch (this) {
            case RETURNED, FRESH -> false;
            case REPLAY_RETURNED, REPLAY_FRESH -> true;
        };
    }

    /// Whether it has been here before.
    boolean isReturned() {
        return switch (this) {
            case RETURNED, REPLAY_RETURNED -> true;
            case FRESH, REPLAY_FRESH -> false;
        };
    }
}

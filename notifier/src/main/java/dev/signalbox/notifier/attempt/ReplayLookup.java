package dev.signalbox.notifier.attempt;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.replay.Replay;
import dev.signalbox.contract.replay.ReplayBook;

/// The states of replays, as the engine asks for them.
public final class ReplayLookup {
    private final ReplayBook replays;

    /// How a delivery goes on, by the state of its replay.
    public enum Standing {
        /// It is delivered.
        GOES_ON,
        /// It waits.
        PAUSED,
        /// It is not delivered any more.
        CANCELLED
    }

    /// Reads them as they change.
    public ReplayLookup(ReplayBook replays) {
        this.replays = replays;
    }

    /// Returns how a delivery goes on now. Live ones go on, and so does what a person sent again
    /// out of the dead letters, and what is of a replay that is not known here.
    public Standing standing(Delivery delivery) {
        if (!delivery.replayed() || delivery.redrive()) {
            return Standing.GOES_ON;
        }
        Replay replay = replays.replay(delivery.target().account(), delivery.replay());
        if (replay == null) {
            return Standing.GOES_ON;
        }
        return switch (replay.state()) {
            case PLANNED, RUNNING, DONE, FAILED -> Standing.GOES_ON;
            case PAUSED -> Standing.PAUSED;
            case CANCELLED -> Standing.CANCELLED;
        };
    }
}

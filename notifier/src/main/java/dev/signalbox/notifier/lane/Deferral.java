package dev.signalbox.notifier.lane;

import java.time.Instant;

/// A postponement of a delivery that cannot be tried now: until when, and why.
///
/// @param words the same for people, to end a sentence with
public record Deferral(Instant due, Why why, String words) {
    /// The reason of a deferral.
    public enum Why {
        /// Its lane is full and does not move.
        FULL,
        /// Its lane's rate is used up.
        RATE,
        /// Its target asked to be sent less.
        THROTTLED,
        /// Its target is down.
        FAILING,
        /// Its channel says that it is not the time.
        CHANNEL,
        /// Its rule was changed while it was queued.
        CHANGED,
        /// The replay that it is of is paused.
        PAUSED;

        /// How metrics call it.
        public String label() {
            return switch (this) {
                case FULL -> "full";
                case RATE -> "rate";
                case THROTTLED -> "throttled";
                case FAILING -> "failing";
                case CHANNEL -> "channel";
                case CHANGED -> "changed";
                case PAUSED -> "paused";
            };
        }
    }
}

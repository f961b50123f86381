package dev.signalbox.notifier.lane;

import java.time.Instant;

/// When a delivery comes again that cannot be tried now, and why it cannot.
///
/// @param words the same for people, to end a sentence with
public record PutOff(Instant due, Why why, String words) {
    /// Why a delivery is put off.
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
        CHANGED;

        /// How metrics call it.
        public String label() {
            return switch (this) {
                case FULL -> "full";
                case RATE -> "rate";
                case THROTTLED -> "throttled";
                case FAILING -> "failing";
                case CHANNEL -> "channel";
                case CHANGED -> "changed";
            };
        }
    }
}

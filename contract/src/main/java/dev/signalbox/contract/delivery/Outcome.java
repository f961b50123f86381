package dev.signalbox.contract.delivery;

import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.TargetKey;
import java.io.IOException;

/// The outcome of one attempt to deliver; a record of `signalbox.outcomes`, keyed by account.
public sealed interface Outcome {
    /// The facts that every outcome states.
    OutcomeFacts facts();

    /// The target took it.
    ///
    /// @param mergedInto the id of the delivery with which this one went in one message, and as
    ///   which both are counted; empty for one that is counted itself
    record Delivered(OutcomeFacts facts, String mergedInto) implements Outcome {
        /// One that is counted itself.
        public Delivered(OutcomeFacts facts) {
            this(facts, "");
        }
    }

    /// The attempt failed, and another one will be made.
    ///
    /// @param reason why it failed, in plain words without secrets
    /// @param dueMillis when the next attempt is due, in milliseconds since the epoch
    record Retrying(OutcomeFacts facts, String reason, long dueMillis) implements Outcome {}

    /// No further attempt will be made.
    ///
    /// @param reason why, in plain words without secrets
    /// @param cancelled whether a person cancelled the replay that it is of: it is not counted as
    ///   dead, and there is no dead letter
    record Dead(OutcomeFacts facts, String reason, boolean cancelled) implements Outcome {
        /// One that was given up.
        public Dead(OutcomeFacts facts, String reason) {
            this(facts, reason, false);
        }
    }

    /// The delivery.
    default String deliveryId() {
        return facts().deliveryId();
    }

    /// Where it went.
    default TargetKey target() {
        return facts().target();
    }

    /// The kind of target.
    default Channel channel() {
        return facts().channel();
    }

    /// The id of the event.
    default String eventId() {
        return facts().eventId();
    }

    /// Which attempt this was, 1 for the first.
    default int attempt() {
        return facts().attempt();
    }

    /// When the attempt ended, in milliseconds since the epoch.
    default long atMillis() {
        return facts().atMillis();
    }

    /// How long the attempt took, in milliseconds.
    default long tookMillis() {
        return facts().tookMillis();
    }

    /// The status that the target answered; 0 for none.
    default int httpStatus() {
        return facts().httpStatus();
    }

    /// The record's value, a JSON object whose `status` is the kind.
    default byte[] toBytes() {
        return OutcomeJson.write(this);
    }

    /// Reads a record's value; fields of later versions are passed over.
    ///
    /// @throws IOException when it is no outcome
    static Outcome read(byte[] value) throws IOException {
        return OutcomeJson.read(value);
    }
}

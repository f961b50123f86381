package dev.signalbox.contract.delivery;

import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.TargetKey;
import java.io.IOException;

/// The outcome of one attempt to deliver; a record of `signalbox.outcomes`, keyed by account.
public sealed interface Outcome {
    /// The delivery.
    String deliveryId();

    /// Where it went.
    TargetKey target();

    /// The kind of target.
    Channel channel();

    /// The id of the event.
    String eventId();

    /// Which attempt this was, 1 for the first.
    int attempt();

    /// When the attempt ended, in milliseconds since the epoch; the month of a delivered one is
    /// billed.
    long atMillis();

    /// How long the attempt took, in milliseconds.
    long tookMillis();

    /// The target took it.
    ///
    /// @param httpStatus what it answered
    /// @param mergedInto the id of the delivery with which this one went in one message, and as
    ///   which both are counted; empty for one that is counted itself
    record Delivered(
            String deliveryId,
            TargetKey target,
            Channel channel,
            String eventId,
            int attempt,
            long atMillis,
            long tookMillis,
            int httpStatus,
            String mergedInto)
            implements Outcome {
        /// One that is counted itself.
        public Delivered(
                String deliveryId,
                TargetKey target,
                Channel channel,
                String eventId,
                int attempt,
                long atMillis,
                long tookMillis,
                int httpStatus) {
            this(
                    deliveryId,
                    target,
                    channel,
                    eventId,
                    attempt,
                    atMillis,
                    tookMillis,
                    httpStatus,
                    "");
        }
    }

    /// The attempt failed, and another one will be made.
    ///
    /// @param httpStatus what the target answered; 0 for nothing
    /// @param reason why it failed, in plain words without secrets
    /// @param dueMillis when the next attempt is due, in milliseconds since the epoch
    record Retrying(
            String deliveryId,
            TargetKey target,
            Channel channel,
            String eventId,
            int attempt,
            long atMillis,
            long tookMillis,
            int httpStatus,
            String reason,
            long dueMillis)
            implements Outcome {}

    /// No further attempt will be made.
    ///
    /// @param httpStatus what the target answered; 0 for nothing
    /// @param reason why, in plain words without secrets
    record Dead(
            String deliveryId,
            TargetKey target,
            Channel channel,
            String eventId,
            int attempt,
            long atMillis,
            long tookMillis,
            int httpStatus,
            String reason)
            implements Outcome {}

    /// The status that the target answered; 0 for none.
    int httpStatus();

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

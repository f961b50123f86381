package dev.signalbox.contract.delivery;

import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.TargetKey;

/// The facts that an outcome of any kind states: which delivery was attempted, when, and what the
/// target answered.
///
/// @param deliveryId the delivery
/// @param target where it went
/// @param contact whom of the target's contacts it was for; empty where the target has none
/// @param channel the kind of target
/// @param eventId the id of the event
/// @param replay the id of the replay that sent it; empty for live traffic
/// @param revision the revision of the rule that matched; 0 where it is not known
/// @param acceptedMillis when ingest took the event in, in milliseconds since the epoch; 0 where it
///   is not known
/// @param attempt which attempt this was, 1 for the first
/// @param atMillis when the attempt ended, in milliseconds since the epoch; the month of a
///   delivered one is billed
/// @param tookMillis how long the attempt took, in milliseconds
/// @param httpStatus the status that the target answered; 0 for none
public record OutcomeFacts(
        String deliveryId,
        TargetKey target,
        String contact,
        Channel channel,
        String eventId,
        String replay,
        long revision,
        long acceptedMillis,
        int attempt,
        long atMillis,
        long tookMillis,
        int httpStatus) {

    /// The facts that records of builds before replays have.
    public OutcomeFacts(
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
                "",
                channel,
                eventId,
                "",
                0,
                0,
                attempt,
                atMillis,
                tookMillis,
                httpStatus);
    }

    /// The facts of the next attempt of a delivery.
    ///
    /// @param channel the kind of target
    /// @param atMillis when the attempt ended, in milliseconds since the epoch
    /// @param tookMillis how long it took, in milliseconds
    /// @param httpStatus the status that the target answered; 0 for none
    public static OutcomeFacts of(
            Delivery delivery, Channel channel, long atMillis, long tookMillis, int httpStatus) {
        return new OutcomeFacts(
                delivery.id(),
                delivery.target(),
                delivery.contact(),
                channel,
                delivery.event().id(),
                delivery.replay(),
                delivery.revision(),
                delivery.accepted().toEpochMilli(),
                delivery.attempts().size() + 1,
                atMillis,
                tookMillis,
                httpStatus);
    }

    /// The same of a delivery of a replay.
    public OutcomeFacts ofReplay(String id) {
        return new OutcomeFacts(
                deliveryId,
                target,
                contact,
                channel,
                eventId,
                id,
                revision,
                acceptedMillis,
                attempt,
                atMillis,
                tookMillis,
                httpStatus);
    }
}

package dev.signalbox.contract.delivery;

import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.rule.TargetKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// One event on its way to one target.
///
/// @param id derived from event, rule, target, contact and replay; see [DeliveryId]
/// @param target where it goes
/// @param contact whom of the target's contacts it is for; empty where the target has none
/// @param event which event it is
/// @param source the event's `source`
/// @param type the event's `type`
/// @param accepted when ingest took the event in
/// @param rulesPosition how far the router had read the rules when it matched
/// @param revision the revision of the rule that matched; 0 where the record does not say it, as
///   those of older builds do not
/// @param attempts the failed attempts so far
/// @param replay the id of the replay that sends it; empty for live traffic
/// @param redrive whether a person sent it again out of the dead letters
/// @param body the CloudEvent in structured mode, as it is on the topic
/// @param trace the context of the hop before, as the header `traceparent` has it; empty for none
public record Delivery(
        String id,
        TargetKey target,
        String contact,
        EventKey event,
        String source,
        String type,
        Instant accepted,
        long rulesPosition,
        long revision,
        List<Attempt> attempts,
        String replay,
        boolean redrive,
        @SuppressWarnings("ArrayRecordComponent") byte[] body,
        String trace) {

    /// Copies the attempts; the body is shared, and never changed.
    public Delivery {
        attempts = List.copyOf(attempts);
    }

    /// One that is not traced.
    public Delivery(
            String id,
            TargetKey target,
            String contact,
            EventKey event,
            String source,
            String type,
            Instant accepted,
            long rulesPosition,
            long revision,
            List<Attempt> attempts,
            String replay,
            boolean redrive,
            byte[] body) {
        this(
                id,
                target,
                contact,
                event,
                source,
                type,
                accepted,
                rulesPosition,
                revision,
                attempts,
                replay,
                redrive,
                body,
                "");
    }

    /// This delivery with the context of another hop; empty for none.
    public Delivery traced(String context) {
        return new Delivery(
                id,
                target,
                contact,
                event,
                source,
                type,
                accepted,
                rulesPosition,
                revision,
                attempts,
                replay,
                redrive,
                body,
                context);
    }

    /// Whether a replay sends it.
    public boolean replayed() {
        return !replay.isEmpty();
    }

    /// This delivery with one more failed attempt.
    public Delivery failed(Attempt attempt) {
        var more = new ArrayList<>(attempts);
        more.add(attempt);
        return new Delivery(
                id,
                target,
                contact,
                event,
                source,
                type,
                accepted,
                rulesPosition,
                revision,
                more,
                replay,
                redrive,
                body,
                trace);
    }

    /// This delivery as it is sent again out of the dead letters: under the same id, with all its
    /// attempts still to come.
    ///
    /// @param position how far the sender has read the rules
    public Delivery redriven(long position) {
        return new Delivery(
                id,
                target,
                contact,
                event,
                source,
                type,
                accepted,
                Math.max(rulesPosition, position),
                revision,
                List.of(),
                replay,
                true,
                body,
                trace);
    }
}

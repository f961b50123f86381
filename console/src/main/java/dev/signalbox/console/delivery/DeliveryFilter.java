package dev.signalbox.console.delivery;

import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.rule.TargetKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The choice of deliveries in a search.
///
/// @param account the account that owns them
/// @param bus null for any
/// @param rule the rule's name; null for any
/// @param target the target's id; null for any
/// @param id the delivery's id; null for any
/// @param event the event's id; null for any
/// @param replay the id of the replay that sent it; null for any, and for live traffic
/// @param status the status of the latest outcome; null for any
/// @param from the earliest end of the latest attempt, included
/// @param to the latest, included; later attempts are ignored
record DeliveryFilter(
        String account,
        @Nullable String bus,
        @Nullable String rule,
        @Nullable String target,
        @Nullable String id,
        @Nullable String event,
        @Nullable String replay,
        @Nullable Status status,
        Instant from,
        Instant to) {

    /// The status of a delivery by its latest outcome.
    enum Status {
        /// The target accepted it.
        DELIVERED,
        /// An attempt failed, and another one will be made.
        RETRYING,
        /// No further attempt will be made.
        DEAD,
        /// The replay that it is of was cancelled.
        CANCELLED;

        /// Returns the status that an outcome means.
        static Status of(Outcome outcome) {
            return switch (outcome) {
                case Outcome.Delivered _ -> DELIVERED;
                case Outcome.Retrying _ -> RETRYING;
                case Outcome.Dead dead -> dead.cancelled() ? CANCELLED : DEAD;
            };
        }
    }

    /// Whether the outcome's delivery may be selected, by all but its time and status.
    boolean concerns(Outcome outcome) {
        TargetKey of = outcome.target();
        return account.equals(of.account())
                && outcome.atMillis() <= to.toEpochMilli()
                && (bus == null || bus.equals(of.bus()))
                && (rule == null || rule.equals(of.rule()))
                && (target == null || target.equals(of.target()))
                && (id == null || id.equals(outcome.deliveryId()))
                && (event == null || event.equals(outcome.eventId()))
                && (replay == null || replay.equals(outcome.facts().replay()));
    }

    /// Whether the delivery with this latest outcome is selected.
    boolean wants(Outcome latest) {
        return latest.atMillis() >= from.toEpochMilli()
                && (status == null || status == Status.of(latest));
    }
}

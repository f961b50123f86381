package dev.signalbox.console.delivery;

import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.rule.TargetKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which deliveries of an account are asked for.
///
/// @param account whose
/// @param bus null for any
/// @param rule the rule's name; null for any
/// @param target the target's id; null for any
/// @param event the event's id; null for any
/// @param status what has become of them; null for anything
/// @param from the earliest end of the latest attempt, included
/// @param to the latest, included; attempts after it are not looked at
record DeliveryFilter(
        String account,
        @Nullable String bus,
        @Nullable String rule,
        @Nullable String target,
        @Nullable String event,
        @Nullable Status status,
        Instant from,
        Instant to) {

    /// What has become of a delivery.
    enum Status {
        /// Its target has it.
        DELIVERED,
        /// An attempt failed, and another one will be made.
        RETRYING,
        /// No further attempt will be made.
        DEAD;

        /// What an outcome says.
        static Status of(Outcome outcome) {
            return switch (outcome) {
                case Outcome.Delivered _ -> DELIVERED;
                case Outcome.Retrying _ -> RETRYING;
                case Outcome.Dead _ -> DEAD;
            };
        }
    }

    /// Whether it is asked for what has become of the outcome's delivery.
    boolean concerns(Outcome outcome) {
        TargetKey of = outcome.target();
        return account.equals(of.account())
                && outcome.at() <= to.toEpochMilli()
                && (bus == null || bus.equals(of.bus()))
                && (rule == null || rule.equals(of.rule()))
                && (target == null || target.equals(of.target()))
                && (event == null || event.equals(outcome.eventId()));
    }

    /// Whether the outcome, the latest of its delivery, is told.
    boolean wants(Outcome latest) {
        return latest.at() >= from.toEpochMilli()
                && (status == null || status == Status.of(latest));
    }
}

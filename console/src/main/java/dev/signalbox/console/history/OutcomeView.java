package dev.signalbox.console.history;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.json.Json;
import java.time.Instant;

/// An outcome of a delivery as the API shows it.
public final class OutcomeView {
    private OutcomeView() {}

    /// The view of an outcome.
    public static ObjectNode of(Outcome outcome) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("id", outcome.deliveryId());
        json.put("bus", outcome.target().bus());
        json.put("rule", outcome.target().rule());
        json.put("target", outcome.target().target());
        if (!outcome.facts().contact().isEmpty()) {
            json.put("contact", outcome.facts().contact());
        }
        json.put("channel", outcome.channel().label());
        json.put("event", outcome.eventId());
        addOrigin(json, outcome.facts().replay(), outcome.facts().revision());
        if (outcome.facts().acceptedMillis() != 0) {
            json.put("accepted", Instant.ofEpochMilli(outcome.facts().acceptedMillis()).toString());
        }
        json.put("status", status(outcome));
        json.put("attempt", outcome.attempt());
        json.put("at", Instant.ofEpochMilli(outcome.atMillis()).toString());
        json.put("tookMillis", outcome.tookMillis());
        json.put("httpStatus", outcome.httpStatus());
        switch (outcome) {
            case Outcome.Delivered delivered -> {
                if (!delivered.mergedInto().isEmpty()) {
                    json.put("mergedInto", delivered.mergedInto());
                }
            }
            case Outcome.Retrying retrying -> {
                json.put("reason", retrying.reason());
                json.put("due", Instant.ofEpochMilli(retrying.dueMillis()).toString());
            }
            case Outcome.Dead dead -> json.put("reason", dead.reason());
        }
        return json;
    }

    private static String status(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Delivered _ -> "delivered";
            case Outcome.Retrying _ -> "retrying";
            case Outcome.Dead dead -> dead.cancelled() ? "cancelled" : "dead";
        };
    }

    /// Adds which replay sent a delivery, and which revision of its rule matched, where there is
    /// such.
    public static void addOrigin(ObjectNode json, String replay, long revision) {
        if (!replay.isEmpty()) {
            json.put("replay", replay);
        }
        if (revision != 0) {
            json.put("revision", revision);
        }
    }
}

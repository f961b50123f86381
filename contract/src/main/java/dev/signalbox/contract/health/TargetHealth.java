package dev.signalbox.contract.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import java.io.IOException;
import java.time.Instant;

/// The trouble that a target has. A record of `signalbox.targets`, keyed by target; a target that
/// is well has none.
///
/// A rule that changes begins anew: what was wrong with its targets before holds no longer.
public sealed interface TargetHealth {
    /// The header of a record without a value that a person caused by enabling the target.
    String ENABLED = "enabled";

    /// Since when it is so.
    Instant since();

    /// Why, in plain words, without secrets.
    String reason();

    /// The failures that led to it.
    Failing failures();

    /// Attempts fail, and none has succeeded since the first of them.
    ///
    /// @param since when the first one failed
    /// @param last when the latest one failed that is known of
    /// @param status what the target answered last; 0 for nothing
    /// @param reason why the last one failed
    record Failing(Instant since, Instant last, int status, String reason) implements TargetHealth {
        @Override
        public Failing failures() {
            return this;
        }
    }

    /// Nothing is sent to it any more, until a person enables it or changes its rule.
    record Disabled(Instant since, String reason, Failing failures) implements TargetHealth {}

    /// Whether it holds for a rule that was changed last at that time.
    default boolean holdsFor(Instant updated) {
        return !since().isBefore(updated);
    }

    /// The record's value; times are in milliseconds since the epoch.
    default byte[] toBytes() {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("failingSince", failures().since().toEpochMilli());
        json.put("lastFailure", failures().last().toEpochMilli());
        json.put("status", failures().status());
        json.put("reason", failures().reason());
        switch (this) {
            case Failing _ -> {}
            case Disabled disabled -> {
                json.put("disabled", disabled.since().toEpochMilli());
                json.put("why", disabled.reason());
            }
        }
        try {
            return Json.MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always writable", e);
        }
    }

    /// Reads a record's value; fields of later versions are passed over.
    ///
    /// @throws IllegalArgumentException saying why it cannot be read
    static TargetHealth read(byte[] value) {
        JsonNode json;
        try {
            json = Json.MAPPER.readTree(value);
        } catch (IOException e) {
            throw new IllegalArgumentException("it is no JSON", e);
        }
        var failures =
                new Failing(
                        instant(json, "failingSince"),
                        instant(json, "lastFailure"),
                        json.path("status").asInt(),
                        json.path("reason").asText());
        return json.has("disabled")
                ? new Disabled(instant(json, "disabled"), json.path("why").asText(), failures)
                : failures;
    }

    private static Instant instant(JsonNode json, String field) {
        JsonNode millis = json.path(field);
        if (!millis.canConvertToLong() || !millis.isIntegralNumber()) {
            throw new IllegalArgumentException(field + " is no time in milliseconds");
        }
        return Instant.ofEpochMilli(millis.longValue());
    }
}

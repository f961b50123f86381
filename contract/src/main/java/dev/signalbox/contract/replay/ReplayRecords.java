package dev.signalbox.contract.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The records of `signalbox.replays` in JSON: a replay, keyed `account/id`, and its progress,
/// keyed `account/id/progress`. A record without a value is a deletion.
///
/// A reader passes over fields that it does not know, and takes zero or nothing for a number or a
/// text that is not there. Times are ISO 8601.
public final class ReplayRecords {
    private ReplayRecords() {}

    /// The key of a record, as bytes.
    public static byte[] key(String key) {
        return key.getBytes(UTF_8);
    }

    /// The value of a replay's record.
    public static byte[] write(Replay replay) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("state", replay.state().label());
        if (!replay.reason().isEmpty()) {
            json.put("reason", replay.reason());
        }
        json.put("ordered", replay.ordered().toString());
        json.put("orderedBy", replay.orderedBy());
        json.put("changed", replay.changed().toString());
        json.put("revision", replay.revision());
        json.set("order", OrderJson.write(replay.order()));
        json.set("plan", PlanJson.write(replay.plan()));
        return bytes(json);
    }

    /// Reads a replay's record.
    ///
    /// @throws IllegalArgumentException saying why it cannot be read
    public static Replay readReplay(ReplayKey key, byte[] value) {
        JsonNode json = object(value);
        ReplayState state = ReplayState.labelled(json.path("state").asText());
        if (state == null) {
            throw new IllegalArgumentException("its state is unknown");
        }
        return new Replay(
                key.account(),
                key.id(),
                OrderJson.read(json.path("order")),
                PlanJson.read(json.path("plan")),
                state,
                json.path("reason").asText(),
                instant(json, "ordered"),
                json.path("orderedBy").asText(),
                instant(json, "changed"),
                json.path("revision").asLong());
    }

    /// The value of the record of a progress.
    public static byte[] write(ReplayProgress progress) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        offsets(json.putObject("next"), progress.next());
        ReplayAccount counts = progress.counts();
        json.putObject("counts")
                .put("read", counts.read())
                .put("repeated", counts.repeated())
                .put("unmatched", counts.unmatched())
                .put("matched", counts.matched())
                .put("expired", counts.expired())
                .put("deliveries", counts.deliveries())
                .put("delivered", counts.delivered())
                .put("merged", counts.merged())
                .put("dead", counts.dead())
                .put("cancelled", counts.cancelled());
        ObjectNode unfinished = json.putObject("unfinished");
        progress.unfinished()
                .forEach((target, ids) -> ids.forEach(unfinished.putArray(target)::add));
        json.put("outcomes", progress.outcomes());
        offsets(json.putObject("replayed"), progress.replayed());
        json.put("runner", progress.runner());
        json.put("epoch", progress.epoch());
        json.put("at", progress.at().toString());
        json.put("eventsPerSecond", progress.eventsPerSecond());
        json.put("waitsFor", progress.waitsFor());
        Duration timeLeft = progress.timeLeft();
        if (timeLeft != null) {
            json.put("timeLeft", timeLeft.toString());
        }
        return bytes(json);
    }

    /// Reads the record of a progress.
    ///
    /// @throws IllegalArgumentException saying why it cannot be read
    public static ReplayProgress readProgress(byte[] value) {
        JsonNode json = object(value);
        JsonNode counts = json.path("counts");
        var unfinished = new TreeMap<String, List<String>>();
        json.path("unfinished")
                .properties()
                .forEach(target -> {
                    var ids = new ArrayList<String>();
                    target.getValue().forEach(id -> ids.add(id.asText()));
                    unfinished.put(target.getKey(), ids);
                });
        return new ReplayProgress(
                offsets(json.path("next")),
                new ReplayAccount(
                        counts.path("read").asLong(),
                        counts.path("repeated").asLong(),
                        counts.path("unmatched").asLong(),
                        counts.path("matched").asLong(),
                        counts.path("expired").asLong(),
                        counts.path("deliveries").asLong(),
                        counts.path("delivered").asLong(),
                        counts.path("merged").asLong(),
                        counts.path("dead").asLong(),
                        counts.path("cancelled").asLong()),
                unfinished,
                json.path("outcomes").asLong(),
                offsets(json.path("replayed")),
                json.path("runner").asText(),
                json.path("epoch").asLong(),
                instant(json, "at"),
                json.path("eventsPerSecond").asDouble(),
                json.path("waitsFor").asText(),
                json.has("timeLeft") ? duration(json, "timeLeft") : null);
    }

    private static void offsets(ObjectNode json, Map<Integer, Long> offsets) {
        offsets.forEach((partition, offset) -> json.put(Integer.toString(partition), offset));
    }

    private static Map<Integer, Long> offsets(JsonNode json) {
        var offsets = new TreeMap<Integer, Long>();
        json.properties()
                .forEach(one -> offsets.put(partition(one.getKey()), one.getValue().asLong()));
        return offsets;
    }

    static int partition(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a partition is no number", e);
        }
    }

    static Instant instant(JsonNode json, String field) {
        try {
            return Instant.parse(json.path(field).asText());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(field + " is no time", e);
        }
    }

    static Duration duration(JsonNode json, String field) {
        try {
            return Duration.parse(json.path(field).asText());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(field + " is no duration", e);
        }
    }

    private static JsonNode object(byte[] value) {
        JsonNode json;
        try {
            json = Json.MAPPER.readTree(value);
        } catch (IOException e) {
            throw new IllegalArgumentException("it is no JSON", e);
        }
        if (!json.isObject()) {
            throw new IllegalArgumentException("it is no JSON object");
        }
        return json;
    }

    private static byte[] bytes(ObjectNode json) {
        try {
            return Json.MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always writable", e);
        }
    }
}

package dev.signalbox.contract.rule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.InvalidPattern;
import dev.signalbox.contract.pattern.Pattern;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;

/// How buses and rules stand on `signalbox.rules`: JSON, keyed `account/bus` and
/// `account/bus/rule`, secrets sealed. A record without a value is a deletion.
public final class RuleRecords {
    private RuleRecords() {}

    /// The value of a bus's record.
    public static byte[] write(Bus bus) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("description", bus.description());
        json.put("created", bus.created().toString());
        write(json, bus.tags());
        return bytes(json);
    }

    /// The value of a rule's record.
    public static byte[] write(Rule rule) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("description", rule.description());
        json.put("enabled", rule.enabled());
        json.set("pattern", rule.pattern().json());
        var targets = json.putArray("targets");
        for (Target target : rule.targets()) {
            targets.add(TargetRecords.write(target));
        }
        json.put("revision", rule.revision());
        json.put("created", rule.created().toString());
        json.put("updated", rule.updated().toString());
        write(json, rule.tags());
        return bytes(json);
    }

    private static void write(ObjectNode json, Map<String, String> tags) {
        if (!tags.isEmpty()) {
            ObjectNode object = json.putObject("tags");
            new TreeMap<>(tags).forEach(object::put);
        }
    }

    private static Map<String, String> tags(JsonNode json) {
        var tags = new TreeMap<String, String>();
        json.path("tags")
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
        return tags;
    }

    private static byte[] bytes(ObjectNode json) {
        try {
            return Json.MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always writable", e);
        }
    }

    /// Reads a bus's record.
    ///
    /// @throws IllegalArgumentException when it is none
    public static Bus readBus(BusKey key, byte[] value) {
        try {
            JsonNode json = Json.MAPPER.readTree(value);
            return new Bus(
                    key,
                    json.path("description").asText(),
                    Instant.parse(json.path("created").asText()),
                    tags(json));
        } catch (IOException | DateTimeException e) {
            throw new IllegalArgumentException("unreadable bus " + key, e);
        }
    }

    /// Reads a rule's record.
    ///
    /// @throws IllegalArgumentException when it is none, or one of a later version
    public static Rule readRule(RuleKey key, byte[] value) {
        try {
            JsonNode json = Json.MAPPER.readTree(value);
            var targets = new ArrayList<Target>();
            for (JsonNode target : json.path("targets")) {
                targets.add(TargetRecords.read(target));
            }
            return new Rule(
                    key,
                    json.path("description").asText(),
                    json.path("enabled").asBoolean(),
                    Pattern.parse(json.path("pattern")),
                    targets,
                    json.path("revision").asLong(),
                    Instant.parse(json.path("created").asText()),
                    Instant.parse(json.path("updated").asText()),
                    tags(json));
        } catch (IOException | DateTimeException | InvalidPattern e) {
            throw new IllegalArgumentException("unreadable rule " + key, e);
        }
    }
}

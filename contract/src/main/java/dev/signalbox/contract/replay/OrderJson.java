package dev.signalbox.contract.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.InvalidPattern;
import dev.signalbox.contract.pattern.Pattern;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.TreeMap;

/// Orders as JSON.
final class OrderJson {
    private static final String MAX = "max";
    private static final String ORIGINAL = "original";

    private OrderJson() {}

    static ObjectNode write(ReplayOrder order) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("bus", order.bus());
        json.put("from", order.from().toString());
        json.put("to", order.to().toString());
        var rules = json.putArray("rules");
        for (PinnedRule rule : order.rules()) {
            rules.addObject()
                    .put("name", rule.name())
                    .put("revision", rule.revision())
                    .set("pattern", rule.pattern().json());
        }
        Pattern pattern = order.pattern();
        if (pattern != null) {
            json.set("pattern", pattern.json());
        }
        if (!order.ids().isEmpty()) {
            var ids = json.putArray("ids");
            order.ids().forEach(ids::add);
        }
        json.put("only", order.only().label());
        switch (order.speed()) {
            case Speed.Max _ -> json.put("speed", MAX);
            case Speed.Original _ -> json.put("speed", ORIGINAL);
            case Speed.PerSecond perSecond -> json.put("speed", perSecond.events());
        }
        json.put("note", order.note());
        ObjectNode ranges = json.putObject("ranges");
        order.ranges()
                .forEach((partition, range) ->
                        ranges.putArray(Integer.toString(partition))
                                .add(range.begin())
                                .add(range.end()));
        json.put("all", order.all());
        return json;
    }

    static ReplayOrder read(JsonNode json) {
        var rules = new ArrayList<PinnedRule>();
        for (JsonNode rule : json.path("rules")) {
            rules.add(
                    new PinnedRule(
                            rule.path("name").asText(),
                            rule.path("revision").asLong(),
                            pattern(rule.path("pattern"))));
        }
        var ids = new HashSet<String>();
        json.path("ids").forEach(id -> ids.add(id.asText()));
        var ranges = new TreeMap<Integer, OffsetRange>();
        json.path("ranges")
                .properties()
                .forEach(range ->
                        ranges.put(
                                ReplayRecords.partition(range.getKey()),
                                new OffsetRange(
                                        range.getValue().path(0).asLong(),
                                        range.getValue().path(1).asLong())));
        Only only = Only.labelled(json.path("only").asText());
        if (only == null) {
            throw new IllegalArgumentException("which deliveries it makes is unknown");
        }
        return new ReplayOrder(
                json.path("bus").asText(),
                ReplayRecords.instant(json, "from"),
                ReplayRecords.instant(json, "to"),
                rules,
                json.has("pattern") ? pattern(json.path("pattern")) : null,
                ids,
                only,
                speed(json.path("speed")),
                json.path("note").asText(),
                ranges,
                json.path("all").asBoolean());
    }

    private static Speed speed(JsonNode json) {
        return switch (json.asText()) {
            case MAX -> new Speed.Max();
            case ORIGINAL -> new Speed.Original();
            default -> new Speed.PerSecond(json.asInt());
        };
    }

    private static Pattern pattern(JsonNode json) {
        try {
            return Pattern.parse(json);
        } catch (InvalidPattern e) {
            throw new IllegalArgumentException(e.path() + ": " + e.reason(), e);
        }
    }
}

package dev.signalbox.contract.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.Channel;
import java.math.BigDecimal;
import java.util.ArrayList;

/// Plans as JSON.
final class PlanJson {
    private PlanJson() {}

    static ObjectNode write(ReplayPlan plan) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("events", plan.events());
        json.put("matched", plan.matched());
        json.put("notifications", plan.notifications());
        var targets = json.putArray("byTarget");
        for (PlannedTarget target : plan.byTarget()) {
            targets.addObject()
                    .put("rule", target.rule())
                    .put("target", target.target())
                    .put("channel", target.channel().label())
                    .put("deliveries", target.deliveries())
                    .put("ratePerMinute", target.ratePerMinute())
                    .put("duration", target.duration().toString());
        }
        json.put("costUsd", plan.costUsd().toPlainString());
        json.put("duration", plan.duration().toString());
        json.put("exact", plan.exact());
        var warnings = json.putArray("warnings");
        plan.warnings().forEach(warnings::add);
        return json;
    }

    static ReplayPlan read(JsonNode json) {
        var targets = new ArrayList<PlannedTarget>();
        for (JsonNode target : json.path("byTarget")) {
            Channel channel = Channel.labelled(target.path("channel").asText());
            if (channel != null) {
                targets.add(
                        new PlannedTarget(
                                target.path("rule").asText(),
                                target.path("target").asText(),
                                channel,
                                target.path("deliveries").asLong(),
                                target.path("ratePerMinute").asInt(),
                                ReplayRecords.duration(target, "duration")));
            }
        }
        var warnings = new ArrayList<String>();
        json.path("warnings").forEach(warning -> warnings.add(warning.asText()));
        return new ReplayPlan(
                json.path("events").asLong(),
                json.path("matched").asLong(),
                json.path("notifications").asLong(),
                targets,
                cost(json.path("costUsd").asText()),
                ReplayRecords.duration(json, "duration"),
                json.path("exact").asBoolean(),
                warnings);
    }

    private static BigDecimal cost(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("costUsd is no number", e);
        }
    }
}

package dev.signalbox.console.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.history.PastEvent;
import dev.signalbox.console.trace.RuleVerdicts.Verdict;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.json.KeptJson;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.web.call.EventBodies;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The JSON of a trace as people read it.
final class TraceView {
    /// How many rules that did not match are listed.
    private static final int MOST_UNMATCHED = 100;

    private final Rulebook rules;
    private final EventTraces traces;
    private final TracedRules traced;

    TraceView(RoomContext room, EventTraces traces) {
        rules = room.rules();
        this.traces = traces;
        traced = new TracedRules(room);
    }

    /// A trace of which at least one record was found.
    ObjectNode json(EventTrace trace) {
        List<PastEvent> records = trace.records();
        // Of several sources the one that was accepted last is shown.
        String source = records.getLast().source();
        List<PastEvent> own =
                records.stream().filter(record -> record.source().equals(source)).toList();
        PastEvent event = own.getFirst();
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("id", trace.key().id());
        json.put("bus", trace.key().bus());
        json.put("source", source);
        json.put("type", event.type());
        addRecord(json.putObject("accepted"), event);
        json.withObject("/accepted").put("rulesPosition", event.rulesPosition());
        ArrayNode again = json.putArray("cameAgain");
        for (PastEvent record : own.subList(1, own.size())) {
            ObjectNode one = again.addObject();
            addRecord(one, record);
            one.put("duplicate", traces.isDuplicate(own, record));
        }
        records.stream()
                .map(PastEvent::source)
                .filter(other -> !other.equals(source))
                .distinct()
                .forEach(json.withArray("/otherSources")::add);
        addEvent(json, event);
        RuleVerdicts verdicts =
                RuleVerdicts.of(
                        rules.rules(new BusKey(trace.key().account(), trace.key().bus())),
                        event.body());
        traced.addTo(
                json.putArray("rules"),
                trace,
                event,
                verdicts.matching(),
                outcome -> {
                    PastEvent of = traces.eventOf(trace, outcome);
                    return of == null || of.source().equals(source);
                });
        addUnmatched(json, event, verdicts.failing());
        addReplays(json.putArray("replays"), trace);
        addSearched(json.putObject("searched"), trace);
        return json;
    }

    /// Takes out what quotes the event.
    static void hideBodies(ObjectNode json) {
        EventBodies.hideEvent(json);
        for (JsonNode verdict : json.withArray("unmatched")) {
            EventBodies.hideWhy((ObjectNode) verdict, verdict.path("path").asText());
        }
    }

    private static void addRecord(ObjectNode json, PastEvent record) {
        json.put("at", record.accepted().toString());
        json.put("partition", record.location().partition());
        json.put("offset", record.location().offset());
    }

    private static void addEvent(ObjectNode json, PastEvent event) {
        try {
            json.set("event", KeptJson.read(event.body()));
        } catch (IOException e) {
            json.put("event", new String(event.body(), StandardCharsets.UTF_8));
        }
    }

    private static void addUnmatched(ObjectNode json, PastEvent event, List<Verdict> failing) {
        ArrayNode list = json.putArray("unmatched");
        for (Verdict verdict : failing.subList(0, Math.min(MOST_UNMATCHED, failing.size()))) {
            Rule rule = verdict.rule();
            ObjectNode one = list.addObject();
            one.put("rule", rule.key().rule());
            one.put("revision", rule.revision());
            one.put("enabled", rule.enabled());
            if (changedSince(rule, event)) {
                one.put("changedSince", rule.updated().toString());
            }
            one.put("failed", verdict.distance().failed());
            one.put("conditions", verdict.distance().fields());
            one.put("path", verdict.distance().verdict().path());
            one.put("why", verdict.distance().verdict().why());
        }
        json.put("unmatchedTotal", failing.size());
    }

    /// Whether a rule was changed after an event was accepted, so that another pattern may have
    /// been asked.
    static boolean changedSince(Rule rule, PastEvent event) {
        return rule.updated().isAfter(event.accepted());
    }

    private static void addReplays(ArrayNode list, EventTrace trace) {
        trace.replays()
                .forEach(replay -> {
                    ObjectNode one = list.addObject();
                    one.put("id", replay.id());
                    one.put("state", replay.state().label());
                    one.put("ordered", replay.ordered().toString());
                });
    }

    private static void addSearched(ObjectNode json, EventTrace trace) {
        json.put("complete", !trace.late() && !trace.full());
        json.put("remembered", trace.found().remembered());
        add(json, "repetitionsTo", trace.found().repeatsTo());
        add(json, "outcomesTo", trace.outcomesTo());
    }

    private static void add(ObjectNode json, String name, @Nullable Instant time) {
        if (time != null) {
            json.put(name, time.toString());
        }
    }
}

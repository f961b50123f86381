package dev.signalbox.console.trace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.history.PastEvent;
import dev.signalbox.console.trace.DeliveryLogSearch.Death;
import dev.signalbox.console.trace.DeliveryLogSearch.Wait;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.health.HealthBook;
import dev.signalbox.contract.health.TargetHealth;
import dev.signalbox.contract.match.Route.Stop;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.TargetKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The JSON of the rules that an event matched, each with its deliveries.
final class TracedRules {
    private final Rulebook rules;
    private final HealthBook targets;
    private final InstantSource clock;

    TracedRules(RoomContext room) {
        rules = room.rules();
        targets = room.targets();
        clock = room.clock();
    }

    /// Adds the rules by name: those that outcomes show to have matched, and those whose pattern
    /// matches now.
    ///
    /// @param matching the rules whose pattern matches now
    /// @param own whether an outcome is of this event
    void addTo(
            ArrayNode list,
            EventTrace trace,
            PastEvent event,
            List<Rule> matching,
            Predicate<Outcome> own) {
        var names = new TreeMap<String, Map<String, List<Outcome>>>();
        for (Outcome outcome : trace.outcomes()) {
            if (own.test(outcome)) {
                names.computeIfAbsent(outcome.target().rule(), any -> new LinkedHashMap<>())
                        .computeIfAbsent(outcome.deliveryId(), any -> new ArrayList<>())
                        .add(outcome);
            }
        }
        trace.expected()
                .forEach((id, stop) ->
                        names.computeIfAbsent(stop.target().rule(), any -> new LinkedHashMap<>())
                                .putIfAbsent(id, List.of()));
        for (Rule rule : matching) {
            names.computeIfAbsent(rule.key().rule(), any -> new LinkedHashMap<>());
        }
        names.forEach((name, deliveries) -> {
            var key = new RuleKey(trace.key().account(), trace.key().bus(), name);
            boolean matchesNow = matching.stream().anyMatch(rule -> rule.key().equals(key));
            addRule(list.addObject(), key, trace, event, matchesNow, deliveries);
        });
    }

    private void addRule(
            ObjectNode json,
            RuleKey key,
            EventTrace trace,
            PastEvent event,
            boolean matchesNow,
            Map<String, List<Outcome>> deliveries) {
        Rule rule = rules.rule(key);
        json.put("rule", key.rule());
        deliveries.values().stream()
                .flatMap(List::stream)
                .mapToLong(outcome -> outcome.facts().revision())
                .max()
                .ifPresent(revision -> json.put("matchedRevision", revision));
        if (rule != null) {
            json.put("revision", rule.revision());
            json.put("enabled", rule.enabled());
            if (TraceView.changedSince(rule, event)) {
                json.put("changedSince", rule.updated().toString());
            }
        }
        json.put("matchesNow", matchesNow);
        String note = note(rule, event, matchesNow, deliveries);
        if (note != null) {
            json.put("note", note);
        }
        ArrayNode list = json.putArray("deliveries");
        deliveries.forEach((id, outcomes) -> addDelivery(list.addObject(), id, outcomes, trace));
    }

    private static @Nullable String note(
            @Nullable Rule rule,
            PastEvent event,
            boolean matchesNow,
            Map<String, List<Outcome>> deliveries) {
        if (rule == null) {
            return "the rule was deleted, or cannot be read";
        }
        if (!matchesNow) {
            return "the rule was changed and does not match any more";
        }
        if (!deliveries.isEmpty()) {
            return null;
        }
        if (!rule.enabled()) {
            return "the pattern matches, but the rule is disabled";
        }
        return TraceView.changedSince(rule, event)
                ? "the pattern matches now, but the rule was changed after the event was accepted"
                : "the rule has no target";
    }

    private void addDelivery(ObjectNode json, String id, List<Outcome> outcomes, EventTrace trace) {
        json.put("id", id);
        if (outcomes.isEmpty()) {
            Stop stop = trace.expected().get(id);
            if (stop != null) {
                json.put("target", stop.target().target());
                if (!stop.contact().isEmpty()) {
                    json.put("contact", stop.contact());
                }
                addWaiting(json, id, stop.target(), null, trace);
            }
            return;
        }
        Outcome last = outcomes.getLast();
        json.put("target", last.target().target());
        json.put("channel", last.channel().label());
        if (!last.facts().contact().isEmpty()) {
            json.put("contact", last.facts().contact());
        }
        if (!last.facts().replay().isEmpty()) {
            json.put("replay", last.facts().replay());
        }
        switch (last) {
            case Outcome.Delivered delivered -> {
                json.put("state", "delivered");
                if (!delivered.mergedInto().isEmpty()) {
                    json.put("mergedInto", delivered.mergedInto());
                }
            }
            case Outcome.Retrying retrying ->
                    addWaiting(
                            json,
                            id,
                            last.target(),
                            Instant.ofEpochMilli(retrying.dueMillis()),
                            trace);
            case Outcome.Dead dead -> json.put("state", dead.cancelled() ? "cancelled" : "dead");
        }
        addAttempts(json.putArray("attempts"), outcomes);
        addWaits(json, trace.waits().getOrDefault(id, List.of()));
        addDeaths(json, trace.deaths().getOrDefault(id, List.of()));
    }

    /// Adds why a delivery that has not ended waits, and until when.
    ///
    /// @param due when its next attempt is due by its last outcome; null for none
    private void addWaiting(
            ObjectNode json, String id, TargetKey target, @Nullable Instant due, EventTrace trace) {
        List<Wait> waits = trace.waits().getOrDefault(id, List.of());
        Instant until = due;
        if (!waits.isEmpty() && (due == null || waits.getLast().due().isAfter(due))) {
            until = waits.getLast().due();
        }
        boolean waiting = until != null && until.isAfter(clock.instant());
        json.put("state", waiting ? "waiting" : due == null ? "underWay" : "retrying");
        if (until != null) {
            json.put("until", until.toString());
        }
        Rule rule = rules.rule(target.ruleKey());
        TargetHealth trouble = rule == null ? null : targets.of(rule, target.target());
        if (trouble != null) {
            json.put(
                    "why",
                    switch (trouble) {
                        case TargetHealth.Failing failing ->
                                "the target fails since %s: %s"
                                        .formatted(failing.since(), failing.reason());
                        case TargetHealth.Disabled disabled ->
                                "the target is disabled since %s: %s"
                                        .formatted(disabled.since(), disabled.reason());
                    });
        }
        if (due == null) {
            addWaits(json, waits);
        }
    }

    private static void addAttempts(ArrayNode list, List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            ObjectNode one = list.addObject();
            one.put("number", outcome.attempt());
            one.put("at", Instant.ofEpochMilli(outcome.atMillis()).toString());
            one.put("tookMillis", outcome.tookMillis());
            one.put("httpStatus", outcome.httpStatus());
            switch (outcome) {
                case Outcome.Delivered _ -> one.put("result", "delivered");
                case Outcome.Retrying retrying -> {
                    one.put("result", "retrying");
                    one.put("reason", retrying.reason());
                    one.put("due", Instant.ofEpochMilli(retrying.dueMillis()).toString());
                }
                case Outcome.Dead dead -> {
                    one.put("result", dead.cancelled() ? "cancelled" : "dead");
                    one.put("reason", dead.reason());
                }
            }
        }
    }

    /// Waits without an attempt: for a rate, a pause, a place, or a target that is down.
    private static void addWaits(ObjectNode json, List<Wait> waits) {
        for (Wait wait : waits) {
            if (wait.deferrals() > 0) {
                ObjectNode one = json.withArray("/waits").addObject();
                one.put("at", wait.at().toString());
                one.put("until", wait.due().toString());
            }
        }
    }

    private static void addDeaths(ObjectNode json, List<Death> deaths) {
        for (Death death : deaths) {
            ObjectNode one = json.withArray("/deadLetter").addObject();
            one.put("at", death.at().toString());
            one.put(
                    "what",
                    switch (death) {
                        case Death.Died _ -> "kept";
                        case Death.Redriven _ -> "redriven";
                    });
        }
    }
}

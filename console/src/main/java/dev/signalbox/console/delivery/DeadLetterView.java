package dev.signalbox.console.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.history.OutcomeView;
import dev.signalbox.contract.delivery.Attempt;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.health.Destination;
import dev.signalbox.contract.health.HealthBook;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.json.KeptJson;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.Rulebook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The JSON of dead letters as people read it.
final class DeadLetterView {
    private DeadLetterView() {}

    /// A dead letter in a list.
    static ObjectNode line(DeadLetter deadLetter) {
        Delivery delivery = deadLetter.delivery();
        ObjectNode json = head(deadLetter);
        ObjectNode event = json.putObject("event");
        event.put("id", delivery.event().id());
        event.put("source", delivery.source());
        event.put("type", delivery.type());
        List<Attempt> attempts = delivery.attempts();
        json.put("attempts", attempts.size());
        if (!attempts.isEmpty()) {
            json.put("status", attempts.getLast().status());
            json.put("reason", attempts.getLast().reason());
        }
        return json;
    }

    /// A dead letter with all its details.
    ///
    /// @param rules says whether its rule and its target still exist
    static ObjectNode whole(DeadLetter deadLetter, Rulebook rules, HealthBook targets) {
        Delivery delivery = deadLetter.delivery();
        ObjectNode json = head(deadLetter);
        Rule rule = rules.rule(delivery.target().ruleKey());
        json.put("ruleExists", rule != null);
        json.put("targetExists", rule != null && rule.target(delivery.target().target()) != null);
        switch (Destination.find(rules, targets, delivery.target(), delivery.contact())) {
            case Destination.Here _ -> {}
            case Destination.Disabled disabled -> json.put("disabled", disabled.reason());
            case Destination.Gone gone -> json.put("gone", gone.reason());
        }
        json.put("accepted", delivery.accepted().toString());
        json.put("diedAfterRedrive", delivery.redrive());
        var attempts = json.putArray("attempts");
        for (Attempt attempt : delivery.attempts()) {
            ObjectNode one = attempts.addObject();
            one.put("number", attempt.number());
            one.put("at", attempt.at().toString());
            one.put("status", attempt.status());
            one.put("reason", attempt.reason());
        }
        try {
            json.set("event", KeptJson.read(delivery.body()));
        } catch (IOException e) {
            json.put("event", new String(delivery.body(), StandardCharsets.UTF_8));
        }
        return json;
    }

    private static ObjectNode head(DeadLetter deadLetter) {
        Delivery delivery = deadLetter.delivery();
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("id", delivery.id());
        json.put("account", delivery.target().account());
        json.put("bus", delivery.target().bus());
        json.put("rule", delivery.target().rule());
        json.put("target", delivery.target().target());
        if (!delivery.contact().isEmpty()) {
            json.put("contact", delivery.contact());
        }
        OutcomeView.addOrigin(json, delivery.replay(), delivery.revision());
        json.put("died", deadLetter.died().toString());
        if (deadLetter.redriven() == null) {
            json.put("state", "dead");
        } else {
            json.put("state", "redriven");
            json.put("redriven", deadLetter.redriven().toString());
        }
        return json;
    }
}

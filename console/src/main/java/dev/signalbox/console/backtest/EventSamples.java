package dev.signalbox.console.backtest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.history.KeptEvent;
import java.io.IOException;
import java.util.List;

/// Events that rules chose, some of them, spread evenly over all. Not for several threads.
final class EventSamples {
    /// Of a larger event a sample says only what the headers do.
    private static final int LARGEST_SHOWN = 8 << 10;

    private final EvenSpread<ObjectNode> spread;

    /// @param most how many
    EventSamples(int most) {
        spread = new EvenSpread<>(most);
    }

    /// A chosen event.
    void add(KeptEvent event, List<Rule> rules) {
        spread.offer(() -> {
            ObjectNode json = view(event);
            var names = json.putArray("rules");
            rules.stream().map(rule -> rule.key().rule()).sorted().forEach(names::add);
            addBody(json, event);
            return json;
        });
    }

    /// An event as far as the headers say it.
    static ObjectNode view(KeptEvent event) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("id", event.eventKey().id());
        json.put("source", event.source());
        json.put("type", event.type());
        json.put("accepted", event.accepted().toString());
        return json;
    }

    private static void addBody(ObjectNode json, KeptEvent event) {
        if (event.body().length > LARGEST_SHOWN) {
            json.put("bytes", event.body().length);
            return;
        }
        try {
            JsonNode body = Json.MAPPER.readTree(event.body());
            json.set("event", body);
        } catch (IOException e) {
            json.put("bytes", event.body().length); // a rule that needs no body chose it
        }
    }

    /// The samples, in the order in which they came.
    List<ObjectNode> all() {
        return spread.all();
    }
}

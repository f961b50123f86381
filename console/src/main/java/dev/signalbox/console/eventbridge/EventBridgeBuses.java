package dev.signalbox.console.eventbridge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.eventbridge.EventBridgeOperations.Operation;
import dev.signalbox.console.eventbridge.call.EventBridgeCall;
import dev.signalbox.console.eventbridge.call.EventBridgeErrors;
import dev.signalbox.console.eventbridge.call.ListPage;
import dev.signalbox.console.rule.BusEditor;
import dev.signalbox.contract.account.Names;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.Bus;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.web.call.RuleErrors;
import java.util.Map;
import java.util.TreeMap;

/// EventBridge's operations on buses.
final class EventBridgeBuses {
    private final BusEditor buses;

    EventBridgeBuses(BusEditor buses) {
        this.buses = buses;
    }

    /// The operations by their names.
    Map<String, Operation> operations() {
        return Map.of(
                "createEventBus", this::create,
                "getEventBus", this::get,
                "updateEventBus", this::update,
                "deleteEventBus", this::delete,
                "listEventBuses", this::list);
    }

    private ObjectNode create(EventBridgeCall call) {
        BusKey key = call.bus();
        if (key.bus().startsWith(Names.RESERVED)) {
            throw EventBridgeErrors.busName(key.bus());
        }
        String description = call.description();
        Map<String, String> tags = call.tags();
        buses.write(
                key,
                current -> {
                    if (current != null) {
                        throw EventBridgeErrors.busExists(key.bus());
                    }
                    return new BusEditor.BusDraft(
                            description == null ? "" : description, tags == null ? Map.of() : tags);
                });
        return Json.MAPPER.createObjectNode().put("EventBusARN", call.arn(key));
    }

    private ObjectNode get(EventBridgeCall call) {
        return view(call, buses.existing(call.bus()));
    }

    private ObjectNode update(EventBridgeCall call) {
        BusKey key = call.bus();
        String description = call.description();
        Map<String, String> tags = call.tags();
        buses.write(
                key,
                current -> {
                    if (current == null) {
                        throw RuleErrors.noBus(key);
                    }
                    return new BusEditor.BusDraft(
                            description == null ? current.description() : description,
                            tags == null ? current.tags() : tags);
                });
        return Json.MAPPER.createObjectNode();
    }

    private ObjectNode delete(EventBridgeCall call) {
        buses.delete(call.bus());
        return Json.MAPPER.createObjectNode();
    }

    private ObjectNode list(EventBridgeCall call) {
        ListPage<Bus> page =
                ListPage.of(call, buses.all(call.account()), bus -> bus.key().bus(), "NamePrefix");
        ObjectNode answer = Json.MAPPER.createObjectNode();
        var array = answer.putArray("EventBuses");
        page.items().forEach(bus -> array.add(view(call, bus)));
        page.describe(answer);
        return answer;
    }

    private static ObjectNode view(EventBridgeCall call, Bus bus) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("EventBusName", bus.key().bus());
        json.put("EventBusARN", call.arn(bus.key()));
        json.put("Description", bus.description());
        json.put("CreateTimestamp", bus.created().toEpochMilli());
        ObjectNode tags = json.putObject("Tags");
        new TreeMap<>(bus.tags()).forEach(tags::put);
        return json;
    }
}

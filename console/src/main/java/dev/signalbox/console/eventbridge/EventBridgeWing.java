package dev.signalbox.console.eventbridge;

import dev.signalbox.console.history.EventHistory;
import dev.signalbox.console.rule.RuleWing;
import dev.signalbox.console.trace.EventTraces;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.RouteTable;

/// The wing of the console that speaks EventBridge's two protocols.
public final class EventBridgeWing implements HttpRoutes {
    private final EventBridgeApi api;
    private final EventBridgeRpc rpc;

    /// @param rules changes buses and rules
    /// @param history answers questions about past events
    /// @param traces answers questions about their ways
    public EventBridgeWing(
            RoomContext room, RuleWing rules, EventHistory history, EventTraces traces) {
        var operations = new EventBridgeOperations(rules, history, traces);
        api = new EventBridgeApi(room, operations);
        rpc = new EventBridgeRpc(room, operations);
    }

    @Override
    public void addTo(RouteTable table) {
        api.addTo(table);
        rpc.addTo(table);
    }
}

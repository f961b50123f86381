package dev.signalbox.console.eventbridge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.eventbridge.call.EventBridgeCall;
import dev.signalbox.console.eventbridge.call.EventBridgeErrors;
import dev.signalbox.console.history.EventHistory;
import dev.signalbox.console.rule.RuleWing;
import dev.signalbox.console.trace.EventTraces;
import dev.signalbox.web.ApiException;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// EventBridge's operations on buses, rules, targets and the event history, as its clients call
/// them in either of its protocols.
final class EventBridgeOperations {
    private final Map<String, Operation> operations = new TreeMap<>();

    /// One operation.
    @FunctionalInterface
    interface Operation {
        /// Performs the operation and returns EventBridge's answer without `RequestId`.
        ///
        /// @throws ApiException when it is refused
        ObjectNode answer(EventBridgeCall call);
    }

    EventBridgeOperations(RuleWing wing, EventHistory history, EventTraces traces) {
        operations.putAll(new EventBridgeBuses(wing.buses()).operations());
        operations.putAll(new EventBridgeRules(wing.rules(), wing.targets()).operations());
        operations.putAll(new EventBridgeTargets(wing.rules(), wing.targets()).operations());
        operations.putAll(new EventBridgeHistory(wing, history, traces).operations());
    }

    /// The names of all operations, such as `createRule`.
    Set<String> names() {
        return Collections.unmodifiableSet(operations.keySet());
    }

    /// Performs an operation.
    ///
    /// @throws ApiException with EventBridge's code and status when it is refused
    ObjectNode perform(String name, EventBridgeCall call) {
        Operation operation = operations.get(name);
        if (operation == null) {
            throw new IllegalArgumentException("there is no operation " + name);
        }
        try {
            return operation.answer(call);
        } catch (ApiException e) {
            throw EventBridgeErrors.of(e);
        }
    }
}

package dev.signalbox.console.eventbridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.eventbridge.EventBridgeOperations.Operation;
import dev.signalbox.console.eventbridge.call.EventBridgeCall;
import dev.signalbox.console.eventbridge.call.EventBridgeErrors;
import dev.signalbox.console.history.EventFilter;
import dev.signalbox.console.history.EventHistory;
import dev.signalbox.console.history.EventHistory.EventContents;
import dev.signalbox.console.history.EventHistory.EventPage;
import dev.signalbox.console.history.HistoryReader;
import dev.signalbox.console.history.PastEvent;
import dev.signalbox.console.rule.BusEditor;
import dev.signalbox.console.rule.RuleEditor;
import dev.signalbox.console.rule.RuleWing;
import dev.signalbox.console.trace.EventTrace;
import dev.signalbox.console.trace.EventTraces;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.call.CallParameters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// EventBridge's operations on the event history. An account sees only its own events: the account
/// is part of every key that is looked for.
final class EventBridgeHistory {
    /// The names of the operations.
    static final Set<String> NAMES =
            Set.of(
                    "queryEventsByPeriod",
                    "queryEventByEventId",
                    "queryEventsByEventIds",
                    "queryEventTraces");

    /// How many events can be fetched at once; each may have 256 KiB.
    private static final int MOST_IDS = 20;

    private final BusEditor buses;
    private final RuleEditor rules;
    private final EventHistory history;
    private final EventTraces traces;
    private final EventTraceView traceView;

    EventBridgeHistory(RuleWing wing, EventHistory history, EventTraces traces) {
        buses = wing.buses();
        rules = wing.rules();
        this.history = history;
        this.traces = traces;
        traceView = new EventTraceView(rules, wing.targets(), traces);
    }

    /// The operations by their names.
    Map<String, Operation> operations() {
        return Map.of(
                "queryEventsByPeriod", this::byPeriod,
                "queryEventByEventId", this::byId,
                "queryEventsByEventIds", this::contents,
                "queryEventTraces", this::traces);
    }

    private BusKey bus(EventBridgeCall call) {
        return buses.existing(call.bus()).key();
    }

    private ObjectNode byPeriod(EventBridgeCall call) {
        BusKey bus = bus(call);
        Instant from = call.time("StartTime");
        Instant to = call.time("EndTime");
        if (to.isBefore(from)) {
            throw CallParameters.invalid("EndTime", "is before StartTime");
        }
        var filter =
                new EventFilter(
                        bus,
                        from,
                        to,
                        filter(call, "EventSource"),
                        filter(call, "EventType"),
                        rule(call, bus));
        return switch (history.page(filter, call.limit(), call.text("NextToken"))) {
            case EventPage.Events page -> view(page.events(), page.nextToken());
            case EventPage.InvalidToken _ -> throw EventBridgeErrors.nextToken();
        };
    }

    private @Nullable Rule rule(EventBridgeCall call, BusKey bus) {
        String name = filter(call, "MatchedRule");
        return name == null ? null : rules.existing(new RuleKey(bus.account(), bus.bus(), name));
    }

    /// Returns a text that narrows the search; null for all, which an empty text means too.
    private static @Nullable String filter(EventBridgeCall call, String name) {
        String text = call.text(name);
        return text == null || text.isEmpty() ? null : text;
    }

    private ObjectNode byId(EventBridgeCall call) {
        EventKey key = event(call);
        var found = history.records(key, filter(call, "EventSource"));
        requireSearched(key, found);
        return view(found.events(), "");
    }

    private EventKey event(EventBridgeCall call) {
        BusKey bus = bus(call);
        return new EventKey(bus.account(), bus.bus(), call.required("EventId"));
    }

    private static void requireSearched(EventKey key, EventHistory.EventRecords found) {
        if (found.events().isEmpty() && !found.reach().whole()) {
            throw EventBridgeErrors.tooFarBack(key.id(), found.reach().time(), HistoryReader.TIME);
        }
    }

    private static ObjectNode view(List<PastEvent> events, String nextToken) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArrayNode list = answer.putArray("TracedEvents");
        for (PastEvent event : events) {
            ObjectNode json = list.addObject();
            json.put("EventId", event.key().id());
            json.put("EventBusName", event.key().bus());
            json.put("EventSource", event.source());
            json.put("EventType", event.type());
            json.put("EventReceivedTime", Long.toString(event.acceptedMillis()));
        }
        answer.put("NextToken", nextToken);
        answer.put("Total", events.size());
        return answer;
    }

    private ObjectNode contents(EventBridgeCall call) {
        BusKey bus = bus(call);
        var keys = new ArrayList<EventKey>();
        for (String id : call.texts("EventIds", MOST_IDS)) {
            keys.add(new EventKey(bus.account(), bus.bus(), id));
        }
        Map<String, byte[]> contents =
                switch (history.contents(keys, filter(call, "EventSourceName"))) {
                    case EventContents.Found found -> found.byId();
                    case EventContents.OutOfTime(String id, Instant back) ->
                            throw EventBridgeErrors.tooFarBack(id, back, HistoryReader.TIME);
                };
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ObjectNode map = answer.putObject("EventMap");
        for (EventKey key : keys) {
            byte[] content = contents.get(key.id());
            if (content != null) {
                map.put(key.id(), new String(content, UTF_8));
            }
        }
        answer.put("EventBusName", bus.bus());
        return answer;
    }

    /// @throws ApiException 409 when the time was too short to find the event
    private ObjectNode traces(EventBridgeCall call) {
        EventKey key = event(call);
        EventTrace trace = traces.trace(key, null, null);
        if (trace.records().isEmpty() && !trace.searchedAll()) {
            throw EventBridgeErrors.tooFarBack(
                    key.id(), trace.searchedBackTo(), HistoryReader.TIME);
        }
        ObjectNode answer = Json.MAPPER.createObjectNode();
        traceView.addTo(answer.putArray("EventTraceList"), call, key, trace);
        return answer;
    }
}

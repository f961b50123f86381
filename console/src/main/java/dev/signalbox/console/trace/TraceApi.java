package dev.signalbox.console.trace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.history.HistoryReader;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.Bus;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.web.Answers;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.call.CallParameters;
import dev.signalbox.web.call.EventBodies;
import dev.signalbox.web.call.RuleLookup;
import dev.signalbox.web.input.TimeText;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The API of an event's way: `GET /api/events/{id}`. The id is all that follows in the path, and
/// may hold slashes.
final class TraceApi implements HttpRoutes {
    private static final String PATH = "/api/events/";
    private static final String[] PARAMETERS = {"bus", "source", "around"};

    private final RoomContext room;
    private final EventTraces traces;
    private final TraceView view;

    TraceApi(RoomContext room, EventTraces traces) {
        this.room = room;
        this.traces = traces;
        view = new TraceView(room, traces);
    }

    @Override
    public void addTo(RouteTable table) {
        table.get(PATH + "{+id}", this::trace);
    }

    private void trace(ServerRequest request, ServerResponse response) {
        var call = new CallParameters(request, room.settings(), PARAMETERS);
        String asked = call.askedBus();
        var bus = new BusKey(call.account(), asked == null ? Bus.DEFAULT : asked);
        var _ = RuleLookup.bus(room.rules(), bus);
        Instant around =
                call.text("around") == null
                        ? null
                        : TimeText.parameter(call, "around", Instant.EPOCH);
        var key = new EventKey(bus.account(), bus.bus(), id(request));
        EventTrace trace = traces.trace(key, call.text("source"), around);
        if (trace.records().isEmpty()) {
            Answers.json(response, 404, unknown(trace, around, Answers.requestId(response)));
        } else {
            ObjectNode json = view.json(trace);
            if (!EventBodies.shown()) {
                TraceView.hideBodies(json);
            }
            Answers.json(response, 200, json);
        }
    }

    /// The id as it was sent: the path that was matched has been made simpler.
    private static String id(ServerRequest request) {
        String raw = request.prologue().uriPath().rawPath();
        String id = raw.startsWith(PATH) ? raw.substring(PATH.length()) : "";
        try {
            id = URLDecoder.decode(id.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw CallParameters.invalid("id", "holds a % that escapes nothing");
        }
        if (id.isEmpty()) {
            throw CallParameters.invalid("id", "is missing in the path");
        }
        return id;
    }

    private static ObjectNode unknown(
            EventTrace trace, @Nullable Instant around, String requestId) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("code", "EventNotExist");
        json.put("message", message(trace, around));
        json.put("requestId", requestId);
        json.put("searchedAll", trace.searchedAll());
        var searched = trace.found().searched();
        if (searched.from() != null) {
            json.put("searchedBackTo", searched.from().toString());
        }
        if (searched.to() != null) {
            json.put("searchedTo", searched.to().toString());
        }
        return json;
    }

    private static String message(EventTrace trace, @Nullable Instant around) {
        var searched = trace.found().searched();
        String bus = trace.key().bus();
        if (around != null && searched.from() != null && searched.to() != null) {
            return "no event with this id was found on the bus %s from %s to %s; name another time, or none to search back from now"
                    .formatted(bus, searched.from(), searched.to());
        }
        if (trace.searchedAll()) {
            return "there is no event with this id on the bus %s: all events that are kept%s were searched"
                    .formatted(
                            bus,
                            searched.from() == null ? "" : ", back to " + searched.from() + ",");
        }
        return "no event with this id was found on the bus %s within %d seconds%s, and older ones were not searched; name the time around which it was accepted"
                .formatted(
                        bus,
                        HistoryReader.TIME.toSeconds(),
                        searched.from() == null ? "" : ", back to " + searched.from());
    }
}

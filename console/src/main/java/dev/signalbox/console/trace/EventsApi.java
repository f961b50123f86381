package dev.signalbox.console.trace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.history.HistoryReader;
import dev.signalbox.console.history.PageRequest;
import dev.signalbox.console.history.PastEvent;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.json.KeptJson;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.web.Answers;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.call.CallParameters;
import dev.signalbox.web.call.EventBodies;
import dev.signalbox.web.input.PatternInput;
import dev.signalbox.web.input.TimeText;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The API of kept events, the newest first: `GET /api/events`. Their contents are left out unless
/// `body=true` asks for them; such pages are shorter, and end after four megabytes.
final class EventsApi implements HttpRoutes {
    private static final String[] PARAMETERS = {
        "bus",
        "from",
        "to",
        "type",
        "source",
        "pattern",
        "body",
        PageRequest.LIMIT,
        PageRequest.NEXT
    };
    private static final int LIMIT = 100;
    private static final int MOST = 1_000;
    private static final int MOST_WITH_BODY = 100;

    private final RoomContext room;
    private final HistoryReader reader;

    EventsApi(RoomContext room, HistoryReader reader) {
        this.room = room;
        this.reader = reader;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/events", this::list);
    }

    private void list(ServerRequest request, ServerResponse response) {
        var call = new CallParameters(request, room.settings(), PARAMETERS);
        Instant to = TimeText.parameter(call, "to", room.clock().instant());
        Instant from = TimeText.parameter(call, "from", Instant.EPOCH);
        if (from.isAfter(to)) {
            throw CallParameters.invalid("from", "is after to, " + to);
        }
        boolean bodies = call.flag("body");
        @Nullable Pattern pattern = PatternInput.parameter(call);
        EventBodies.requireFor(pattern);
        var choice =
                new EventChoice(
                        call.account(),
                        call.askedBus(),
                        from,
                        to,
                        call.text("source"),
                        call.text("type"),
                        pattern);
        int most = bodies ? MOST_WITH_BODY : MOST;
        PageRequest asked = PageRequest.of(call, PARAMETERS, Math.min(LIMIT, most), most);
        EventListing.Page page =
                reader.ask(scan ->
                        new EventListing(scan, choice, asked.limit(), bodies)
                                .page(asked.offsets(scan.partitions(Topic.EVENTS).size())));
        ObjectNode json = Json.MAPPER.createObjectNode();
        var array = json.putArray("events");
        page.events().forEach(event -> array.add(view(event, bodies)));
        if (page.next() != null) {
            json.put("next", asked.token(page.next()));
        }
        if (page.searchedBackTo() != null) {
            json.put("searchedBackTo", page.searchedBackTo().toString());
        }
        Answers.json(response, 200, json);
    }

    private static ObjectNode view(PastEvent event, boolean body) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("id", event.key().id());
        json.put("bus", event.key().bus());
        json.put("source", event.source());
        json.put("type", event.type());
        json.put("accepted", event.accepted().toString());
        json.put("partition", event.location().partition());
        json.put("offset", event.location().offset());
        if (body && !EventBodies.shown()) {
            EventBodies.hideEvent(json);
        } else if (body) {
            try {
                json.set("event", KeptJson.read(event.body()));
            } catch (IOException e) {
                json.put("event", new String(event.body(), StandardCharsets.UTF_8));
            }
        }
        return json;
    }
}

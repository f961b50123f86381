package dev.signalbox.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.RuleWriter.Change;
import dev.signalbox.console.RuleWriter.Decision;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.Bus;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.RuleRecords;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.Answers;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.JsonText;
import dev.signalbox.web.Requests;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.Routes;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/// The buses of an account: `/api/buses` and `/api/buses/{bus}`.
final class BusesApi implements Routes {
    private static final String BUSES = "/api/buses";
    private static final String BUS = BUSES + "/{bus}";
    private static final List<String> FIELDS = List.of("name", "description", "created");
    private static final int LONGEST_DESCRIPTION = 256;

    /// Source: EventBridge, "Limits".
    private static final String RESERVED = "eventbridge-reserved-";

    private final Settings settings;
    private final Rulebook book;
    private final InstantSource clock;
    private final RuleWriter writer;

    private record Put(Bus bus, boolean created) {}

    BusesApi(RoomContext room, RuleWriter writer) {
        settings = room.settings();
        book = room.rules();
        clock = room.clock();
        this.writer = writer;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get(BUSES, this::list);
        table.get(BUS, this::get);
        table.put(BUS, this::put);
        table.delete(BUS, this::delete);
    }

    private void list(ServerRequest request, ServerResponse response) {
        String account = new Call(request, settings).account();
        List<ObjectNode> buses = book.buses(account).stream().map(BusesApi::view).toList();
        Answers.json(response, 200, Map.of("buses", buses));
    }

    private void get(ServerRequest request, ServerResponse response) {
        Answers.json(response, 200, view(existing(new Call(request, settings).bus())));
    }

    private void put(ServerRequest request, ServerResponse response) {
        BusKey key = new Call(request, settings).bus();
        if (key.bus().startsWith(RESERVED)) {
            throw Call.invalid("bus", "names that begin with " + RESERVED + " are reserved");
        }
        String description = description(Requests.body(request), key.bus());
        Put put =
                writer.write(() -> {
                    Bus current = book.bus(key);
                    if (current != null && current.description().equals(description)) {
                        return new Decision<>(null, new Put(current, false));
                    }
                    Bus bus =
                            new Bus(
                                    key,
                                    description,
                                    current == null
                                            ? clock.instant().truncatedTo(ChronoUnit.MILLIS)
                                            : current.created());
                    return new Decision<>(
                            new Change(
                                    key.toString(),
                                    RuleRecords.write(bus),
                                    () -> bus.equals(book.bus(key))),
                            new Put(bus, current == null));
                });
        Answers.json(response, put.created() ? 201 : 200, view(put.bus()));
    }

    /// A bus needs no body: its name says it all.
    private static String description(byte[] body, String name) {
        if (body.length == 0) {
            return "";
        }
        JsonNode json = JsonText.tree(body);
        if (!(json instanceof ObjectNode object)) {
            throw ApiException.badRequest(
                    "RequestParameterInvalid", "the body must be a JSON object, a bus");
        }
        var problems = new Problems();
        var form = new ObjectForm(object, "", problems);
        form.onlyFields(FIELDS);
        String given = form.text("name");
        if (given != null && !given.equals(name)) {
            form.problem("name", "is not the name in the path, '" + name + "'");
        }
        form.text("created");
        String description = form.text("description", "", LONGEST_DESCRIPTION);
        problems.throwIfAny();
        return description;
    }

    private void delete(ServerRequest request, ServerResponse response) {
        BusKey key = new Call(request, settings).bus();
        if (key.bus().equals(Bus.DEFAULT)) {
            throw new ApiException(
                    409, "EventBusNameInvalid", "The event bus [default] cannot be deleted!");
        }
        writer.write(() -> {
            existing(key);
            int rules = book.rules(key).size();
            if (rules > 0) {
                throw new ApiException(
                        409,
                        "EventBusRuleNotEmptyForDelete",
                        "The event bus [%s] still has %d rules; delete them first"
                                .formatted(key.bus(), rules));
            }
            return new Decision<>(
                    new Change(key.toString(), null, () -> book.bus(key) == null), key);
        });
        response.status(204).send();
    }

    private Bus existing(BusKey key) {
        Bus bus = book.bus(key);
        if (bus == null) {
            throw Missing.bus(key);
        }
        return bus;
    }

    private static ObjectNode view(Bus bus) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("name", bus.key().bus());
        json.put("description", bus.description());
        if (!bus.key().bus().equals(Bus.DEFAULT)) {
            json.put("created", bus.created().toString());
        }
        return json;
    }
}

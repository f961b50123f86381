package dev.signalbox.console.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.account.Names;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.Bus;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.Answers;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.JsonText;
import dev.signalbox.web.Requests;
import dev.signalbox.web.Right;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.call.CallParameters;
import dev.signalbox.web.input.InputObject;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Map;

/// The API of an account's buses: `/api/buses` and `/api/buses/{bus}`.
final class BusesApi implements HttpRoutes {
    private static final String BUSES = "/api/buses";
    private static final String BUS = BUSES + "/{bus}";
    private static final List<String> FIELDS = List.of("name", "description", "created", "rules");

    private final Settings settings;
    private final BusEditor buses;

    BusesApi(RoomContext room, BusEditor buses) {
        settings = room.settings();
        this.buses = buses;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get(BUSES, this::list);
        table.get(BUS, this::get);
        table.needingUnlessDry(Right.CHANGE).put(BUS, this::put);
        table.delete(BUS, this::delete);
    }

    private void list(ServerRequest request, ServerResponse response) {
        String account = new CallParameters(request, settings).account();
        List<ObjectNode> buses =
                this.buses.all(account).stream()
                        .map(bus -> view(bus).put("rules", this.buses.ruleCount(bus.key())))
                        .toList();
        Answers.json(response, 200, Map.of("buses", buses));
    }

    private void get(ServerRequest request, ServerResponse response) {
        Answers.json(
                response, 200, view(buses.existing(new CallParameters(request, settings).bus())));
    }

    private void put(ServerRequest request, ServerResponse response) {
        var call = new CallParameters(request, settings, CallParameters.DRY_RUN);
        BusKey key = call.bus();
        boolean dryRun = call.dryRun();
        if (key.bus().startsWith(Names.RESERVED)) {
            throw ApiException.badRequest(
                    "EventBusNameInvalid",
                    "bus: names that begin with " + Names.RESERVED + " are reserved");
        }
        String description = description(Requests.body(request), key.bus());
        BusEditor.BusEdit edit =
                current ->
                        new BusEditor.BusDraft(
                                description, current == null ? Map.of() : current.tags());
        if (dryRun) {
            Bus preview = buses.preview(key, edit).bus();
            Answers.json(response, 200, view(preview).put(CallParameters.DRY_RUN, true));
        } else {
            BusEditor.WrittenBus written = buses.write(key, edit);
            Answers.json(response, written.created() ? 201 : 200, view(written.bus()));
        }
    }

    /// A bus needs no body: its name is enough.
    private static String description(byte[] body, String name) {
        if (body.length == 0) {
            return "";
        }
        InputObject input = InputObject.body(JsonText.tree(body), "a bus");
        input.onlyFields(FIELDS);
        input.sameName(name);
        input.text("created");
        String description = input.text("description", "", BusEditor.LONGEST_DESCRIPTION);
        input.problems().throwIfAny();
        return description;
    }

    private void delete(ServerRequest request, ServerResponse response) {
        buses.delete(new CallParameters(request, settings).bus());
        response.status(204).send();
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

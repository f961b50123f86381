package dev.signalbox.console.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.delivery.DeliveryFilter.Status;
import dev.signalbox.console.history.OutcomeView;
import dev.signalbox.console.history.PageRequest;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.Answers;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.call.CallParameters;
import dev.signalbox.web.input.TimeText;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The API of deliveries' latest outcomes: `GET /api/deliveries`.
final class DeliveriesApi implements HttpRoutes {
    private static final String[] PARAMETERS = {
        "bus",
        "rule",
        "target",
        "id",
        "event",
        "replay",
        "status",
        "from",
        "to",
        PageRequest.LIMIT,
        PageRequest.NEXT
    };
    private static final int LIMIT = 100;
    private static final int MOST = 1_000;
    private static final Duration PERIOD = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(7);

    private final Settings settings;
    private final InstantSource clock;
    private final DeliverySearch outcomes;

    DeliveriesApi(RoomContext room, DeliverySearch outcomes) {
        settings = room.settings();
        clock = room.clock();
        this.outcomes = outcomes;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/deliveries", this::list);
    }

    private void list(ServerRequest request, ServerResponse response) {
        var call = new CallParameters(request, settings, PARAMETERS);
        Instant to = TimeText.parameter(call, "to", clock.instant());
        Instant from = TimeText.parameter(call, "from", to.minus(PERIOD));
        if (from.isAfter(to)) {
            throw CallParameters.invalid("from", "is after to, " + to);
        }
        if (from.isBefore(to.minus(LONGEST))) {
            throw CallParameters.invalid("from", "is more than 7 days before to, " + to);
        }
        var filter =
                new DeliveryFilter(
                        call.account(),
                        call.askedBus(),
                        call.asked("rule"),
                        call.asked("target"),
                        call.text("id"),
                        call.text("event"),
                        call.text("replay"),
                        status(call),
                        from,
                        to);
        DeliverySearch.Page page =
                outcomes.list(filter, PageRequest.of(call, PARAMETERS, LIMIT, MOST));
        ObjectNode json = Json.MAPPER.createObjectNode();
        var array = json.putArray("deliveries");
        page.outcomes().forEach(outcome -> array.add(OutcomeView.of(outcome)));
        addPage(json, page.next(), page.searchedBackTo());
        Answers.json(response, 200, json);
    }

    /// Adds the token of the next page, and the time back to which all was searched.
    static void addPage(ObjectNode json, @Nullable String next, @Nullable Instant searchedBackTo) {
        if (next != null) {
            json.put("next", next);
        }
        if (searchedBackTo != null) {
            json.put("searchedBackTo", searchedBackTo.toString());
        }
    }

    private static @Nullable Status status(CallParameters call) {
        String text = call.text("status");
        if (text == null) {
            return null;
        }
        for (Status status : Status.values()) {
            if (label(status).equals(text)) {
                return status;
            }
        }
        throw CallParameters.invalid(
                "status",
                Arrays.stream(Status.values())
                        .map(DeliveriesApi::label)
                        .collect(Collectors.joining(", ", "must be one of ", "")));
    }

    private static String label(Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}

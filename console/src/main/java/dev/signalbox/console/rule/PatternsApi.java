package dev.signalbox.console.rule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.event.Catalog;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.json.JsonFault;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.pattern.PatternVerdict;
import dev.signalbox.contract.pattern.PatternWarnings;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.web.Answers;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.Requests;
import dev.signalbox.web.Right;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.call.CallParameters;
import dev.signalbox.web.input.InputObject;
import dev.signalbox.web.input.PatternInput;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The API that tries a pattern on an event: `POST /api/patterns/test` with `{"pattern", "event"}`,
/// or with `"events"`, a list of them, for an answer with the `results` in their order.
///
/// It answers whether the pattern matches and, where not, the first condition that failed and the
/// event's value there. A pattern that can never match, according to the catalog, comes with a
/// warning.
final class PatternsApi implements HttpRoutes {
    private static final List<String> FIELDS = List.of("pattern", "event", "events");
    private static final int MOST_EVENTS = 100;

    private final RoomContext room;
    private final Catalog catalog;

    /// The answer.
    private record Tried(boolean matches, @Nullable String why, List<String> warnings) {}

    /// What became of one event of several.
    private record Result(boolean matches, @Nullable String why) {}

    /// The answer for several events.
    private record TriedOnSeveral(List<Result> results, List<String> warnings) {}

    PatternsApi(RoomContext room, Catalog catalog) {
        this.room = room;
        this.catalog = catalog;
    }

    @Override
    public void addTo(RouteTable table) {
        table.needing(Right.READ).post("/api/patterns/test", this::test);
    }

    private void test(ServerRequest request, ServerResponse response) {
        new CallParameters(request, room.settings()).account();
        InputObject input = InputObject.body(Requests.json(request), "with a pattern and an event");
        input.onlyFields(FIELDS);
        @Nullable Pattern pattern = PatternInput.read(input);
        List<JsonNode> events = events(input);
        input.problems().throwIfAny();
        Pattern given = Objects.requireNonNull(pattern);
        List<String> warnings = PatternWarnings.of(given, catalog);
        List<Result> results = events.stream().map(event -> result(given, event)).toList();
        Object answer =
                input.value("events") == null
                        ? new Tried(
                                results.getFirst().matches(), results.getFirst().why(), warnings)
                        : new TriedOnSeveral(results, warnings);
        Answers.json(response, 200, answer);
    }

    private static List<JsonNode> events(InputObject input) {
        JsonNode list = input.value("events");
        if (list == null) {
            JsonNode event = input.required("event", "; or events, a list of them");
            if (event != null && !event.isObject()) {
                input.problem("event", "must be an object, an event");
            }
            return event == null ? List.of() : List.of(event);
        }
        if (input.value("event") != null) {
            input.problem("events", "cannot stand beside event");
        }
        if (!list.isArray() || list.isEmpty() || list.size() > MOST_EVENTS) {
            input.problem("events", "must be a list of 1 to %d events".formatted(MOST_EVENTS));
            return List.of();
        }
        for (int i = 0; i < list.size(); i++) {
            if (!list.get(i).isObject()) {
                input.problem("events[" + i + "]", "must be an object, an event");
            }
        }
        return list.valueStream().toList();
    }

    private static Result result(Pattern pattern, JsonNode event) {
        try {
            PatternVerdict verdict =
                    PatternVerdict.of(pattern, Json.MAPPER.writeValueAsBytes(event));
            return new Result(verdict.matches(), verdict.why());
        } catch (JsonProcessingException e) {
            throw ApiException.badRequest("RequestParameterInvalid", "event: " + JsonFault.of(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

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

/// The API that tries a pattern on an event: `POST /api/patterns/test` with `{"pattern", "event"}`.
///
/// It answers whether the pattern matches and, where not, the first condition that failed and the
/// event's value there. A pattern that can never match, according to the catalog, comes with a
/// warning.
final class PatternsApi implements HttpRoutes {
    private static final List<String> FIELDS = List.of("pattern", "event");

    private final RoomContext room;
    private final Catalog catalog;

    /// The answer.
    private record Tried(boolean matches, @Nullable String why, List<String> warnings) {}

    PatternsApi(RoomContext room, Catalog catalog) {
        this.room = room;
        this.catalog = catalog;
    }

    @Override
    public void addTo(RouteTable table) {
        table.post("/api/patterns/test", this::test);
    }

    private void test(ServerRequest request, ServerResponse response) {
        new CallParameters(request, room.settings()).account();
        InputObject input = InputObject.body(Requests.json(request), "with a pattern and an event");
        input.onlyFields(FIELDS);
        @Nullable Pattern pattern = PatternInput.read(input);
        JsonNode event = input.required("event", "");
        if (event != null && !event.isObject()) {
            input.problem("event", "must be an object, an event");
        }
        input.problems().throwIfAny();
        Answers.json(
                response,
                200,
                tried(Objects.requireNonNull(pattern), Objects.requireNonNull(event)));
    }

    private Tried tried(Pattern pattern, JsonNode event) {
        try {
            PatternVerdict verdict =
                    PatternVerdict.of(pattern, Json.MAPPER.writeValueAsBytes(event));
            return new Tried(
                    verdict.matches(), verdict.why(), PatternWarnings.of(pattern, catalog));
        } catch (JsonProcessingException e) {
            throw ApiException.badRequest("RequestParameterInvalid", "event: " + JsonFault.of(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.signalbox.console.eventbridge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.eventbridge.call.EventBridgeCall;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.Answers;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.JsonText;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.call.CallParameters;
import dev.signalbox.web.input.RuleBody;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.regex.Pattern;

/// EventBridge's operations as `eventbridge-client` calls them: `POST /openapi/<operation>`, JSON
/// in and out.
final class EventBridgeApi implements HttpRoutes {
    /// The region in ARNs where a caller names none.
    static final String NO_REGION = "local";

    private static final HeaderName REGION = HeaderNames.create("x-eventbridge-regionid");
    private static final Pattern REGIONS = Pattern.compile("[A-Za-z0-9-]{1,64}");

    /// Operations that EventBridge's clients can call and that Signalbox does not have.
    private static final List<String> ABSENT = List.of("listPartnerEventSources", "v2/{operation}");

    private final Settings settings;
    private final EventBridgeOperations operations;

    EventBridgeApi(RoomContext room, EventBridgeOperations operations) {
        settings = room.settings();
        this.operations = operations;
    }

    @Override
    public void addTo(RouteTable table) {
        for (String name : operations.names()) {
            table.post("/openapi/" + name, (request, response) -> answer(name, request, response));
        }
        for (String name : ABSENT) {
            table.post("/openapi/" + name, EventBridgeApi::refuse);
        }
    }

    private static void refuse(ServerRequest request, ServerResponse response) {
        throw new ApiException(
                404,
                "InvalidAction.NotFound",
                "Signalbox does not have the operation %s"
                        .formatted(request.path().path().substring("/openapi/".length())));
    }

    private void answer(String name, ServerRequest request, ServerResponse response) {
        String account = new CallParameters(request, settings).account();
        String region = region(request.headers().first(REGION).orElse(NO_REGION));
        if (!(JsonText.tree(RuleBody.read(request)) instanceof ObjectNode body)) {
            throw ApiException.badRequest(
                    "RequestParameterInvalid", "the body must be a JSON object");
        }
        ObjectNode answer = Json.MAPPER.createObjectNode();
        answer.put("RequestId", Answers.requestId(response));
        answer.put("ResourceOwnerAccountId", account);
        answer.setAll(operations.perform(name, new EventBridgeCall(account, region, body)));
        Answers.json(response, 200, answer);
    }

    /// Checks a region that a caller names.
    ///
    /// @throws ApiException 400 when it cannot be a region's name
    static String region(String name) {
        if (!REGIONS.matcher(name).matches()) {
            throw CallParameters.invalid("region", "must be 1 to 64 letters, digits and hyphens");
        }
        return name;
    }
}

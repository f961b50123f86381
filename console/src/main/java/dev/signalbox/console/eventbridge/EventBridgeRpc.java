package dev.signalbox.console.eventbridge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.eventbridge.call.EventBridgeCall;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.Answers;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.Browsers;
import dev.signalbox.web.FrontPage;
import dev.signalbox.web.HeaderText;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.Right;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.Utf8;
import dev.signalbox.web.call.CallParameters;
import dev.signalbox.web.input.RuleBody;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// EventBridge's operations as its console, its command line and Terraform call them: `POST /` or
/// `GET /`, the action in the header `x-acs-action` or the parameter `Action`, parameters in the
/// query or in a form, the answer within an envelope. Source: EventBridge 2020-04-01.
final class EventBridgeRpc implements HttpRoutes {
    private static final String VERSION = "2020-04-01";
    private static final HeaderName ACTION_HEADER = HeaderNames.create("x-acs-action");
    private static final HeaderName VERSION_HEADER = HeaderNames.create("x-acs-version");
    private static final Set<String> EMPTY_IS_NONE =
            Set.of("EventTargets", "Targets", "TargetIds", "Tags", "FilterPattern", "Limit");
    private static final String EVENT_TARGETS = "EventTargets";

    private final Settings settings;
    private final EventBridgeOperations operations;

    EventBridgeRpc(RoomContext room, EventBridgeOperations operations) {
        settings = room.settings();
        this.operations = operations;
    }

    @Override
    public void addTo(RouteTable table) {
        table.post("/", this::answer);
        table.needing(Right.CHANGE).getIf(FrontPage::namesAction, "/", this::answerGet);
    }

    /// A link or an image on any page can have a browser send `GET`, and by plain HTTP the browser
    /// may not say for whom. Whatever a browser sends is refused, since actions change things.
    private void answerGet(ServerRequest request, ServerResponse response) {
        if (Browsers.send(request.headers())) {
            throw new ApiException(
                    403,
                    "CrossSiteRequest",
                    "a browser may not call actions by GET, as any page could have it do that;"
                            + " use POST");
        }
        answer(request, response);
    }

    private void answer(ServerRequest request, ServerResponse response) {
        Map<String, String> parameters = parameters(request);
        String account =
                new CallParameters(
                                request, settings, request.query().names().toArray(String[]::new))
                        .account();
        String operation = operation(request, parameters);
        String region =
                EventBridgeApi.region(
                        parameters.getOrDefault("RegionId", EventBridgeApi.NO_REGION));
        ObjectNode data =
                operations.perform(
                        operation, new EventBridgeCall(account, region, body(parameters)));
        ObjectNode answer = Json.MAPPER.createObjectNode();
        answer.put("Code", "Success").put("Message", "Success").put("Success", true);
        answer.put("RequestId", Answers.requestId(response));
        if (!data.isEmpty()) {
            answer.set("Data", named(data));
        }
        Answers.json(response, 200, answer);
    }

    private String operation(ServerRequest request, Map<String, String> parameters) {
        String action = stated(request, ACTION_HEADER, parameters, "Action");
        String version = stated(request, VERSION_HEADER, parameters, "Version");
        if (action == null) {
            throw ApiException.badRequest(
                    "MissingAction", "neither x-acs-action nor Action names what is to be done");
        }
        if (!VERSION.equals(version)) {
            throw ApiException.badRequest(
                    "InvalidVersion",
                    "x-acs-version or Version: is %s, but must be %s"
                            .formatted(version == null ? "missing" : version, VERSION));
        }
        String operation =
                action.isEmpty()
                        ? ""
                        : action.substring(0, 1).toLowerCase(Locale.ROOT) + action.substring(1);
        if (!operations.names().contains(operation)
                || EventBridgeHistory.NAMES.contains(operation)
                || action.equals(operation)) {
            throw new ApiException(
                    404, "InvalidAction.NotFound", "there is no action " + action + " here");
        }
        return operation;
    }

    private static @Nullable String stated(
            ServerRequest request, HeaderName header, Map<String, String> parameters, String name) {
        return request.headers().contains(header)
                ? HeaderText.of(request.headers().get(header))
                : parameters.get(name);
    }

    private static Map<String, String> parameters(ServerRequest request) {
        var parameters = new LinkedHashMap<String, String>();
        addAll(parameters, request.query().rawValue());
        addAll(parameters, new String(RuleBody.read(request), ISO_8859_1));
        return parameters;
    }

    /// @param pairs `name=value&…`, each character a byte
    private static void addAll(Map<String, String> parameters, String pairs) {
        for (String pair : pairs.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decoded("parameter", equals < 0 ? pair : pair.substring(0, equals));
                add(parameters, name, equals < 0 ? "" : decoded(name, pair.substring(equals + 1)));
            }
        }
    }

    private static void add(Map<String, String> parameters, String name, String value) {
        if (parameters.put(name, value) != null) {
            throw CallParameters.invalid(name, "appears more than once");
        }
    }

    private static String decoded(String name, String bytes) {
        byte[] utf8;
        try {
            utf8 = URLDecoder.decode(bytes, ISO_8859_1).getBytes(ISO_8859_1);
        } catch (IllegalArgumentException e) {
            throw CallParameters.invalid(name, "is not correctly percent-encoded");
        }
        if (Utf8.firstInvalid(utf8) >= 0) {
            throw ApiException.badRequest("InvalidUtf8", name + ": is not UTF-8");
        }
        return new String(utf8, UTF_8);
    }

    /// The parameters in the form of the other protocol.
    private static ObjectNode body(Map<String, String> parameters) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        parameters.forEach((name, value) -> {
            if (value.isEmpty() && EMPTY_IS_NONE.contains(name)) {
                return;
            }
            if (name.equals("Limit")) {
                limit(body, value);
            } else {
                body.put(name.equals(EVENT_TARGETS) ? "Targets" : name, value);
            }
        });
        if (!body.has("Targets") && parameters.containsKey("FilterPattern")) {
            // The API lets a rule come without targets; the client of the other protocol does not.
            body.putArray("Targets");
        }
        return body;
    }

    private static void limit(ObjectNode body, String value) {
        try {
            body.put("Limit", Integer.parseInt(value));
        } catch (NumberFormatException e) {
            body.put("Limit", value);
        }
    }

    /// Renames the members whose names differ between the two protocols.
    private static ObjectNode named(ObjectNode data) {
        rename(data);
        data.path("Rules").forEach(rule -> rename((ObjectNode) rule));
        return data;
    }

    private static void rename(ObjectNode rule) {
        if (rule.has("Ctime")) {
            rule.set("CreatedTimestamp", rule.remove("Ctime"));
        }
    }
}

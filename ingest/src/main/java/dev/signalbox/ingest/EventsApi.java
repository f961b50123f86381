package dev.signalbox.ingest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.net.Entrance;
import dev.signalbox.web.Answers;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.Caller;
import dev.signalbox.web.HeaderText;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.Requests;
import dev.signalbox.web.RouteTable;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The paths that events come in by, with the answers that each protocol expects.
final class EventsApi implements HttpRoutes {
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCHED = "application/cloudevents-batch+json";
    private static final HeaderName REQUEST_ORIGIN = HeaderNames.create("WebHook-Request-Origin");
    private static final HeaderName ALLOWED_ORIGIN = HeaderNames.create("WebHook-Allowed-Origin");
    private static final HeaderName ALLOWED_RATE = HeaderNames.create("WebHook-Allowed-Rate");

    private final Collector collector;
    private final EventPolicy policy;

    EventsApi(Collector collector, EventPolicy policy) {
        this.collector = collector;
        this.policy = policy;
    }

    @Override
    public void addTo(RouteTable table) {
        table.at(Entrance.EVENTS)
                .post("/api/v1/workspaces/action/acceptdataworksevent", this::acceptDataworksEvent)
                .post(
                        "/api/AIWorkSpace/2021-02-04/AcceptDataworksEvent",
                        this::acceptDataworksEvent)
                .post("/openapi/putEvents", this::putEvents)
                .post("/events", this::cloudEvents)
                .options("/events", this::shakeHands)
                .post("/extensions/events", this::extensionMessage);
    }

    private void acceptDataworksEvent(ServerRequest request, ServerResponse response) {
        Caller caller = Caller.current();
        collector.collectOne(
                Door.ACCEPT_DATAWORKS_EVENT,
                () ->
                        DataworksEnvelope.ACCEPT_DATAWORKS_EVENT.read(
                                Requests.body(request), policy, caller));
        answerWithRequestId(response);
    }

    private void extensionMessage(ServerRequest request, ServerResponse response) {
        Caller caller = Caller.current();
        collector.collectOne(
                Door.EXTENSION_MESSAGES,
                () ->
                        DataworksEnvelope.EXTENSION_MESSAGE.read(
                                Requests.body(request), policy, caller));
        answerWithRequestId(response);
    }

    private void cloudEvents(ServerRequest request, ServerResponse response) {
        Caller caller = Caller.current();
        int accepted = collector.collectAll(Door.CLOUD_EVENTS, () -> cloudEvents(request, caller));
        Answers.json(
                response,
                202,
                new JsonWriter(96)
                        .ascii("{\"requestId\":")
                        .string(Answers.requestId(response))
                        .ascii(",\"accepted\":")
                        .ascii(Integer.toString(accepted))
                        .raw('}')
                        .toByteArray());
    }

    /// The mode goes by the content type, as CloudEvents' HTTP binding says in section 3: what is
    /// no CloudEvents' own is binary mode where `ce-` headers are there. Without them JSON is one
    /// event or an array, as EventBridge's HTTP targets send it.
    private List<Parsed> cloudEvents(ServerRequest request, Caller caller) {
        String contentType = CloudEventsBinary.contentType(request.headers());
        int most = policy.limits().batchCount();
        return switch (contentType == null ? "" : ContentType.bare(contentType)) {
            case STRUCTURED -> CloudEventsJson.one(Requests.body(request), policy, caller);
            case BATCHED -> CloudEventsJson.many(Requests.body(request), most, policy, caller);
            default -> {
                if (isBinary(request, contentType)) {
                    yield CloudEventsBinary.read(
                            request.headers(), contentType, Requests.body(request), policy, caller);
                }
                if (contentType == null || !ContentType.isJson(contentType)) {
                    throw new ApiException(
                            415,
                            "UnsupportedMediaType",
                            "content-type: is neither %s, %s nor JSON, and without ce- headers there"
                                            .formatted(STRUCTURED, BATCHED)
                                    + " is no event in binary mode");
                }
                yield CloudEventsJson.any(Requests.body(request), most, policy, caller);
            }
        };
    }

    private static boolean isBinary(ServerRequest request, @Nullable String contentType) {
        return CloudEventsBinary.is(request.headers())
                && (contentType == null
                        || !ContentType.bare(contentType).startsWith("application/cloudevents"));
    }

    /// The handshake of CloudEvents' "HTTP 1.1 Web Hooks for Event Delivery", section 4. Anybody
    /// who may call may send as much as they like, within the limits that all have.
    private void shakeHands(ServerRequest request, ServerResponse response) {
        if (request.headers().contains(REQUEST_ORIGIN)) {
            String origin = HeaderText.of(request.headers().get(REQUEST_ORIGIN));
            response.header(HeaderText.header(ALLOWED_ORIGIN, origin));
            response.header(ALLOWED_RATE, "*");
        }
        response.header(HeaderNames.ALLOW, "OPTIONS, POST");
        response.status(200);
        response.send();
    }

    private void putEvents(ServerRequest request, ServerResponse response) {
        Caller caller = Caller.current();
        List<IngestResult> results =
                collector.collectEach(Door.PUT_EVENTS, () -> putEventsEntries(request, caller));
        refuseIfNoneWasWritten(results);
        String requestId = Answers.requestId(response);
        ObjectNode answer = Json.MAPPER.createObjectNode();
        answer.put("RequestId", requestId);
        answer.put("ResourceOwnerAccountId", policy.account(null, caller, null));
        ArrayNode entries = Json.MAPPER.createArrayNode();
        int failed = 0;
        for (IngestResult result : results) {
            ObjectNode entry = entries.addObject();
            switch (result) {
                case IngestResult.Accepted accepted -> {
                    entry.put("EventId", accepted.id());
                    entry.put("TraceId", requestId + "-" + entries.size());
                }
                case IngestResult.Rejected rejected -> {
                    failed++;
                    entry.put("EventId", rejected.id());
                    entry.put("ErrorCode", rejected.code());
                    entry.put("ErrorMessage", rejected.message());
                }
                case IngestResult.Refused refused -> {
                    failed++;
                    entry.put("EventId", refused.id());
                    entry.put("ErrorCode", "ServiceUnavailable");
                    entry.put("ErrorMessage", refused.message());
                }
            }
        }
        answer.put("FailedEntryCount", failed);
        answer.set("EntryList", entries);
        Answers.json(response, 200, answer);
    }

    private List<Parsed> putEventsEntries(ServerRequest request, Caller caller) {
        String contentType = CloudEventsBinary.contentType(request.headers());
        return isBinary(request, contentType)
                ? CloudEventsBinary.read(
                        request.headers(), contentType, Requests.body(request), policy, caller)
                : CloudEventsJson.entries(
                        Requests.body(request), policy.limits().putEventsCount(), policy, caller);
    }

    /// Answers 503 where Kafka is away, so that the caller sends the whole request again.
    private static void refuseIfNoneWasWritten(List<IngestResult> results) {
        IngestResult.Refused refused = null;
        for (IngestResult result : results) {
            switch (result) {
                case IngestResult.Accepted _ -> {
                    return;
                }
                case IngestResult.Rejected _ -> {}
                case IngestResult.Refused one -> refused = one;
            }
        }
        if (refused != null) {
            throw Collector.refusal(refused);
        }
    }

    private static void answerWithRequestId(ServerResponse response) {
        Answers.json(
                response,
                200,
                new JsonWriter(64)
                        .ascii("{\"requestId\":")
                        .string(Answers.requestId(response))
                        .raw('}')
                        .toByteArray());
    }
}

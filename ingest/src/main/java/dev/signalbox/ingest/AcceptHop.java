package dev.signalbox.ingest;

import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.tracing.Tracing;
import dev.signalbox.web.Requests;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;

/// The hop of an event from its sender into Kafka. It belongs to the trace of the request's header
/// `traceparent`, and is linked to that of the event's own attribute, which is its creator's.
final class AcceptHop {
    private static final HeaderName TRACEPARENT = HeaderNames.create(Tracing.HEADER);

    private AcceptHop() {}

    static Tracing.Hop begin(Tracing tracing, Door door, Event event) {
        return tracing.begin(
                        "accept", Requests.currentHeader(TRACEPARENT), ofTheCreator(event.json()))
                .with("signalbox.event", event.key().toString())
                .with("signalbox.door", door.label());
    }

    private static String ofTheCreator(byte[] json) {
        try {
            return Json.MAPPER.readTree(json).path(Tracing.HEADER).asText("");
        } catch (IOException e) {
            throw new IllegalStateException("what ingest has written can be read", e);
        }
    }

    /// Ends the hops of a request's events, of which some may have had none.
    static void end(List<Tracing.Hop> hops, List<IngestResult> results) {
        Iterator<Tracing.Hop> next = hops.iterator();
        for (IngestResult result : results) {
            if (!next.hasNext()) {
                return;
            }
            switch (result) {
                case IngestResult.Accepted _ -> next.next().end("");
                case IngestResult.Refused refused -> next.next().end(refused.message());
                case IngestResult.Rejected _ -> {} // it had none
            }
        }
        next.forEachRemaining(hop -> hop.end("it was not written"));
    }
}

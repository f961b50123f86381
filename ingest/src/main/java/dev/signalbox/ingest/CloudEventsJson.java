package dev.signalbox.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.Caller;
import dev.signalbox.web.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads CloudEvents in JSON: one (structured mode) or an array of them (batched mode).
final class CloudEventsJson {
    private static final Set<String> MISSPELT_DATA = Set.of("data", "database64");

    private final JsonParser parser;
    private final byte[] body;
    private final EventPolicy policy;
    private final Caller caller;

    /// Whether members that are no attributes are taken, too.
    private final boolean takesForeign;

    private CloudEventsJson(
            JsonParser parser,
            byte[] body,
            EventPolicy policy,
            Caller caller,
            boolean takesForeign) {
        this.parser = parser;
        this.body = body;
        this.policy = policy;
        this.caller = caller;
        this.takesForeign = takesForeign;
    }

    /// One event.
    static List<Parsed> one(byte[] body, EventPolicy policy, Caller caller) {
        return read(
                body,
                parser -> {
                    if (parser.nextToken() != JsonToken.START_OBJECT) {
                        throw noEvent(parser, "an object");
                    }
                    var reader = new CloudEventsJson(parser, body, policy, caller, false);
                    return List.of(reader.event(body.length));
                });
    }

    /// Many.
    ///
    /// @throws ApiException when there are more than that, or it is no array
    static List<Parsed> many(byte[] body, int most, EventPolicy policy, Caller caller) {
        return read(
                body,
                parser -> {
                    if (parser.nextToken() != JsonToken.START_ARRAY) {
                        throw noEvent(parser, "an array");
                    }
                    return new CloudEventsJson(parser, body, policy, caller, false).array(most);
                });
    }

    /// One event or an array, whichever it is.
    static List<Parsed> any(byte[] body, int most, EventPolicy policy, Caller caller) {
        return read(
                body, parser -> new CloudEventsJson(parser, body, policy, caller, false).any(most));
    }

    /// Entries of putEvents, one or an array of them. A member that is no attribute refuses none.
    static List<Parsed> entries(byte[] body, int most, EventPolicy policy, Caller caller) {
        return read(
                body, parser -> new CloudEventsJson(parser, body, policy, caller, true).any(most));
    }

    private List<Parsed> any(int most) throws IOException {
        return switch (parser.nextToken()) {
            case START_ARRAY -> array(most);
            case START_OBJECT -> List.of(event(body.length));
            case null, default -> throw noEvent(parser, "an object or an array of objects");
        };
    }

    private List<Parsed> array(int most) throws IOException {
        var events = new ArrayList<Parsed>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (events.size() == most) {
                throw ApiException.badRequest(
                        "TooManyEvents", "more than " + most + " events in one request");
            }
            events.add(element());
        }
        return events;
    }

    private Parsed element() throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            return event(1_024);
        }
        parser.skipChildren();
        return new Parsed.Invalid(null, 400, "InvalidEvent", "an event is a JSON object");
    }

    private Parsed event(int estimate) throws IOException {
        long start = parser.currentTokenLocation().getByteOffset();
        var event = new EventBuilder(policy, caller, FieldNames.ATTRIBUTES, estimate);
        ForeignMembers foreign = takesForeign ? new ForeignMembers(policy.limits()) : null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "data" -> event.data().json(parser, body);
                case "data_base64" -> event.data().base64(parser);
                default -> attribute(event, foreign, name);
            }
        }
        if (foreign != null) {
            foreign.addTo(event);
        }
        event.checkSize(parser.currentLocation().getByteOffset() - start);
        return event.build();
    }

    private void attribute(EventBuilder event, @Nullable ForeignMembers foreign, String name)
            throws IOException {
        if (foreign == null) {
            event.attribute(name, parser, body);
        } else if (EventBuilder.isKnown(name)
                || (AttributeSyntax.isName(name)
                        && parser.currentToken() == JsonToken.VALUE_STRING)) {
            foreign.take(name);
            event.attribute(name, parser, body);
        } else if (MISSPELT_DATA.contains(ForeignMembers.fold(name))) {
            event.invalid(name + ": is written data or data_base64");
            parser.skipChildren();
        } else {
            foreign.add(name, parser, body);
        }
    }

    /// Something that reads from a parser.
    interface Reading {
        List<Parsed> from(JsonParser parser) throws IOException;
    }

    /// Reads a body to its end.
    ///
    /// @throws ApiException when it is not JSON, or something follows
    static List<Parsed> read(byte[] body, Reading reading) {
        try (JsonParser parser = JsonText.parser(body)) {
            List<Parsed> events = reading.from(parser);
            if (parser.nextToken() != null) {
                throw ApiException.badRequest("InvalidJson", "text after the end of the JSON");
            }
            return events;
        } catch (JsonProcessingException e) {
            throw JsonText.refusal(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ApiException noEvent(JsonParser parser, String wanted) {
        return ApiException.badRequest(
                "InvalidJson",
                parser.currentToken() == null ? "the body is empty" : "the body is not " + wanted);
    }
}

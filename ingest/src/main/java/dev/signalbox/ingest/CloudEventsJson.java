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

/// Reads CloudEvents in JSON: one (structured mode) or an array of them (batched mode).
final class CloudEventsJson {
    private CloudEventsJson() {}

    /// One event.
    static List<Parsed> one(byte[] body, EventPolicy policy, Caller caller) {
        return read(
                body,
                parser -> {
                    if (parser.nextToken() != JsonToken.START_OBJECT) {
                        throw noEvent(parser, "an object");
                    }
                    return List.of(event(parser, body, policy, caller, body.length));
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
                    return array(parser, body, most, policy, caller);
                });
    }

    /// One event or an array, whichever it is.
    static List<Parsed> any(byte[] body, int most, EventPolicy policy, Caller caller) {
        return read(
                body,
                parser ->
                        switch (parser.nextToken()) {
                            case START_ARRAY -> array(parser, body, most, policy, caller);
                            case START_OBJECT ->
                                    List.of(event(parser, body, policy, caller, body.length));
                            case null, default ->
                                    throw noEvent(parser, "an object or an array of objects");
                        });
    }

    private static List<Parsed> array(
            JsonParser parser, byte[] body, int most, EventPolicy policy, Caller caller)
            throws IOException {
        var events = new ArrayList<Parsed>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (events.size() == most) {
                throw ApiException.badRequest(
                        "TooManyEvents", "more than " + most + " events in one request");
            }
            events.add(element(parser, body, policy, caller));
        }
        return events;
    }

    private static Parsed element(JsonParser parser, byte[] body, EventPolicy policy, Caller caller)
            throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            return event(parser, body, policy, caller, 1_024);
        }
        JsonSlice.read(parser, body, null);
        return new Parsed.Invalid(null, 400, "InvalidEvent", "an event is a JSON object");
    }

    private static Parsed event(
            JsonParser parser, byte[] body, EventPolicy policy, Caller caller, int estimate)
            throws IOException {
        long start = parser.currentTokenLocation().getByteOffset();
        var event = new EventBuilder(policy, caller, estimate);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "data" -> event.data().json(parser, body);
                case "data_base64" -> event.data().base64(parser, body);
                default -> event.attribute(name, parser, body);
            }
        }
        event.checkSize(parser.currentLocation().getByteOffset() - start);
        return event.build();
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

package dev.signalbox.router;

import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.event.EventKey;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// An event as it comes from its topic, with the fields that routing needs, which are in the key
/// and the headers.
///
/// @param event its account, bus and id
/// @param idScope what the id is unique within; empty for its bus
/// @param source the event's `source`
/// @param type the event's `type`
/// @param rulesPosition how far ingest had read the rules
/// @param body the CloudEvent in structured mode
record IncomingEvent(
        EventKey event,
        String idScope,
        String source,
        String type,
        long rulesPosition,
        @SuppressWarnings("ArrayRecordComponent") byte[] body) {

    /// Reads a record.
    ///
    /// @throws IllegalArgumentException saying what is missing or wrong, when it is no event
    static IncomingEvent read(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        if (key == null) {
            throw new IllegalArgumentException("the record has no key");
        }
        if (value == null || value.length < 2) {
            throw new IllegalArgumentException("the record has no event");
        }
        if (value[0] != '{' || value[value.length - 1] != '}') {
            throw new IllegalArgumentException("the event is not a JSON object");
        }
        return new IncomingEvent(
                EventKey.parse(new String(key, StandardCharsets.UTF_8)),
                Objects.requireNonNullElse(EventHeaders.text(headers, EventHeaders.ID_SCOPE), ""),
                required(headers, EventHeaders.SOURCE),
                required(headers, EventHeaders.TYPE),
                EventHeaders.number(headers, EventHeaders.RULES_POSITION, 0),
                value);
    }

    private static String required(Headers headers, String name) {
        String text = EventHeaders.text(headers, name);
        if (text == null) {
            throw new IllegalArgumentException("the header " + name + " is missing");
        }
        return text;
    }
}

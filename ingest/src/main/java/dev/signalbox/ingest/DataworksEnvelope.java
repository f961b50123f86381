package dev.signalbox.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.signalbox.contract.event.Catalog;
import dev.signalbox.contract.event.EventType;
import dev.signalbox.web.Caller;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the two envelopes that DataWorks has beside CloudEvents. Both hold an id, a body and an
/// event code, from which the catalog knows the type; every other member is kept as an extension
/// attribute in lower case.
///
/// An eventCode that no catalog knows makes the type `dataworks:Unknown:<eventCode>`.
enum DataworksEnvelope {
    /// PAI AcceptDataworksEvent: `{"MessageId", "Data": {"eventCode", ...}}`.
    ACCEPT_DATAWORKS_EVENT("MessageId", "Data", "Data.eventCode"),
    /// An extension message, as Function Compute gets it: `{"messageId", "messageBody",
    /// "eventType", ...}`.
    EXTENSION_MESSAGE("messageId", "messageBody", "eventType");

    private static final String SOURCE = "acs.dataworks";

    private final String id;
    private final String data;
    private final String code;

    DataworksEnvelope(String id, String data, String code) {
        this.id = id;
        this.data = data;
        this.code = code;
    }

    List<Parsed> read(byte[] body, EventPolicy policy, Caller caller) {
        return CloudEventsJson.read(
                body,
                parser -> {
                    if (parser.nextToken() != JsonToken.START_OBJECT) {
                        throw CloudEventsJson.noEvent(parser, "an object");
                    }
                    var event = new EventBuilder(policy, caller, body.length);
                    event.checkSize(body.length);
                    event.attribute("specversion", "1.0");
                    event.attribute("source", SOURCE);
                    event.attribute("datacontenttype", "application/json;charset=utf-8");
                    type(event, policy.catalog(), members(event, parser, body));
                    return List.of(event.build());
                });
    }

    private @Nullable String members(EventBuilder event, JsonParser parser, byte[] body)
            throws IOException {
        String topCode = null;
        boolean hasId = false;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equalsIgnoreCase(data)) {
                event.data().json(parser, body);
            } else if (name.equalsIgnoreCase(id)) {
                hasId = true;
                text(event, name, "id", parser, body);
            } else if (this == EXTENSION_MESSAGE && name.equalsIgnoreCase(code)) {
                if (value == JsonToken.VALUE_STRING) {
                    topCode = parser.getText();
                } else {
                    JsonSlice.read(parser, body, null);
                }
            } else {
                event.foreignAttribute(name, parser, body);
            }
        }
        if (!hasId) {
            event.invalid(id + ": is missing");
        }
        return this == EXTENSION_MESSAGE ? topCode : event.data().eventCode();
    }

    private static void text(
            EventBuilder event, String name, String attribute, JsonParser parser, byte[] body)
            throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            event.attribute(attribute, parser.getText());
        } else {
            JsonSlice.read(parser, body, null);
            event.invalid(name + ": must be text");
        }
    }

    private void type(EventBuilder event, Catalog catalog, @Nullable String eventCode) {
        if (eventCode == null || eventCode.isEmpty()) {
            event.invalid(code + ": is missing");
            return;
        }
        EventType known = catalog.byCode(eventCode);
        if (known != null) {
            event.attribute("type", known.type());
        } else {
            event.unknownType(code, Catalog.UNKNOWN_TYPE_PREFIX, eventCode);
        }
    }
}

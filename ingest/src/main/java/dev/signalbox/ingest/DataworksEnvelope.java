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
/// attribute in lower case where it can be, and never refuses an event.
///
/// An eventCode that no catalog knows makes the type `dataworks:Unknown:<eventCode>`.
enum DataworksEnvelope implements FieldNames {
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

    @Override
    public String of(String attribute) {
        return switch (attribute) {
            case "id" -> id;
            case "type" -> code;
            default -> attribute;
        };
    }

    List<Parsed> read(byte[] body, EventPolicy policy, Caller caller) {
        return CloudEventsJson.read(
                body,
                parser -> {
                    if (parser.nextToken() != JsonToken.START_OBJECT) {
                        throw CloudEventsJson.noEvent(parser, "an object");
                    }
                    var event = new EventBuilder(policy, caller, this, body.length);
                    event.checkSize(body.length);
                    event.attribute("specversion", "1.0");
                    event.attribute("source", SOURCE);
                    event.idScope(SOURCE);
                    event.attribute("datacontenttype", "application/json;charset=utf-8");
                    type(event, policy.catalog(), members(event, parser, body, policy));
                    return List.of(event.build());
                });
    }

    /// Reads all members.
    ///
    /// @return the event code; null where there is none, or one of which the event knows already
    ///   that it is wrong
    private @Nullable String members(
            EventBuilder event, JsonParser parser, byte[] body, EventPolicy policy)
            throws IOException {
        String topCode = null;
        String idName = null;
        String dataName = null;
        String codeName = null;
        var foreign = new ForeignMembers(policy.limits());
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equalsIgnoreCase(data)) {
                checkOnce(event, dataName, name);
                dataName = name;
                event.data().json(parser, body);
            } else if (name.equalsIgnoreCase(id)) {
                checkOnce(event, idName, name);
                idName = name;
                String text = text(event, name, parser);
                if (text != null) {
                    event.attribute("id", text);
                }
            } else if (this == EXTENSION_MESSAGE && name.equalsIgnoreCase(code)) {
                checkOnce(event, codeName, name);
                codeName = name;
                topCode = text(event, name, parser);
            } else {
                foreign.add(name, parser, body);
            }
        }
        if (idName == null) {
            event.invalid(id + ": is missing");
        }
        foreign.addTo(event);
        return this == EXTENSION_MESSAGE ? topCode : codeInData(event);
    }

    private static void checkOnce(EventBuilder event, @Nullable String before, String name) {
        if (before != null) {
            event.invalid(name + ": comes twice, as " + before + " and as " + name);
        }
    }

    /// A text; null for another value, which is skipped.
    private static @Nullable String text(EventBuilder event, String name, JsonParser parser)
            throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        if (parser.currentToken() != JsonToken.VALUE_NULL) {
            event.invalid(name + ": must be text");
        }
        parser.skipChildren();
        return null;
    }

    private @Nullable String codeInData(EventBuilder event) {
        switch (event.data().kind()) {
            case null -> event.invalid(data + ": is missing");
            case VALUE_NULL -> event.invalid(data + ": is missing");
            case START_OBJECT -> {
                if (event.data().eventCodeIsNoText()) {
                    event.invalid(code + ": must be text");
                }
            }
            default -> event.invalid(data + ": must be an object with an eventCode");
        }
        return event.data().eventCode();
    }

    private void type(EventBuilder event, Catalog catalog, @Nullable String eventCode) {
        if (eventCode == null) {
            event.invalid(code + ": is missing");
            return;
        }
        if (eventCode.isEmpty()) {
            event.invalid(code + ": is empty");
            return;
        }
        EventType known = catalog.byCode(eventCode);
        if (known != null) {
            event.attribute("type", known.type());
        } else {
            event.unknownType(Catalog.UNKNOWN_TYPE_PREFIX, eventCode);
        }
    }
}

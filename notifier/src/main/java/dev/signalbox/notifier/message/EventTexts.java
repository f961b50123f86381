package dev.signalbox.notifier.message;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.signalbox.contract.json.Json;
import java.io.IOException;
import java.util.function.UnaryOperator;

/// The texts of an event, made harmless before a transform puts them among markup of its own.
public final class EventTexts {
    private EventTexts() {}

    /// An event in which every text and every name is changed in the same way. Numbers keep every
    /// digit.
    ///
    /// @throws IOException when the event is no JSON
    public static byte[] changed(byte[] event, UnaryOperator<String> change) throws IOException {
        try (var bytes = new ByteArrayBuilder(event.length + 256);
                JsonParser from = Json.FACTORY.createParser(event);
                JsonGenerator to = Json.FACTORY.createGenerator(bytes)) {
            for (JsonToken token = from.nextToken(); token != null; token = from.nextToken()) {
                switch (token) {
                    case FIELD_NAME -> to.writeFieldName(change.apply(from.currentName()));
                    case VALUE_STRING -> to.writeString(change.apply(from.getText()));
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> to.writeNumber(from.getText());
                    default -> to.copyCurrentEvent(from);
                }
            }
            to.flush();
            return bytes.toByteArray();
        }
    }
}

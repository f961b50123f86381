package dev.signalbox.notifier.mail;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.signalbox.contract.json.Json;
import java.io.IOException;

/// Text as HTML has it.
final class HtmlText {
    private HtmlText() {}

    /// Escapes what HTML would take for markup, within elements and within attributes.
    static String escape(String text) {
        var html = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.append(c);
            }
        }
        return html.toString();
    }

    /// An event in which every text and every name is escaped, so that whatever a transform takes
    /// from it is no markup among the markup of the transform itself.
    ///
    /// @throws IOException when the event is no JSON
    static byte[] escape(byte[] event) throws IOException {
        try (var bytes = new ByteArrayBuilder(event.length + 256);
                JsonParser from = Json.FACTORY.createParser(event);
                JsonGenerator to = Json.FACTORY.createGenerator(bytes)) {
            for (JsonToken token = from.nextToken(); token != null; token = from.nextToken()) {
                switch (token) {
                    case FIELD_NAME -> to.writeFieldName(escape(from.currentName()));
                    case VALUE_STRING -> to.writeString(escape(from.getText()));
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> to.writeNumber(from.getText());
                    default -> to.copyCurrentEvent(from);
                }
            }
            to.flush();
            return bytes.toByteArray();
        }
    }
}

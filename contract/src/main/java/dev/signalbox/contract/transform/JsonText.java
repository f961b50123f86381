package dev.signalbox.contract.transform;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.signalbox.contract.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Text that may be JSON.
final class JsonText {
    /// Parsers for what was checked when it came in: a key that comes twice costs nothing here.
    static final JsonFactory FACTORY =
            Json.FACTORY.rebuild().disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private JsonText() {}

    /// JSON where it is a whole object or array; all else is text, even `42`.
    static Transformed.Format format(byte[] text) {
        return isStructure(text) ? Transformed.Format.JSON : Transformed.Format.TEXT;
    }

    /// Whether the first character that is no space opens an object.
    static boolean startsObject(byte[] text) {
        int first = firstOf(text);
        return first < text.length && text[first] == '{';
    }

    private static int firstOf(byte[] text) {
        int first = 0;
        while (first < text.length && isSpace(text[first])) {
            first++;
        }
        return first;
    }

    private static boolean isStructure(byte[] text) {
        int first = firstOf(text);
        if (first == text.length || (text[first] != '{' && text[first] != '[')) {
            return false;
        }
        try {
            return check(FACTORY, text).isStructStart();
        } catch (IOException e) {
            return false;
        }
    }

    /// Reads a text to its end.
    ///
    /// @return its first token
    /// @throws IOException when it is not one JSON value
    static JsonToken check(JsonFactory factory, byte[] text) throws IOException {
        try (JsonParser json = factory.createParser(text)) {
            JsonToken first = json.nextToken();
            if (first == null) {
                throw new IOException("there is nothing");
            }
            json.skipChildren();
            json.finishToken();
            if (json.nextToken() != null) {
                throw new IOException("there is more after its end");
            }
            return first;
        }
    }

    static boolean isSpace(int c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package dev.signalbox.web.stream;

import dev.signalbox.contract.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;

/// One thing that a stream says: its kind and a JSON object. It is written once, however many
/// callers it is sent to.
public final class StreamItem {
    private final String kind;
    private final byte[] json;

    private StreamItem(String kind, byte[] json) {
        this.kind = kind;
        this.json = json;
    }

    /// Makes an item.
    ///
    /// @param kind a word, such as `progress`
    /// @param value what Jackson writes as an object, without a field `kind`
    public static StreamItem of(String kind, Object value) {
        try {
            byte[] json = Json.MAPPER.writeValueAsBytes(value);
            if (json[0] != '{') {
                throw new IllegalArgumentException("an item must be an object");
            }
            return new StreamItem(kind, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Its kind.
    public String kind() {
        return kind;
    }

    /// The JSON object, on one line.
    byte[] json() {
        return json;
    }
}

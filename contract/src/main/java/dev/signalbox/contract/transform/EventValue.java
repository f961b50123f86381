package dev.signalbox.contract.transform;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/// A value of an event, as it is in the event's bytes: every digit, escape and space of it.
///
/// @param start its first byte
/// @param end the byte after its last
@SuppressWarnings("ArrayRecordComponent") // never compared, and never changed
record EventValue(byte[] event, int start, int end) {
    boolean isText() {
        return event[start] == '"';
    }

    boolean isNull() {
        return event[start] == 'n';
    }

    /// Writes it as JSON.
    void json(Output out) {
        out.write(event, start, end);
    }

    /// Writes it as people read it: a text without its quotes, null as nothing, all else as JSON.
    void text(Output out) throws IOException {
        if (isNull()) {
            return;
        }
        if (!isText()) {
            json(out);
        } else if (hasEscapes()) {
            try (JsonParser json = JsonText.FACTORY.createParser(event, start, end - start)) {
                json.nextToken();
                out.write(JsonText.utf8(json.getText()));
            }
        } else {
            out.write(event, start + 1, end - 1);
        }
    }

    /// Writes it within the quotes of a JSON text, from which it cannot break out.
    void quoted(Output out) {
        if (isNull()) {
            return;
        }
        if (isText()) {
            out.write(event, start + 1, end - 1);
        } else {
            out.writeEscaped(event, start, end);
        }
    }

    private boolean hasEscapes() {
        for (int i = start + 1; i < end - 1; i++) {
            if (event[i] == '\\') {
                return true;
            }
        }
        return false;
    }
}

package dev.signalbox.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The data of an event that is being built: written as it comes, but for JSON, of which only the
/// content type says whether it is `data` or `data_base64`. There may be one of these.
final class EventData {
    private final JsonWriter out;
    private final Consumer<String> invalid;
    private boolean given;
    private @Nullable JsonSlice json;
    private @Nullable String tenantId;
    private @Nullable String eventCode;
    private @Nullable JsonToken kind;
    private boolean eventCodeIsNoText;

    /// @param out where the event is written
    /// @param invalid receives what is wrong
    EventData(JsonWriter out, Consumer<String> invalid) {
        this.out = out;
        this.invalid = invalid;
    }

    /// `data`, whose value the parser is at.
    void json(JsonParser parser, byte[] bytes) throws IOException {
        JsonToken token = parser.currentToken();
        kind = token;
        JsonSlice slice = JsonSlice.read(parser, bytes, this::member);
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        take();
        json = slice;
    }

    /// `data` that is text.
    void text(String text) {
        take();
        out.ascii(",\"data\":").string(text);
    }

    /// `data_base64`, whose value the parser is at.
    void base64(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_NULL -> {}
            case VALUE_STRING -> {
                String text = parser.getText();
                take();
                try {
                    byte[] decoded = Base64.getDecoder().decode(text);
                    if (text.length() % 4 == 0) {
                        out.ascii(",\"data_base64\":").string(text);
                    } else {
                        writeBase64(decoded);
                    }
                } catch (IllegalArgumentException e) {
                    invalid.accept(
                            "data_base64: is no base64: letters, digits, '+' and '/', with '=' at"
                                    + " the end only");
                }
            }
            default -> {
                parser.skipChildren();
                invalid.accept("data_base64: must be text");
            }
        }
    }

    /// `data` that is neither JSON nor text.
    void binary(byte[] bytes) {
        take();
        writeBase64(bytes);
    }

    private void take() {
        if (given) {
            invalid.accept("data: there are both data and data_base64");
        }
        given = true;
    }

    private void member(JsonParser parser, JsonToken value) throws IOException {
        switch (parser.currentName()) {
            case "tenantId" -> tenantId = value.isScalarValue() ? parser.getText() : null;
            case "eventCode" -> {
                eventCode = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                eventCodeIsNoText = eventCode == null && value != JsonToken.VALUE_NULL;
            }
            default -> {}
        }
    }

    /// `data.tenantId`, where JSON has been read and has one.
    @Nullable String tenantId() {
        return tenantId;
    }

    /// `data.eventCode`, where JSON has been read and has one that is text.
    @Nullable String eventCode() {
        return eventCode;
    }

    /// Whether JSON has been read that has a `data.eventCode` other than text.
    boolean eventCodeIsNoText() {
        return eventCodeIsNoText;
    }

    /// The first token of the JSON that has been read; null for none.
    @Nullable JsonToken kind() {
        return kind;
    }

    /// Writes JSON that has been read.
    void write(@Nullable String contentType) {
        JsonSlice slice = json;
        if (slice == null) {
            return;
        }
        if (ContentType.isJson(contentType) || kind == JsonToken.VALUE_STRING) {
            out.ascii(",\"data\":").raw(slice.bytes(), slice.start(), slice.end());
        } else {
            writeBase64(Arrays.copyOfRange(slice.bytes(), slice.start(), slice.end()));
        }
    }

    private void writeBase64(byte[] bytes) {
        out.ascii(",\"data_base64\":\"").ascii(Base64.getEncoder().encodeToString(bytes)).raw('"');
    }
}

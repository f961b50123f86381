package dev.signalbox.web.connection;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.signalbox.contract.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The body of every error: `{"code", "message", "requestId"}`, in the words and the order that
/// EventBridge's clients read.
public final class ErrorBody {
    private ErrorBody() {}

    /// The body as JSON.
    public static byte[] of(String code, String message, String requestId) {
        try (var bytes = new ByteArrayBuilder(256);
                JsonGenerator json = Json.FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("code", code);
            json.writeStringField("message", wellFormed(message));
            json.writeStringField("requestId", requestId);
            json.writeEndObject();
            json.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Messages name what callers sent, which may hold half a surrogate pair (`"\\ud800"`).
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}

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
        return of(code, message, requestId, false);
    }

    /// The body as JSON.
    ///
    /// @param capitalsToo whether it has the three members in capitals too, `{"Code", "Message",
    ///   "RequestId"}`, as Alibaba Cloud's RPC and ROA clients read them
    public static byte[] of(String code, String message, String requestId, boolean capitalsToo) {
        String text = wellFormed(message);
        try (var bytes = new ByteArrayBuilder(256);
                JsonGenerator json = Json.FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("code", code);
            json.writeStringField("message", text);
            json.writeStringField("requestId", requestId);
            if (capitalsToo) {
                json.writeStringField("Code", code);
                json.writeStringField("Message", text);
                json.writeStringField("RequestId", requestId);
            }
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

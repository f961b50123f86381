package dev.signalbox.web;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.signalbox.contract.json.Json;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Answers in JSON.
public final class Answers {
    /// The header that every answer has: the id under which the request is logged.
    public static final HeaderName REQUEST_ID = HeaderNames.create("x-acs-request-id");

    private static final Header JSON =
            HeaderValues.create(HeaderNames.CONTENT_TYPE, "application/json");

    private Answers() {}

    /// Sends a value as JSON, as Jackson writes it.
    public static void json(ServerResponse response, int status, Object value) {
        try {
            json(response, status, Json.MAPPER.writeValueAsBytes(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends JSON that has been written already.
    public static void json(ServerResponse response, int status, byte[] json) {
        response.status(status);
        response.header(JSON);
        response.send(json);
    }

    /// The id of the request that this answers.
    public static String requestId(ServerResponse response) {
        return response.headers().get(REQUEST_ID).get();
    }

    /// The body of every error, its words in the order that EventBridge's clients read.
    static byte[] error(String code, String message, String requestId) {
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

package dev.signalbox.web;

import dev.signalbox.contract.json.Json;
import dev.signalbox.web.connection.RequestIds;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Answers in JSON.
public final class Answers {
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
        return response.headers().get(RequestIds.HEADER).get();
    }
}

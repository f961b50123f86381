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
        send(response, json);
    }

    /// Sends a body whose type and status are set. `HEAD` gets the headers alone.
    static void send(ServerResponse response, byte[] body) {
        if (CurrentRequest.get().isHead()) {
            response.headers().contentLength(body.length);
            response.send();
        } else {
            response.send(body);
        }
    }

    /// The id of the request that this answers.
    public static String requestId(ServerResponse response) {
        return response.headers().get(RequestIds.HEADER).get();
    }
}

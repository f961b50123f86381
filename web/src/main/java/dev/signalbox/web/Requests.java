package dev.signalbox.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.webserver.http.ServerRequest;

/// What handlers read of a request.
public final class Requests {
    private Requests() {}

    /// The whole body.
    ///
    /// @throws ApiException 413 when it is larger than the door allows
    public static byte[] body(ServerRequest request) {
        return request.content().hasEntity() ? request.content().as(byte[].class) : new byte[0];
    }

    /// The body as JSON.
    ///
    /// @throws ApiException 400 naming line and column where it is not JSON, or a key that comes
    ///   twice, or where it is not UTF-8; 413
    public static JsonNode json(ServerRequest request) {
        return JsonText.tree(body(request));
    }
}

package dev.signalbox.web.connection;

import io.helidon.common.buffers.BufferData;
import java.nio.charset.StandardCharsets;

/// A whole answer as bytes, for where there is no request that Helidon could answer. The connection
/// is closed after it.
final class RawAnswer {
    private RawAnswer() {}

    /// The request came too slowly.
    static BufferData tooSlow(ResponseDate date) {
        return error(
                date,
                408,
                "Request Timeout",
                "RequestTimeout",
                "the request did not arrive in time");
    }

    /// There is no room for one more connection.
    static BufferData noRoom(ResponseDate date) {
        return error(
                date, 503, "Service Unavailable", "TooManyConnections", "all connections are busy");
    }

    private static BufferData error(
            ResponseDate date, int status, String reason, String code, String message) {
        String requestId = RequestIds.next();
        byte[] body = ErrorBody.of(code, message, requestId);
        String head =
                """
                HTTP/1.1 %d %s\r
                Date: %s\r
                Connection: close\r
                Content-Type: application/json\r
                Content-Length: %d\r
                Retry-After: 1\r
                %s: %s\r
                \r
                """
                        .formatted(
                                status,
                                reason,
                                date.header().get(),
                                body.length,
                                RequestIds.HEADER.defaultCase(),
                                requestId);
        return BufferData.create(
                BufferData.create(head.getBytes(StandardCharsets.US_ASCII)),
                BufferData.create(body));
    }
}

package dev.signalbox.web.wire;

import io.helidon.http.DirectHandler;
import io.helidon.http.RequestException;
import io.helidon.http.Status;

/// The refusals of what cannot be read as a request. The connection is closed after them: where the
/// next request would begin is not known.
final class UnreadableRequest {
    private UnreadableRequest() {}

    static RequestException badRequest(String message) {
        return refusal(Status.BAD_REQUEST_400, message);
    }

    static RequestException version(String message) {
        return refusal(Status.HTTP_VERSION_NOT_SUPPORTED_505, message);
    }

    static RequestException headersTooLarge() {
        return refusal(
                Status.create(431, "Request Header Fields Too Large"),
                "the headers have more than %d bytes".formatted(RequestReader.LONGEST_HEADERS));
    }

    private static RequestException refusal(Status status, String message) {
        return RequestException.builder()
                .type(DirectHandler.EventType.BAD_REQUEST)
                .status(status)
                .setKeepAlive(false)
                .message(message)
                .build();
    }
}

package dev.signalbox.web.input;

import dev.signalbox.web.ApiException;
import dev.signalbox.web.Requests;
import io.helidon.webserver.http.ServerRequest;

/// The body of a request that holds a rule, or parts of one.
public final class RuleBody {
    /// Bytes of a rule in JSON; a larger rule might not fit into one record of the topic.
    private static final int MOST_BYTES = 256 * 1024;

    private RuleBody() {}

    /// Reads the body.
    ///
    /// @throws ApiException 413 when it is larger than a rule may be
    public static byte[] read(ServerRequest request) {
        byte[] body = Requests.body(request);
        if (body.length > MOST_BYTES) {
            throw new ApiException(
                    413,
                    "RequestEntityTooLarge",
                    "a rule has at most %,d bytes of JSON".formatted(MOST_BYTES));
        }
        return body;
    }
}

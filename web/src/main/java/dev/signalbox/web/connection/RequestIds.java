package dev.signalbox.web.connection;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/// Ids of requests. They need be distinct, not secret, and so cost little.
public final class RequestIds {
    /// The header that every answer has: the id under which the request is logged.
    public static final HeaderName HEADER = HeaderNames.create("x-acs-request-id");

    private RequestIds() {}

    /// A new id.
    public static String next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }
}

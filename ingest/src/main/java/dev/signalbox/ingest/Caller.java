package dev.signalbox.ingest;

import io.helidon.webserver.http.ServerRequest;
import org.jspecify.annotations.Nullable;

/// Who sends a request. Credentials, allowed networks and rate limits are to be looked at where it
/// is made: before the body is read.
///
/// @param account the account that the caller's credentials belong to; null without credentials
record Caller(@Nullable String account) {
    private static final Caller ANYBODY = new Caller(null);

    static Caller of(ServerRequest request) {
        return ANYBODY;
    }
}

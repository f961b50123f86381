package dev.signalbox.web.connection;

import java.time.Duration;

/// The deadlines of a connection.
///
/// @param request from a request's first byte until its last
/// @param idle between two requests of one connection
/// @param linger for the rest of a request that has been answered before its end
/// @param write for each part of a stream to be taken by its caller
/// @param silence after which a stream says that it is still there
public record ConnectionTimeouts(
        Duration request, Duration idle, Duration linger, Duration write, Duration silence) {
    /// Ten seconds for a request; 75 seconds between two, which is longer than most clients keep a
    /// connection, so that it is they who close it. Proxies take 60 seconds of silence for an end.
    public static final ConnectionTimeouts DEFAULT =
            new ConnectionTimeouts(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(75),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(15));
}

package dev.signalbox.web.connection;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;

/// Says that there is no room for one more connection, and closes.
final class RefusedConnection implements ServerConnection {
    private final ConnectionContext context;
    private final ResponseDate date;

    RefusedConnection(ConnectionContext context, ResponseDate date) {
        this.context = context;
        this.date = date;
    }

    @Override
    public void handle(Limit limit) {
        context.dataWriter().write(RawAnswer.noRoom(date));
    }

    @Override
    public Duration idleTime() {
        return Duration.ZERO;
    }

    @Override
    public void close(boolean interrupt) {
        // It writes one answer and ends.
    }
}

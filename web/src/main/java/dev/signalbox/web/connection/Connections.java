package dev.signalbox.web.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// The connections of a server, with the limits on them that Helidon does not have.
///
/// - A request has to be in within ten seconds of its first byte, headers and body. Who is slower
///   gets 408 and is closed: one byte a second keeps no place.
/// - A connection that carries no request for a while is closed.
/// - What a caller still sends after its request was refused is read and dropped for two seconds:
///   closing at once would make the caller's system throw the answer away.
/// - When there are as many connections as are allowed, those that have been idle the longest make
///   room for new ones, and after them those that have begun a request and not ended it within a
///   quarter of a second: whoever has a request to send is served, however many others sit and
///   wait. Helidon's own limit would not accept the newcomer at all. Only when every connection has
///   a request under way is a newcomer refused, with 503.
/// - An answer that is a stream has a deadline for each write, and there are at most 64 of them.
///   One whose caller would not be let in any more is cut off.
///
/// One thread looks at all connections four times a second. It touches a connection only after
/// moving its state to `CLOSED`, which the connection's own thread respects.
public final class Connections implements ServerConnectionSelector, AutoCloseable {
    private static final List<String> REASONS =
            List.of("refused", "crowded", "lingering", "slow", "idle", "unread", "revoked");

    /// How long a request may be on its way in before it has to make room.
    private static final Duration GRACE = Duration.ofMillis(250);

    /// How many make room at once, so that a crowd of newcomers does not cost a scan each.
    private static final int MAKE_ROOM = 32;

    private final ServerConnectionSelector http;
    private final int most;
    private final ConnectionTimeouts patience;
    private final ResponseDate date;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final Set<Connection> leaving = ConcurrentHashMap.newKeySet();
    private final StreamWatch streams;
    private final Counter closed;
    private final Thread watch;

    /// @param http what serves the connections
    /// @param most how many may be open at a time
    /// @param date the date of the answers that are given here
    public Connections(
            ServerConnectionSelector http,
            int most,
            ConnectionTimeouts patience,
            ResponseDate date,
            PrometheusRegistry metrics) {
        this.http = http;
        this.most = most;
        this.patience = patience;
        this.date = date;
        streams = new StreamWatch(patience);
        closed =
                Counter.builder()
                        .name("signalbox_http_connections_closed")
                        .help("HTTP connections that the server closed")
                        .labelNames("reason")
                        .register(metrics);
        REASONS.forEach(closed::initLabelValues);
        GaugeWithCallback.builder()
                .name("signalbox_http_connections")
                .help("HTTP connections that are open")
                .callback(gauge -> gauge.call(open.size()))
                .register(metrics);
        GaugeWithCallback.builder()
                .name("signalbox_http_streams")
                .help("Answers under way that are streams")
                .callback(gauge -> gauge.call(streams.size()))
                .register(metrics);
        watch = Thread.ofVirtual().name("signalbox-http-watch").start(this::watch);
    }

    @Override
    public int bytesToIdentifyConnection() {
        return 0;
    }

    @Override
    public Support supports(BufferData data) {
        return Support.SUPPORTED;
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        if (open.size() >= most && !makeRoom()) {
            closed.labelValues("refused").inc();
            return new RefusedConnection(context, date);
        }
        var connection = new Connection(context, date, this);
        open.add(connection);
        return connection.serving(http::connection);
    }

    StreamWatch streams() {
        return streams;
    }

    /// Ends all streams; their connections are closed when what was left to send is sent.
    public void endStreams() {
        streams.close();
    }

    void done(Connection connection) {
        open.remove(connection);
        leaving.remove(connection);
    }

    private synchronized boolean makeRoom() {
        if (open.size() < most) {
            return true;
        }
        int room = makeRoom(Connection::isIdle, Connection::closeIdle);
        if (room == 0) {
            long oldestNanos = System.nanoTime() - GRACE.toNanos();
            room =
                    makeRoom(
                            connection ->
                                    connection.isReading()
                                            && connection.sinceNanos() - oldestNanos < 0,
                            Connection::closeSlow);
        }
        closed.labelValues("crowded").inc(room);
        return room > 0;
    }

    private int makeRoom(Predicate<Connection> candidate, Predicate<Connection> close) {
        List<Connection> gone =
                open.stream()
                        .filter(candidate)
                        // As of now: it changes while they are sorted.
                        .map(connection -> Map.entry(connection.sinceNanos(), connection))
                        .sorted(Map.Entry.comparingByKey())
                        .map(Map.Entry::getValue)
                        .limit(MAKE_ROOM)
                        .filter(close)
                        .toList();
        leaving.addAll(gone);
        gone.forEach(open::remove);
        return gone.size();
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(patience.linger().dividedBy(8));
                long nowNanos = System.nanoTime();
                closed.labelValues("unread").inc(streams.look(nowNanos));
                closed.labelValues("revoked").inc(streams.cutRevoked());
                for (Connection connection : open) {
                    look(connection, nowNanos - connection.sinceNanos());
                }
                for (Connection connection : leaving) {
                    look(connection, nowNanos - connection.sinceNanos());
                }
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private void look(Connection connection, long ageNanos) {
        if (ageNanos > patience.linger().toNanos() && connection.closeLingering()) {
            closed.labelValues("lingering").inc();
        } else if (ageNanos > patience.request().toNanos() && connection.closeSlow()) {
            closed.labelValues("slow").inc();
        } else if (ageNanos > patience.idle().toNanos() && connection.closeIdle()) {
            closed.labelValues("idle").inc();
        } else if (ageNanos > patience.linger().toNanos()) {
            connection.closeAgain();
        }
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}

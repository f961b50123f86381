package dev.signalbox.web.connection;

import dev.signalbox.web.wire.HostHeader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.media.ReadableEntity;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A connection and its state:
///
/// ```
///   IDLE ──first byte──▶ READING ──whole request in, or answer begun──▶ WORKING ──answered──▶ IDLE
///     │                     │                                              │                    ▲
///     │                     │               answered before the end ───▶ DRAINING ──the end─────┘
///     └─────────────────────┴──────────── too long ────▶ CLOSED ◀───────────┘
/// ```
///
/// The connection's own thread makes all moves but those to `CLOSED`, which the watch makes; a
/// compare-and-set decides between the two, so that never both write to the socket.
public final class Connection {
    private static final ScopedValue<Connection> CURRENT = ScopedValue.newInstance();

    private static final int MOST_LINGERING = 8 << 20;

    private enum State {
        IDLE,
        READING,
        WORKING,
        DRAINING,
        CLOSED
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
    private final ConnectionContext context;
    private final WatchedSocket socket;
    private final ResponseDate date;
    private final Connections server;
    // Only the connection's own thread touches it.
    private boolean lastAnswer;
    private boolean answeredEarly;
    private boolean inBody;
    private volatile long sinceNanos = System.nanoTime();
    private volatile @Nullable ServerConnection http;

    Connection(ConnectionContext context, ResponseDate date, Connections server) {
        this.context = context;
        this.date = date;
        this.server = server;
        socket = new WatchedSocket(context, this);
    }

    /// The connection whose request the current thread handles.
    public static Connection current() {
        return CURRENT.get();
    }

    /// How long a body may be, in bytes.
    public int longestBody() {
        return (int) context.listenerContext().config().maxPayloadSize();
    }

    /// Begins an answer that is a stream, the last on this connection; null where there are as many
    /// as a server or the account may have.
    public @Nullable StreamOutput stream(StreamOwner owner, Supplier<OutputStream> answer) {
        return server.streams().open(context.serverSocket(), owner, answer);
    }

    /// When it came into its state; a `System.nanoTime`.
    long sinceNanos() {
        return sinceNanos;
    }

    boolean isIdle() {
        return state.get() == State.IDLE;
    }

    boolean isReading() {
        return state.get() == State.READING;
    }

    /// Whether the request is one of HTTP/1.0, whose answer is the last on its connection.
    public boolean isHttp10() {
        return socket.dataReader().isHttp10();
    }

    /// What is wrong with the headers that say where a request begins, ends and goes to; null where
    /// nothing is.
    public @Nullable String problem(Headers headers) {
        if (isHttp10() && headers.contains(HeaderNames.TRANSFER_ENCODING)) {
            return "Transfer-Encoding: is not of HTTP/1.0"; // RFC 9112, section 6.1
        }
        return HostHeader.problem(headers, isHttp10());
    }

    /// The headers are in; a body may follow.
    public void headersAreIn(boolean bodyFollows) {
        inBody = true;
        if (!bodyFollows) {
            requestIsIn();
        }
    }

    /// Bytes of a request have come, or the caller has hung up.
    ///
    /// @throws CloseConnectionException when it has between two requests
    void heard(byte @Nullable [] bytes) {
        if (bytes == null && !inBody) {
            // Helidon would try to answer, and log a failure of ours.
            throw new CloseConnectionException("the caller hung up");
        }
        if (state.get() == State.IDLE) {
            sinceNanos = System.nanoTime();
            state.compareAndSet(State.IDLE, State.READING);
        }
    }

    /// Bytes of an answer are about to go.
    ///
    /// @throws CloseConnectionException when it was too late
    void answerBegins() {
        if (state.get() != State.WORKING) {
            answeredEarly = true;
            requestIsIn();
        }
    }

    /// The request is in, all of it.
    ///
    /// @throws CloseConnectionException when it was too late
    public void requestIsIn() {
        if (!state.compareAndSet(State.READING, State.WORKING) && state.get() == State.CLOSED) {
            throw new CloseConnectionException("the request came too slowly");
        }
    }

    /// The rest of the request cannot be read: the answer is the last on this connection.
    public void breakOff() {
        lastAnswer = true;
    }

    /// Whether the connection is to be closed after the answer.
    public boolean isLastAnswer() {
        return lastAnswer;
    }

    /// More of the request is waited for.
    public void readOn() {
        if (state.compareAndSet(State.WORKING, State.READING)) {
            sinceNanos = System.nanoTime();
        }
    }

    /// The request has been answered; what of it has not been read is skipped.
    ///
    /// @throws CloseConnectionException when that took too long, or the connection is to be closed
    public void answered(ReadableEntity content, boolean closing) {
        if (closing) {
            inBody = false;
            answeredEarly |= !content.consumed();
            throw new CloseConnectionException("the answer said that the connection is closed");
        }
        if (!content.consumed()) {
            sinceNanos = System.nanoTime();
            state.compareAndSet(State.WORKING, State.DRAINING);
            skip(content);
        }
        inBody = false;
        socket.dataReader().nextRequest();
        sinceNanos = System.nanoTime();
        if (state.getAndUpdate(s -> s == State.CLOSED ? s : State.IDLE) == State.CLOSED) {
            throw new CloseConnectionException("the rest of the request came too slowly");
        }
    }

    private static void skip(ReadableEntity content) {
        try {
            content.consume();
        } catch (CloseConnectionException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CloseConnectionException("the rest of the request cannot be read", e);
        }
    }

    boolean closeIdle() {
        return state.compareAndSet(State.IDLE, State.CLOSED) && close();
    }

    boolean closeLingering() {
        return state.compareAndSet(State.DRAINING, State.CLOSED) && close();
    }

    /// Answers 408, and closes.
    boolean closeSlow() {
        if (!state.compareAndSet(State.READING, State.CLOSED)) {
            return false;
        }
        sinceNanos = System.nanoTime();
        // A thread of its own: a client that does not read could make even this write wait.
        Thread.startVirtualThread(() -> {
            try {
                context.dataWriter().write(RawAnswer.tooSlow(date));
            } catch (UncheckedIOException e) {
                // The client has gone before its answer.
            } finally {
                close();
            }
        });
        return true;
    }

    /// Closes a connection that was to be closed and still is not.
    void closeAgain() {
        if (state.get() == State.CLOSED) {
            close();
        }
    }

    private boolean close() {
        ServerConnection open = http;
        if (open != null) {
            open.close(true);
        }
        return true;
    }

    /// Serves requests until either side closes.
    ServerConnection serving(Function<ConnectionContext, ServerConnection> protocol) {
        ServerConnection inner = protocol.apply(socket);
        http = inner;
        return new Serving(inner);
    }

    private final class Serving implements ServerConnection, InterruptableTask<Void> {
        private final ServerConnection inner;

        Serving(ServerConnection inner) {
            this.inner = inner;
        }

        @Override
        public void handle(Limit limit) throws InterruptedException {
            try {
                ScopedValue.where(CURRENT, Connection.this).call(() -> serve(limit));
            } finally {
                linger();
                server.done(Connection.this);
            }
        }

        private @Nullable Void serve(Limit limit) throws InterruptedException {
            inner.handle(limit);
            return null;
        }

        /// Reads what is still sent, so that the answer is not lost with it. The watch ends this.
        private void linger() {
            if (!answeredEarly || !state.compareAndSet(State.WORKING, State.DRAINING)) {
                return;
            }
            sinceNanos = System.nanoTime();
            try {
                int bytes = 0;
                while (bytes < MOST_LINGERING && state.get() == State.DRAINING) {
                    byte @Nullable [] more = context.serverSocket().get();
                    if (more == null) {
                        return;
                    }
                    bytes += more.length;
                }
            } catch (UncheckedIOException e) {
                // closed by the caller or by the watch
            }
        }

        @Override
        public Duration idleTime() {
            return inner.idleTime();
        }

        @Override
        public void close(boolean interrupt) {
            inner.close(interrupt);
        }

        @Override
        public boolean canInterrupt() {
            return inner instanceof InterruptableTask<?> task && task.canInterrupt();
        }
    }
}

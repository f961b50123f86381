package dev.signalbox.web.connection;

import io.helidon.common.socket.HelidonSocket;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The bytes of an answer that is a stream, on their way to the caller.
///
/// A caller has ten seconds to take each 16 KiB. One that does not is cut off by the watch of the
/// connections: it interrupts the thread that writes, which closes the socket. A virtual thread of
/// its own reads what the caller sends meanwhile, which is nothing until it hangs up; closing one
/// direction counts as that.
///
/// Any thread may write; they take turns.
public final class StreamOutput implements AutoCloseable {
    private static final int SLICE = 16 << 10;

    /// A caller that sends more than this has its further bytes left in the socket.
    private static final int MOST_HEARD = 64 << 10;

    private enum State {
        OPEN,
        STOPPED,
        GONE
    }

    private record Write(Thread thread, long sinceNanos) {}

    private interface Writing {
        void run() throws IOException;
    }

    private final HelidonSocket socket;
    private final StreamOwner owner;
    private final OutputStream answer;
    private final Duration silence;
    private final Consumer<StreamOutput> whenClosed;
    private final ReentrantLock turn = new ReentrantLock();
    private final AtomicReference<@Nullable Write> underWay = new AtomicReference<>();
    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
    private final List<Runnable> whenEnded = new ArrayList<>();
    private volatile long lastNanos = System.nanoTime();

    StreamOutput(
            HelidonSocket socket,
            StreamOwner owner,
            OutputStream answer,
            Duration silence,
            Consumer<StreamOutput> whenClosed) {
        this.socket = socket;
        this.owner = owner;
        this.answer = answer;
        this.silence = silence;
        this.whenClosed = whenClosed;
        Thread.ofVirtual().name("signalbox-stream-caller").start(this::listen);
    }

    StreamOwner owner() {
        return owner;
    }

    /// Whether the caller is there and the server is not closing.
    public boolean isOpen() {
        return state.get() == State.OPEN;
    }

    /// Has something run, once, when the caller has gone or the server closes; at once when that
    /// was before. It must not take long.
    public void whenEnded(Runnable act) {
        synchronized (whenEnded) {
            if (isOpen()) {
                whenEnded.add(act);
                return;
            }
        }
        act.run();
    }

    /// How long the caller may be left without a byte.
    public Duration silence() {
        return silence;
    }

    /// When the caller was last sent something; a `System.nanoTime`.
    public long lastNanos() {
        return lastNanos;
    }

    /// Sends bytes; returns when the caller's system has taken them, or this machine keeps them for
    /// it.
    ///
    /// @throws CloseConnectionException when the caller has gone or does not read
    public void write(byte[] bytes) {
        turn.lock();
        try {
            for (int start = 0; start < bytes.length; start += SLICE) {
                int from = start;
                int length = Math.min(SLICE, bytes.length - start);
                inTime(() -> answer.write(bytes, from, length));
            }
            inTime(answer::flush);
            lastNanos = System.nanoTime();
        } finally {
            turn.unlock();
        }
    }

    /// Ends the stream as one that is whole.
    ///
    /// @throws CloseConnectionException when the caller has gone or does not read
    public void finish() {
        turn.lock();
        try {
            inTime(answer::close);
        } finally {
            turn.unlock();
        }
    }

    private void inTime(Writing writing) {
        if (state.get() == State.GONE) {
            throw gone(null);
        }
        var mine = new Write(Thread.currentThread(), System.nanoTime());
        underWay.set(mine);
        try {
            writing.run();
        } catch (IOException | UncheckedIOException | ServerConnectionException e) {
            underWay.compareAndSet(mine, null);
            end(State.GONE);
            throw gone(e);
        }
        if (!underWay.compareAndSet(mine, null)) {
            throw gone(null); // cut off at the last moment
        }
    }

    private static CloseConnectionException gone(@Nullable Exception e) {
        return new CloseConnectionException("the caller of a stream has gone", e);
    }

    /// Cuts the caller off when a write has been under way since then.
    boolean cutIfWritingSince(long oldestNanos) {
        Write slow = underWay.get();
        if (slow == null
                || slow.sinceNanos() - oldestNanos > 0
                || !underWay.compareAndSet(slow, null)) {
            return false;
        }
        end(State.GONE);
        slow.thread().interrupt();
        return true;
    }

    /// Cuts the caller off: nothing more is sent.
    void cut() {
        end(State.GONE);
        Write now = underWay.getAndSet(null);
        if (now != null) {
            now.thread().interrupt();
        }
    }

    /// The server closes: what is left may still be sent.
    void stop() {
        end(State.STOPPED);
    }

    private void listen() {
        try {
            int heard = 0;
            while (heard < MOST_HEARD) {
                byte @Nullable [] more = socket.get();
                if (more == null) {
                    break;
                }
                heard += more.length;
            }
            if (heard >= MOST_HEARD) {
                return;
            }
        } catch (RuntimeException e) {
            // the connection is broken, or was closed after the stream's end
        }
        end(State.GONE);
    }

    private void end(State how) {
        List<Runnable> acts;
        synchronized (whenEnded) {
            if (how == State.GONE) {
                state.set(how);
            } else {
                state.compareAndSet(State.OPEN, how);
            }
            acts = List.copyOf(whenEnded);
            whenEnded.clear();
        }
        acts.forEach(Runnable::run);
    }

    /// Makes room for another stream. The connection is closed by the HTTP server.
    @Override
    public void close() {
        whenClosed.accept(this);
    }
}

package dev.signalbox.web.connection;

import io.helidon.common.socket.HelidonSocket;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The answers of a server that are streams: there are at most 64, of which an account has at most
/// 48, none is to a caller that does not read or whose access key has been taken away, and all end
/// when the server closes. Safe for use by any thread.
final class StreamWatch {
    /// Each costs three virtual threads and what it has not sent yet.
    static final int MOST = 64;

    /// So that no account can leave the others none.
    static final int MOST_OF_AN_ACCOUNT = 48;

    private final ConnectionTimeouts patience;
    private final Set<StreamOutput> open = new HashSet<>();
    private boolean closed;

    StreamWatch(ConnectionTimeouts patience) {
        this.patience = patience;
    }

    /// Opens one; null where there are as many as may be, or the server closes.
    synchronized @Nullable StreamOutput open(
            HelidonSocket socket, StreamOwner owner, Supplier<OutputStream> answer) {
        if (closed || open.size() >= MOST || of(owner.account()) >= MOST_OF_AN_ACCOUNT) {
            return null;
        }
        var stream = new StreamOutput(socket, owner, answer.get(), patience.silence(), this::ended);
        open.add(stream);
        return stream;
    }

    private long of(@Nullable String account) {
        return account == null
                ? 0
                : open.stream().filter(stream -> account.equals(stream.owner().account())).count();
    }

    private synchronized void ended(StreamOutput stream) {
        open.remove(stream);
    }

    synchronized int size() {
        return open.size();
    }

    private synchronized List<StreamOutput> all() {
        return List.copyOf(open);
    }

    /// Cuts off the callers that would not be let in any more; returns how many they are.
    int cutRevoked() {
        List<StreamOutput> revoked =
                all().stream()
                        .filter(StreamOutput::isOpen)
                        .filter(stream -> !stream.owner().letIn().getAsBoolean())
                        .toList();
        revoked.forEach(StreamOutput::cut);
        return revoked.size();
    }

    /// Cuts off the callers that do not read; returns how many they are.
    int look(long nowNanos) {
        long oldestNanos = nowNanos - patience.write().toNanos();
        int cut = 0;
        for (StreamOutput stream : all()) {
            if (stream.cutIfWritingSince(oldestNanos)) {
                cut++;
            }
        }
        return cut;
    }

    void close() {
        synchronized (this) {
            closed = true;
        }
        all().forEach(StreamOutput::stop);
    }
}

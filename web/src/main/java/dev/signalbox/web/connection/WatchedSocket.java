package dev.signalbox.web.connection;

import dev.signalbox.web.wire.RequestReader;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ServerConnectionException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// Helidon's view of the socket, which reports to the connection when bytes come and go.
final class WatchedSocket extends ForwardingContext {
    private final ConnectionContext context;
    private final Connection connection;
    private final RequestReader reader = new RequestReader(this::read);
    private final DataWriter writer;

    WatchedSocket(ConnectionContext context, Connection connection) {
        super(context);
        this.context = context;
        this.connection = connection;
        writer = new Writer(context.dataWriter());
    }

    private byte @Nullable [] read() {
        byte @Nullable [] bytes;
        try {
            bytes = context.serverSocket().get();
        } catch (UncheckedIOException e) {
            throw new ServerConnectionException("cannot read", e);
        }
        connection.heard(bytes);
        return bytes;
    }

    @Override
    public RequestReader dataReader() {
        return reader;
    }

    @Override
    public DataWriter dataWriter() {
        return writer;
    }

    private final class Writer implements DataWriter {
        private final DataWriter socket;

        Writer(DataWriter socket) {
            this.socket = socket;
        }

        @Override
        public void write(BufferData... buffers) {
            connection.answerBegins();
            socket.write(buffers);
        }

        @Override
        public void write(BufferData buffer) {
            connection.answerBegins();
            socket.write(buffer);
        }

        @Override
        public void writeNow(BufferData... buffers) {
            connection.answerBegins();
            socket.writeNow(buffers);
        }

        @Override
        public void writeNow(BufferData buffer) {
            connection.answerBegins();
            socket.writeNow(buffer);
        }

        @Override
        public void flush() {
            socket.flush();
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}

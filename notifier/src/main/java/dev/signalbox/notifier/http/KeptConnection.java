package dev.signalbox.notifier.http;

import dev.signalbox.notifier.tls.ClientTls;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.jspecify.annotations.Nullable;

/// A connection to a receiver that can be looked at without waiting before it is used again, and
/// that says when it ended before the first byte of an answer.
///
/// An idle connection has nothing to read. Whatever there is ends its reuse: the receiver's FIN or
/// RST, bytes that belong to no answer, and of TLS also what is no data, such as the notice that
/// the other side closes.
///
/// A receiver may answer before it has the whole request, such as that it is too large, and close.
/// So where a request cannot be written, its answer is still read.
///
/// The look is a read that does not block, which only sockets of channels have ([#socket]); a
/// socket's own way, a read with a time-out, waits a millisecond or more.
final class KeptConnection extends DefaultManagedHttpClientConnection {
    private final AnswerParser answers;
    private final ClientTls tls;

    /// The bytes that were read before the request that is under way; 0 where it is the first.
    private long readBefore;

    /// Why the request could not be written whole; null where it was.
    private @Nullable IOException unsent;

    /// @param limits of the head of an answer
    /// @param tls explains failures
    KeptConnection(Http1Config limits, ClientTls tls) {
        var answers = new AnswerParser(limits);
        super("receiver", null, null, limits, null, null, null, _ -> answers);
        this.answers = answers;
        this.tls = tls;
    }

    /// A socket for such a connection.
    static Socket socket() throws IOException {
        return SocketChannel.open().socket();
    }

    /// Whether it must not be used again.
    @Override
    public boolean isStale() throws IOException {
        SocketHolder socket = getSocketHolder();
        if (socket == null || unsent != null || answers.hasUnread()) {
            return true;
        }
        SSLSocket tls = socket.getSSLSocket();
        return (tls != null && tls.getInputStream().available() > 0)
                || !isQuiet(socket.getBaseSocket().getChannel());
    }

    /// Whether there is nothing to read on an open connection.
    private static boolean isQuiet(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        try {
            return channel.read(ByteBuffer.allocate(1)) == 0;
        } finally {
            channel.configureBlocking(true);
        }
    }

    @Override
    public void sendRequestHeader(ClassicHttpRequest request) throws HttpException, IOException {
        readBefore = answers.bytesRead();
        unsent = null;
        try {
            super.sendRequestHeader(request);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    @Override
    public void sendRequestEntity(ClassicHttpRequest request) throws HttpException, IOException {
        try {
            super.sendRequestEntity(request);
        } catch (IOException e) {
            unsent = e;
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            super.flush();
        } catch (IOException e) {
            unsent = unsent == null ? e : unsent;
        }
    }

    @Override
    public ClassicHttpResponse receiveResponseHeader() throws HttpException, IOException {
        try {
            return super.receiveResponseHeader();
        } catch (IOException e) {
            throw failure(unsent == null ? e : unsent);
        }
    }

    private IOException failure(IOException e) {
        if (answers.bytesRead() != readBefore) {
            return e;
        }
        if (readBefore > 0) {
            return new ConnectionEnded(e);
        }
        SocketHolder socket = getSocketHolder();
        SSLSocket encrypted = socket == null ? null : socket.getSSLSocket();
        return encrypted == null ? e : tls.explained(encrypted, e);
    }

    /// Parses the heads of answers, and knows the buffer that they come from.
    private static final class AnswerParser implements HttpMessageParser<ClassicHttpResponse> {
        private final HttpMessageParser<ClassicHttpResponse> parser;
        private @Nullable SessionInputBuffer input;

        AnswerParser(Http1Config limits) {
            parser = new DefaultHttpResponseParserFactory(limits).create();
        }

        @Override
        public ClassicHttpResponse parse(SessionInputBuffer input, InputStream stream)
                throws HttpException, IOException {
            this.input = input;
            return parser.parse(input, stream);
        }

        long bytesRead() {
            return input == null ? 0 : input.getMetrics().getBytesTransferred();
        }

        boolean hasUnread() {
            return input != null && input.length() > 0;
        }
    }
}

package dev.signalbox.notifier.mail;

import dev.signalbox.notifier.tls.ClientTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// The connection of one delivery to the mail server, which can be cut from outside: socket
/// timeouts begin anew with every byte, and a server that sends one byte a second never meets them.
///
/// Used by the thread that delivers; cut by any.
final class SmtpConnection extends SocketFactory {
    private final Tls tls;
    private @Nullable Socket socket;
    private boolean cut;

    /// @param tls makes the encrypted part
    SmtpConnection(ClientTls tls) {
        this.tls = new Tls(this, tls);
    }

    /// Makes TLS of this line.
    SSLSocketFactory tls() {
        return tls;
    }

    /// Ends whatever is under way on it.
    synchronized void cut() {
        cut = true;
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is no longer of use, closed or not.
            }
        }
    }

    /// Whether it was cut.
    synchronized boolean isCut() {
        return cut;
    }

    private synchronized Socket keep(Socket made) throws IOException {
        socket = made;
        if (cut) {
            made.close();
            throw new SocketException("the line was cut");
        }
        return made;
    }

    @Override
    public Socket createSocket() throws IOException {
        return keep(new Socket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw new SocketException("connected by nobody else");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
            throws IOException {
        throw new SocketException("connected by nobody else");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw new SocketException("connected by nobody else");
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
            throws IOException {
        throw new SocketException("connected by nobody else");
    }

    /// Puts TLS around sockets that are connected already.
    private static final class Tls extends SSLSocketFactory {
        private final SmtpConnection connection;
        private final ClientTls client;

        Tls(SmtpConnection connection, ClientTls client) {
            this.connection = connection;
            this.client = client;
        }

        @Override
        public Socket createSocket(Socket plain, String host, int port, boolean autoClose)
                throws IOException {
            return client.around(connection.keep(plain), host, port);
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return connection.createSocket(host, port);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort)
                throws IOException {
            return connection.createSocket(host, port, local, localPort);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return connection.createSocket(host, port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
                throws IOException {
            return connection.createSocket(host, port, local, localPort);
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return client.sockets().getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return client.sockets().getSupportedCipherSuites();
        }
    }
}

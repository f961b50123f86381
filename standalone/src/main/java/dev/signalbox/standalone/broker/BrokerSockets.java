package dev.signalbox.standalone.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.apache.kafka.server.ServerSocketFactory;

/// The two listening sockets of an embedded broker, bound before Kafka starts and handed over when
/// it asks for them.
///
/// @param broker where clients come in
/// @param controller where the broker speaks to its controller, on loopback only
record BrokerSockets(ServerSocketChannel broker, ServerSocketChannel controller)
        implements ServerSocketFactory, AutoCloseable {
    static final String BROKER_LISTENER = "BROKER";
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    /// Binds both sockets.
    ///
    /// @param host the address for clients; not a wildcard, as it is also announced to them
    /// @param port the port for clients, or 0 for any free one
    /// @throws IllegalStateException when the address cannot be listened on
    static BrokerSockets bind(String host, int port) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new IllegalStateException(
                    "Unknown host %s (setting SIGNALBOX_KAFKA)".formatted(host));
        }
        if (address.getAddress().isAnyLocalAddress()) {
            throw new IllegalStateException(
                    "Cannot listen on %s: clients need an address they can reach (setting SIGNALBOX_KAFKA)"
                            .formatted(host));
        }
        ServerSocketChannel broker = open(address);
        try {
            return new BrokerSockets(
                    broker, open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        } catch (RuntimeException e) {
            close(broker);
            throw e;
        }
    }

    private static ServerSocketChannel open(InetSocketAddress address) {
        try {
            ServerSocketChannel socket = ServerSocketChannel.open();
            try {
                socket.configureBlocking(false);
                return socket.bind(address);
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        } catch (IOException e) {
            throw new IllegalStateException(
                    "Cannot listen on %s:%d: %s (setting SIGNALBOX_KAFKA)"
                            .formatted(address.getHostString(), address.getPort(), e.getMessage()),
                    e);
        }
    }

    int brokerPort() {
        return broker.socket().getLocalPort();
    }

    InetSocketAddress controllerAddress() {
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), controller.socket().getLocalPort());
    }

    @Override
    public ServerSocketChannel openServerSocket(
            String listener, InetSocketAddress address, int backlog, int receiveBuffer) {
        return switch (listener) {
            case BROKER_LISTENER -> broker;
            case CONTROLLER_LISTENER -> controller;
            default -> throw new IllegalArgumentException("No such listener: " + listener);
        };
    }

    /// Closes both; those that Kafka has taken over and closed are not closed again.
    @Override
    public void close() {
        close(broker);
        close(controller);
    }

    private static void close(ServerSocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("Cannot close a listening socket", e);
        }
    }
}

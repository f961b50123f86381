package dev.signalbox.notifier.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import javax.net.ServerSocketFactory;

/// A server on loopback that does with each connection what the test says, however rude.
public final class RawServer implements AutoCloseable {
    /// Serves one connection, which is closed after it.
    @FunctionalInterface
    public interface Behaviour {
        /// Serves it.
        void serve(Socket socket) throws IOException;
    }

    /// An answer after which the connection is closed.
    public static final String OK_AND_CLOSE =
            "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

    private static final byte[] BOMB = bomb();

    private final ServerSocket server;

    /// Starts a server on a free port.
    public RawServer(Behaviour behaviour) {
        this(ServerSocketFactory.getDefault(), behaviour);
    }

    /// Starts a server on a free port.
    ///
    /// @param sockets makes its socket, such as one for TLS
    public RawServer(ServerSocketFactory sockets, Behaviour behaviour) {
        this(open(sockets), behaviour);
    }

    /// Starts a server.
    ///
    /// @param server its open socket, which is closed with it
    public RawServer(ServerSocket server, Behaviour behaviour) {
        this.server = server;
        Thread.startVirtualThread(() -> accept(behaviour));
    }

    /// Opens a socket on a free port of loopback.
    public static ServerSocket open(ServerSocketFactory sockets) {
        try {
            return sockets.createServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(Behaviour behaviour) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.startVirtualThread(() -> serve(behaviour, socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void serve(Behaviour behaviour, Socket socket) {
        try (socket) {
            behaviour.serve(socket);
        } catch (IOException e) {
            // The client has gone, as it should from most of these.
        }
    }

    /// Its port.
    public int port() {
        return server.getLocalPort();
    }

    /// Its address.
    public String url() {
        return "http://127.0.0.1:" + port() + "/hook";
    }

    /// Reads a request whose body has a content-length.
    public static void readRequest(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the client has gone");
            }
            head.append((char) next);
        }
        String lower = head.toString().toLowerCase(Locale.ROOT);
        int at = lower.indexOf("content-length:") + "content-length:".length();
        int length = Integer.parseInt(lower.substring(at, lower.indexOf('\r', at)).strip());
        in.readNBytes(length);
    }

    /// Sends text.
    public static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /// One of the ways in which a target may be hostile.
    public static void behave(Socket socket, String behaviour) throws IOException {
        if (behaviour.equals("garbage")) {
            write(socket, "\u0000\u0001 not http at all\r\n\r\n".repeat(50));
            return;
        }
        if (behaviour.startsWith("TLS ")) {
            behaveAsTls(socket, behaviour);
            return;
        }
        readRequest(socket);
        switch (behaviour) {
            case "hang-up" -> {}
            case "silence" -> {
                int _ = socket.getInputStream().read();
            }
            case "endless headers" -> {
                write(socket, "HTTP/1.1 200 OK\r\n");
                for (int i = 0; ; i++) {
                    write(socket, "x-" + i + ": y\r\n");
                }
            }
            case "a header without an end" -> {
                write(socket, "HTTP/1.1 200 OK\r\nx: ");
                while (true) {
                    write(socket, "y".repeat(1_000));
                }
            }
            case "a slow drip" -> drip(socket, "HTTP/1.1 200 OK\r\nx: ");
            case "another version" -> write(socket, "HTTP/3.7 200 OK\r\n\r\n");
            case "an endless body" -> {
                write(socket, "HTTP/1.1 200 OK\r\n\r\n");
                while (true) {
                    write(socket, "y".repeat(1_000));
                }
            }
            case "endless chunks" -> {
                write(socket, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
                while (true) {
                    write(socket, "3e8\r\n" + "y".repeat(1_000) + "\r\n");
                }
            }
            case "bad chunks" ->
                    write(
                            socket,
                            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nno s3same\r\n\r\n");
            case "a body that drips" ->
                    drip(socket, "HTTP/1.1 200 OK\r\ncontent-length: 60000\r\n\r\n");
            case "a large body" ->
                    write(
                            socket,
                            "HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n"
                                    + "y".repeat(1_000_000));
            case "a bomb" -> {
                write(socket, "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n");
                write(socket, "content-length: " + BOMB.length + "\r\n\r\n");
                socket.getOutputStream().write(BOMB);
            }
            default -> throw new IllegalArgumentException(behaviour);
        }
    }

    private static void behaveAsTls(Socket socket, String behaviour) throws IOException {
        switch (behaviour) {
            // The head of a handshake's record of 16 KB.
            case "TLS garbage" -> write(socket, "\u0016\u0003\u0003@\u0000" + "y".repeat(20_000));
            case "TLS silence" -> {
                long _ = socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
            default -> throw new IllegalArgumentException(behaviour);
        }
    }

    private static void drip(Socket socket, String start) throws IOException {
        write(socket, start);
        while (true) {
            write(socket, "y");
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static byte[] bomb() {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bytes)) {
            for (int i = 0; i < 10_000; i++) {
                zip.write(new byte[1_000]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

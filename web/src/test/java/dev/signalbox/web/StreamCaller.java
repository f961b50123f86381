package dev.signalbox.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/// A caller of a stream on a socket of its own, which reads only when it is asked to.
final class StreamCaller implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private String head = "";

    private StreamCaller(Socket socket) throws IOException {
        this.socket = socket;
        in = socket.getInputStream();
        socket.setSoTimeout(20_000);
    }

    /// Asks for a path, and reads nothing.
    static StreamCaller ask(Socket socket, String path, String accept) throws IOException {
        var caller = new StreamCaller(socket);
        socket.getOutputStream()
                .write(
                        "GET %s HTTP/1.1\r\nHost: a\r\nAccept: %s\r\nAccept-Encoding: gzip\r\n\r\n"
                                .formatted(path, accept)
                                .getBytes(ISO_8859_1));
        return caller;
    }

    /// The status line and the headers.
    String head() throws IOException {
        while (!head.endsWith("\r\n\r\n")) {
            head += (char) octet();
        }
        return head;
    }

    /// The body's next chunk; empty at its end.
    ///
    /// @throws EOFException when the connection ends before the body
    String chunk() throws IOException {
        head();
        var size = new StringBuilder();
        while (!size.toString().endsWith("\r\n")) {
            size.append((char) octet());
        }
        int length = Integer.parseInt(size.toString().strip(), 16);
        byte[] chunk = in.readNBytes(length);
        octet();
        octet();
        return new String(chunk, UTF_8);
    }

    /// The rest of the body up to its end.
    String rest() throws IOException {
        var rest = new StringBuilder();
        for (String chunk = chunk(); !chunk.isEmpty(); chunk = chunk()) {
            rest.append(chunk);
        }
        return rest.toString();
    }

    /// The body until a text has come.
    String until(String text) throws IOException {
        var got = new StringBuilder();
        while (got.indexOf(text) < 0) {
            String chunk = chunk();
            if (chunk.isEmpty()) {
                throw new EOFException("the stream ended before " + text + ": " + got);
            }
            got.append(chunk);
        }
        return got.toString();
    }

    /// Whether the server has closed the connection.
    boolean closed() throws IOException {
        return in.read() < 0;
    }

    private int octet() throws IOException {
        int octet = in.read();
        if (octet < 0) {
            throw new EOFException("the connection ended: " + head);
        }
        return octet;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

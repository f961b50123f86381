package dev.signalbox.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Bytes sent to a server on a connection of their own, and what came back until it was closed.
record RawExchange(String text) {
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 ([0-9]{3}) .*\r\n");

    /// Sends the pieces one after another, each as a packet of its own.
    static RawExchange of(int port, String... pieces) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.setTcpNoDelay(true);
            for (String piece : pieces) {
                socket.getOutputStream().write(piece.getBytes(StandardCharsets.ISO_8859_1));
            }
            socket.shutdownOutput();
            return new RawExchange(
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /// The statuses of all answers.
    List<Integer> statuses() {
        var statuses = new ArrayList<Integer>();
        Matcher lines = STATUS_LINE.matcher(text);
        while (lines.find()) {
            statuses.add(Integer.parseInt(lines.group(1)));
        }
        return statuses;
    }

    int status() {
        return statuses().getFirst();
    }

    /// The head of the first answer in lower case.
    String head() {
        return text.substring(0, text.indexOf("\r\n\r\n") + 2).toLowerCase(Locale.ROOT);
    }

    String body() {
        return text.substring(text.indexOf("\r\n\r\n") + 4);
    }
}

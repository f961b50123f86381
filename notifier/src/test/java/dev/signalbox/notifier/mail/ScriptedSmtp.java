package dev.signalbox.notifier.mail;

import dev.signalbox.notifier.testkit.RawServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// A mail server on loopback that answers what the test says, and keeps what it was told.
final class ScriptedSmtp implements AutoCloseable {
    /// Every line that came, those under TLS with `tls ` before them.
    final List<String> lines = new CopyOnWriteArrayList<>();

    private final Map<String, String> answers;
    private final @Nullable SSLContext tls;
    private final RawServer server = new RawServer(this::serve);

    /// @param answers by the first word of a command, `greeting`, or `.` for the end of a message;
    ///   an empty one hangs up
    /// @param tls offers STARTTLS where it is given
    ScriptedSmtp(Map<String, String> answers, @Nullable SSLContext tls) {
        this.answers = answers;
        this.tls = tls;
    }

    int port() {
        return server.port();
    }

    private void serve(Socket socket) throws IOException {
        if (say(socket, "greeting", "220 ready")) {
            talk(socket, "");
        }
    }

    private void talk(Socket socket, String prefix) throws IOException {
        var in =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        boolean data = false;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            lines.add(prefix + line);
            if (data) {
                data = !line.equals(".");
                if (!data && !say(socket, ".", "250 taken")) {
                    return;
                }
                continue;
            }
            String verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
            if (!say(socket, verb, usual(verb, prefix))) {
                return;
            }
            if (verb.equals("STARTTLS") && tls != null) {
                try (var secure = (SSLSocket) wrapped(socket, tls)) {
                    talk(secure, "tls ");
                }
                return;
            }
            data = verb.equals("DATA") && !answers.containsKey("DATA");
        }
    }

    private static Socket wrapped(Socket socket, SSLContext tls) throws IOException {
        var secure =
                (SSLSocket)
                        tls.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        secure.setUseClientMode(false);
        return secure;
    }

    private String usual(String verb, String prefix) {
        return switch (verb) {
            case "EHLO" ->
                    "250-mail.example\r\n"
                            + (tls != null && prefix.isEmpty() ? "250-STARTTLS\r\n" : "")
                            + "250 AUTH PLAIN LOGIN";
            case "STARTTLS" -> "220 go on";
            case "AUTH" -> "235 let in";
            case "DATA" -> "354 go on";
            case "QUIT" -> "221 bye";
            default -> "250 ok";
        };
    }

    private boolean say(Socket socket, String verb, String usual) throws IOException {
        String answer = answers.getOrDefault(verb, usual);
        if (answer.isEmpty()) {
            return false;
        }
        RawServer.write(socket, answer + "\r\n");
        return true;
    }

    @Override
    public void close() {
        server.close();
    }
}

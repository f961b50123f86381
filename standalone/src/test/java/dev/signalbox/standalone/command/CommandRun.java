package dev.signalbox.standalone.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;

/// The command line as a shell sees it: what goes in, what comes out, and the exit code.
public final class CommandRun {
    private CommandRun() {}

    /// What came of a command.
    public record Result(int code, String out, String err) {}

    /// Runs a command.
    public static Result run(Map<String, String> environment, String in, String... arguments) {
        return run(new ByteArrayOutputStream(), environment, in, arguments);
    }

    /// Runs a command that never ends by itself, until it has printed a line, as `head -1` does.
    public static Result runUntilALine(Map<String, String> environment, String... arguments) {
        return run(new FirstLine(), environment, "", arguments);
    }

    /// What takes a line and no more.
    private static final class FirstLine extends ByteArrayOutputStream {
        @Override
        public void flush() throws IOException {
            if (size() > 0 && buf[size() - 1] == '\n') {
                throw new IOException("nobody reads any more");
            }
        }
    }

    private static Result run(
            ByteArrayOutputStream out,
            Map<String, String> environment,
            String in,
            String... arguments) {
        var err = new ByteArrayOutputStream();
        int code =
                Signalbox.run(
                        new Shell(
                                environment,
                                new ByteArrayInputStream(in.getBytes(UTF_8)),
                                new PrintStream(out, true, UTF_8),
                                new PrintStream(err, true, UTF_8)),
                        arguments);
        return new Result(code, out.toString(UTF_8), err.toString(UTF_8));
    }
}

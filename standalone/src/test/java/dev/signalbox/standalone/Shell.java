package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;

/// The command line as a shell sees it: what goes in, what comes out, and the exit code.
final class Shell {
    private Shell() {}

    record Result(int code, String out, String err) {}

    static Result run(Map<String, String> environment, String in, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code =
                new Signalbox(
                                environment,
                                new ByteArrayInputStream(in.getBytes(UTF_8)),
                                new PrintStream(out, true, UTF_8),
                                new PrintStream(err, true, UTF_8))
                        .run(arguments);
        return new Result(code, out.toString(UTF_8), err.toString(UTF_8));
    }
}

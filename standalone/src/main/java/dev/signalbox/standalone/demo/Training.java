package dev.signalbox.standalone.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The run whose classes and profiles the launcher keeps for later starts (JDK's AOT cache): the
/// demo, unseen.
public final class Training {
    private Training() {}

    /// Runs it.
    ///
    /// @throws IOException saying what went wrong
    public static void run(Map<String, String> environment)
            throws IOException, InterruptedException {
        try (var nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            Demo.run(environment, nowhere);
        }
    }
}

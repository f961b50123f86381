package dev.signalbox.standalone;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Programs of this machine that tests need.
final class Programs {
    private Programs() {}

    /// Whether a program is on the path.
    static boolean has(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}

package dev.signalbox.contract.room;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/// The name of a room's process, which outlives it: after a crash it gets its partitions back under
/// that name at once, and nobody waits for the dead one's session to end.
public final class Instance {
    private Instance() {}

    /// The name of the instance whose state lies in a folder; drawn at its first start.
    public static String name(Path folder) {
        Path file = folder.resolve("instance");
        try {
            if (Files.notExists(file)) {
                Files.createDirectories(folder);
                Path drawn = Files.createTempFile(folder, "instance", null);
                Files.writeString(drawn, UUID.randomUUID().toString());
                Files.move(drawn, file);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("SIGNALBOX_DATA: cannot use " + file, e);
        }
    }
}

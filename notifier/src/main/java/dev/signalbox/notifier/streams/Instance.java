package dev.signalbox.notifier.streams;

import dev.signalbox.contract.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/// The name of a notifier, which outlives it: after a crash it gets its partitions back under that
/// name at once, and nobody waits for the dead one's session to end.
public final class Instance {
    private Instance() {}

    /// The notifier's folder of state.
    public static Path folder(Settings settings) {
        return settings.data().resolve("notifier");
    }

    /// The name of the notifier whose state lies in its folder; drawn at its first start.
    public static String name(Settings settings) {
        Path file = folder(settings).resolve("instance");
        try {
            if (Files.notExists(file)) {
                Files.createDirectories(folder(settings));
                Path drawn = Files.createTempFile(folder(settings), "instance", null);
                Files.writeString(drawn, UUID.randomUUID().toString());
                Files.move(drawn, file);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("SIGNALBOX_DATA: cannot use " + file, e);
        }
    }
}

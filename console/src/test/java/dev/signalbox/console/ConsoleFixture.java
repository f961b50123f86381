package dev.signalbox.console;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A console for each test, and the log that it writes.
abstract class ConsoleFixture {
    @TempDir Path data;
    final MemoryLog log = new MemoryLog();
    ConsoleRig rig;

    @BeforeEach
    void start() {
        rig = new ConsoleRig(log, data);
    }

    @AfterEach
    void stop() {
        rig.close();
    }
}

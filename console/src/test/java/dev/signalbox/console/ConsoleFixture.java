package dev.signalbox.console;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A console for each test, and the log that it writes.
public abstract class ConsoleFixture {
    @TempDir protected Path data;
    protected final MemoryLog log = new MemoryLog();
    protected ConsoleRig rig;

    @BeforeEach
    protected void start() {
        rig = new ConsoleRig(log, data);
    }

    @AfterEach
    protected void stop() {
        rig.close();
    }
}

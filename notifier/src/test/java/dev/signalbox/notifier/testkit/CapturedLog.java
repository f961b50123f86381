package dev.signalbox.notifier.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// All that Signalbox logs, at every level, from its opening to its close.
public final class CapturedLog extends Handler {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger house = Logger.getLogger("dev.signalbox");

    /// Begins.
    public CapturedLog() {
        house.setLevel(Level.ALL);
        house.addHandler(this);
    }

    /// What was logged.
    public List<String> lines() {
        return lines;
    }

    @Override
    public void publish(LogRecord item) {
        lines.add(new SimpleFormatter().format(item));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        house.removeHandler(this);
        house.setLevel(null);
    }
}

package dev.signalbox.standalone;

/// Something that runs until it is closed.
public interface Server extends AutoCloseable {
    /// Starts one.
    @FunctionalInterface
    interface Starter {
        Server start();
    }

    /// What a person is told when it is ready: one line with the address.
    String readyLine();

    /// Stops it; whatever was acknowledged is kept.
    @Override
    void close();
}

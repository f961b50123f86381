package dev.signalbox.standalone;

/// Something that runs until it is closed.
public interface Server extends AutoCloseable {
    /// Starts one.
    @FunctionalInterface
    interface Starter {
        Server start();
    }

    /// The line that is printed when it is ready, with the address.
    String readyLine();

    /// Stops it; whatever was acknowledged is kept.
    @Override
    void close();
}

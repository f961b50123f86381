package dev.signalbox.notifier.http;

import java.io.IOException;

/// A connection that was kept ended before the first byte of an answer: most likely the receiver
/// closed it before the request came.
final class ConnectionEnded extends IOException {
    private static final long serialVersionUID = 1;

    ConnectionEnded(IOException cause) {
        super(cause);
    }
}

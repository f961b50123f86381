package dev.signalbox.notifier.tls;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// The connections whose receiver asked for a client certificate. What a receiver that got none
/// does next looks like any broken connection. For any thread.
final class AskedReceivers {
    private final Map<Object, Boolean> shown = Collections.synchronizedMap(new WeakHashMap<>());

    /// A receiver asked.
    ///
    /// @param certificate whether there is one for it
    void asked(Object connection, boolean certificate) {
        shown.merge(connection, certificate, Boolean::logicalOr);
    }

    /// Whether it was shown one; null where it did not ask.
    @Nullable Boolean wasShown(SSLSocket connection) {
        return shown.get(connection);
    }
}

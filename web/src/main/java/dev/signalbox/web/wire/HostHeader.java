package dev.signalbox.web.wire;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The check of `Host` (RFC 9112, section 3.2), which HTTP/1.0 allows to be absent. Helidon's own
/// check does not.
public final class HostHeader {
    private HostHeader() {}

    /// What is wrong with it, for people; null where nothing is.
    public static @Nullable String problem(Headers headers, boolean http10) {
        List<String> hosts = headers.all(HeaderNames.HOST, List::of);
        if (hosts.isEmpty()) {
            return http10 ? null : "Host: is missing";
        }
        if (hosts.size() > 1) {
            return "Host: comes more than once";
        }
        return Authority.parse(hosts.getFirst().strip()) == null
                ? "Host: is neither a name nor an address, with or without a port"
                : null;
    }
}

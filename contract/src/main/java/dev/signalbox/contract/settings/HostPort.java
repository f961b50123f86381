package dev.signalbox.contract.settings;

/// Where a server listens, such as `127.0.0.1:8080`; port 0 asks for a free one.
///
/// @param host a host name or address; IPv6 addresses without brackets
/// @param port 0 to 65535
public record HostPort(String host, int port) {

    /// @throws IllegalArgumentException when the host is empty or the port out of range
    public HostPort {
        if (host.isBlank()) {
            throw new IllegalArgumentException("the host is missing");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not within 0 to 65535");
        }
    }

    /// Reads `host:port`, with IPv6 addresses in brackets (`[::1]:8080`).
    ///
    /// @throws IllegalArgumentException naming the text, when it has another form
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("'" + text + "' is not host:port");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            return new HostPort(host, Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not host:port", e);
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}

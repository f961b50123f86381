package dev.signalbox.contract.net;

import java.net.URI;
import java.net.URISyntaxException;

/// The address of a service that the operator chose: `http` or `https`, a host, maybe a port, and
/// nothing else.
public final class ServiceUrl {
    private ServiceUrl() {}

    /// Reads an address.
    ///
    /// @throws IllegalArgumentException saying what is wrong, without quoting a password
    public static URI parse(String text) {
        URI uri;
        try {
            uri = new URI(text).parseServerAuthority();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is no URL");
        }
        boolean known = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!known || uri.getHost() == null) {
            throw new IllegalArgumentException("is not http://host[:port] or https://host[:port]");
        }
        String path = uri.getRawPath();
        if (uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null
                || !(path.isEmpty() || path.equals("/"))) {
            throw new IllegalArgumentException("has more than a host and a port");
        }
        return uri;
    }
}

package dev.signalbox.notifier.http;

import dev.signalbox.contract.net.HostName;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.apache.hc.core5.http.HttpHost;

/// Where an HTTP-speaking target is called.
///
/// @param uri the whole address; its path and its query may hold secrets
/// @param host the uri's scheme, host and port, which hold none
public record HttpUrl(URI uri, HttpHost host) {
    /// Reads a target's url.
    ///
    /// @throws IllegalArgumentException saying what is wrong with it, without quoting it
    public static HttpUrl parse(String text) {
        URI uri;
        try {
            uri = new URI(inAscii(text)).parseServerAuthority();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("the target's url is no url");
        }
        String scheme = uri.getScheme();
        if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
            throw new IllegalArgumentException("the target's url is neither http nor https");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("the target's url holds a user or a password");
        }
        String host = uri.getHost();
        if (host == null || host.isEmpty()) {
            throw new IllegalArgumentException("the target's url has no host");
        }
        if (uri.getRawPath().startsWith("//")) {
            throw new IllegalArgumentException(
                    "the target's url has a path that begins with two slashes");
        }
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        return new HttpUrl(uri, new HttpHost(scheme.toLowerCase(Locale.ROOT), host, uri.getPort()));
    }

    private static String inAscii(String text) {
        try {
            return HostName.inUrl(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the target's url " + e.getMessage());
        }
    }

    /// This, with more in its query.
    ///
    /// @param parameters such as `a=b&c=d`, encoded as a query has it
    public HttpUrl with(String parameters) {
        String text = uri.toString();
        int fragment = text.indexOf('#');
        String bare = fragment < 0 ? text : text.substring(0, fragment);
        String separator = uri.getRawQuery() == null ? "?" : "&";
        return new HttpUrl(URI.create(bare + separator + parameters), host);
    }

    /// Without path and query, which may hold secrets.
    @Override
    public String toString() {
        return host.toURI();
    }
}

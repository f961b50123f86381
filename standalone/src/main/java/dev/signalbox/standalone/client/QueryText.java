package dev.signalbox.standalone.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import org.jspecify.annotations.Nullable;

/// A path with query parameters.
public final class QueryText {
    private final StringBuilder text;
    private char before = '?';

    /// @param path the path, escaped
    public QueryText(String path) {
        text = new StringBuilder(path);
    }

    /// Adds a parameter; none for null.
    public QueryText add(String name, @Nullable String value) {
        if (value != null) {
            text.append(before).append(name).append('=').append(escaped(value));
            before = '&';
        }
        return this;
    }

    /// A text as a part of a path or query.
    public static String escaped(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20").replace(".", "%2E");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}

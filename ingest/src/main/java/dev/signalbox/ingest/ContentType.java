package dev.signalbox.ingest;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Content types of events and of their data.
final class ContentType {
    /// The content types that `io.cloudevents` takes for JSON; with any other content type it reads
    /// `data` only where that is a string.
    private static final Pattern JSON =
            Pattern.compile("^(application|text)/([a-zA-Z]+\\+)?json(;.*)*$");

    private static final Pattern TEXT = Pattern.compile("(?i)text/.*");

    private ContentType() {}

    static boolean isJson(@Nullable String contentType) {
        return contentType == null
                || contentType.equals("application/json;charset=utf-8")
                || contentType.equals("application/json")
                || JSON.matcher(contentType).matches();
    }

    static boolean isText(String contentType) {
        return TEXT.matcher(contentType).matches();
    }

    /// Without parameters, in lower case.
    static String bare(String contentType) {
        int semicolon = contentType.indexOf(';');
        return (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
    }
}

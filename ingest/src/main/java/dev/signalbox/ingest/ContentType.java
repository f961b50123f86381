package dev.signalbox.ingest;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Content types of events and of their data. Source: RFC 9110, section 8.3.1.
final class ContentType {
    private ContentType() {}

    /// Whether data of that type is JSON: its subtype is `json` or ends in `+json`, in any case and
    /// whatever its parameters. Data without a type is JSON. Source: CloudEvents JSON format 1.0.2,
    /// section 3.1.
    static boolean isJson(@Nullable String contentType) {
        if (contentType == null
                || contentType.equals("application/json;charset=utf-8")
                || contentType.equals("application/json")) {
            return true;
        }
        String bare = bare(contentType);
        return bare.isEmpty() || bare.endsWith("/json") || isSuffixed(bare);
    }

    private static boolean isSuffixed(String bare) {
        return bare.endsWith("+json") && bare.indexOf('/') > 0;
    }

    static boolean isText(String contentType) {
        return bare(contentType).startsWith("text/");
    }

    /// Without parameters, in lower case.
    static String bare(String contentType) {
        int semicolon = contentType.indexOf(';');
        return (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
    }
}
